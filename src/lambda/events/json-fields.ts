/** Reads fields of JSON whose shape is not checked yet. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for objects, false for arrays and null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The array under `Records`, in which S3, SQS and SNS deliver; empty when there is none. */
export const recordsOf = (event: unknown): readonly unknown[] =>
  isObject(event) && Array.isArray(event['Records']) ? event['Records'] : [];

/** The paths of names that lead to a string in `Shape`. */
export type TextPath<Shape> = {
  [Name in keyof Shape & string]: NonNullable<Shape[Name]> extends string
    ? readonly [Name]
    : readonly [Name, ...TextPath<NonNullable<Shape[Name]>>];
}[keyof Shape & string];

/**
 * The string at the end of a path of names, or undefined when there is none. `Shape` is what AWS documents for the
 * value: it lets the compiler check the path, and nothing is assumed about the value.
 */
export function textAt<Shape>(value: unknown, ...path: TextPath<Shape>): string | undefined {
  let found = value;
  for (const name of path as readonly string[]) found = isObject(found) ? found[name] : undefined;
  return typeof found === 'string' ? found : undefined;
}
