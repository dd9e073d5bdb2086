/** The formats in which the rows of `training-job` are written. */
export const REQUEST_FORMATS = ['table', 'ndjson', 'csv', 'github', 'sarif'] as const;
export type RequestFormat = (typeof REQUEST_FORMATS)[number];
