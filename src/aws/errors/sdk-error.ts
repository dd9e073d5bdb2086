/** Reads the errors of the AWS SDK, of which TypeScript knows only that they are unknown. */

/** The parts of an SDK error that are looked at. */
export interface SdkError {
  readonly name: string;
  /** Of HTTP. */
  readonly status: number | undefined;
  /** Of the answer's body. */
  readonly contentType: string | undefined;
  /** Of the system, for errors below HTTP. */
  readonly code: string | undefined;
  /** True when S3 says that the object was deleted, and that its versions are kept. */
  readonly isDeleteMarker: boolean;
}

/** The parts of an error, as far as it has them; undefined for values that are not errors. */
export function readSdkError(error: unknown): SdkError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { $metadata, $response, code } = error as {
    $metadata?: { httpStatusCode?: number };
    $response?: { headers?: Readonly<Record<string, string>> };
    code?: unknown;
  };
  return {
    name: error.name,
    status: $metadata?.httpStatusCode,
    contentType: $response?.headers?.['content-type'],
    code: typeof code === 'string' ? code : undefined,
    isDeleteMarker: $response?.headers?.['x-amz-delete-marker'] === 'true',
  };
}

/** True for a value of an answer that is none of its kind, such as a date: the SDK adds this to the message. */
const isUnreadable = (error: Error): boolean =>
  error instanceof TypeError && error.message.includes('Deserialization error: to see the raw response');

/** True for an answer with this HTTP status that was not the XML of S3. */
export const isNoS3Answer = (error: unknown, status?: number): boolean =>
  error instanceof Error &&
  (error.message.includes('XML parse error') || isUnreadable(error)) &&
  (status === undefined || readSdkError(error)?.status === status);
