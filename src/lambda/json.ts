/** Looks into JSON of unknown shape. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for objects, not for lists and null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The list under `Records`, in which S3, SQS and SNS deliver; empty when there is none. */
export const recordsOf = (event: unknown): readonly unknown[] =>
  isObject(event) && Array.isArray(event['Records']) ? event['Records'] : [];

/** The text at the end of a path of keys, or undefined when there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let found = value;
  for (const name of path) found = isObject(found) ? found[name] : undefined;
  return typeof found === 'string' ? found : undefined;
}
