/** Single words of the command line: read strictly, refused with what is allowed. */
import { parseArgs } from 'node:util';

/** Wrong usage: the message names the word and what is allowed; exit code 64. */
export class UsageError extends Error {}

/** Options and positional words. @throws UsageError */
export function parse<Options extends NonNullable<Parameters<typeof parseArgs>[0]>['options'] & object>(
  words: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    // node:util's messages name the word; all that is thrown here is about the words.
    if (error instanceof TypeError)
      throw new UsageError(error.message.replaceAll('\n', ' '), { cause: error });
    throw error;
  }
}

/** An instant or a day, which means its beginning, UTC; as ISO 8601. @throws UsageError */
export function instant(option: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const isWhole = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z)?$/.test(value);
  const time = new Date(value);
  // JavaScript takes February 30 for March 2.
  const isReal =
    isWhole && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 10));
  if (!isReal)
    throw new UsageError(`${option} ${value}: write a day such as 2026-01-31, or 2026-01-31T12:00:00Z`);
  return time.toISOString();
}

/** One of the allowed values. @throws UsageError */
export function choice<Allowed extends string>(
  option: string,
  value: string,
  allowed: readonly Allowed[],
): Allowed {
  const chosen = allowed.find((candidate) => candidate === value);
  if (chosen === undefined) throw new UsageError(`${option} ${value}: ${allowed.join(', ')} are allowed`);
  return chosen;
}

/** A whole number from 1 to `most`; `unset` when there is none. @throws UsageError */
export function count(option: string, value: string | undefined, unset: number, most: number): number {
  if (value === undefined) return unset;
  const number = /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > most)
    throw new UsageError(`${option} ${value}: a whole number from 1 to ${most} is allowed`);
  return number;
}

/** An http or https URL. @throws UsageError */
export function endpointUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const isHttp = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (!isHttp) throw new UsageError(`--endpoint-url ${value}: write an http or https URL`);
  return value;
}
