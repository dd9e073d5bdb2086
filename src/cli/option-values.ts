/** Values on the command line: read strictly, and refused with what is allowed. Commander adds the option's name. */
import { InvalidArgumentError } from 'commander';
import { OUTCOMES } from '../results/group-kinds.ts';

/** Wrong usage: the message names the word and what is allowed; exit code 64. */
export class UsageError extends Error {}

/**
 * The name of a file, folder or S3 prefix. A word that begins with a dash is an option whose value was forgotten
 * before it, and never a name.
 * @throws InvalidArgumentError
 */
export function parseName(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty: write a name.');
  if (value.startsWith('-'))
    throw new InvalidArgumentError(`It looks like an option: write a name, or ./${value} for such a file.`);
  return value;
}

/** Collects the names of an argument that takes several. @throws InvalidArgumentError */
export function collectNames(value: string, previous: readonly string[] | undefined): readonly string[] {
  if (value === '') throw new InvalidArgumentError('It is empty: write a name.');
  return [...(previous ?? []), value];
}

/** Collects outcomes, as several words or with commas between them. @throws InvalidArgumentError */
export function collectOutcomes(
  value: string,
  previous: readonly (typeof OUTCOMES)[number][] | undefined,
): readonly (typeof OUTCOMES)[number][] {
  const outcomes = value.split(',').map((name) => {
    const outcome = OUTCOMES.find((known) => known === name);
    if (outcome !== undefined) return outcome;
    throw new InvalidArgumentError(
      `Write outcomes after it, and targets before it: ${OUTCOMES.toSorted().join(', ')}.`,
    );
  });
  return [...(previous ?? []), ...outcomes];
}

/** An instant or a day, which means its beginning, UTC; as ISO 8601. @throws InvalidArgumentError */
export function parseInstant(value: string): string {
  const isWhole = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z)?$/.test(value);
  const time = new Date(value);
  // JavaScript takes February 30 for March 2.
  const isReal =
    isWhole && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 10));
  if (!isReal) throw new InvalidArgumentError('Write a day such as 2026-01-31, or 2026-01-31T12:00:00Z.');
  return time.toISOString();
}

/** A parser of whole numbers from 1 to `max`; it throws InvalidArgumentError. */
export const parseCount =
  (max: number) =>
  (value: string): number => {
    const number = /^[0-9]+$/.test(value) ? Number(value) : 0;
    if (number < 1 || number > max) throw new InvalidArgumentError(`Write a whole number from 1 to ${max}.`);
    return number;
  };

/** The failures that a run may have: a number of objects, or a part of them in percent. */
export type MaxFailures = { readonly text: string } & (
  | { readonly count: number; readonly percent?: undefined }
  | { readonly percent: number; readonly count?: undefined }
);

/** Such as `10` or `5%`. @throws InvalidArgumentError */
export function parseMaxFailures(text: string): MaxFailures {
  const [, digits = '', sign] = /^([0-9]{1,15}(?:\.[0-9]{1,3})?)(%?)$/.exec(text) ?? [];
  const number = digits === '' ? Number.NaN : Number(digits);
  if (sign === '%' && number <= 100) return { text, percent: number };
  if (sign === '' && Number.isInteger(number)) return { text, count: number };
  throw new InvalidArgumentError('Write a whole number such as 10, or a part such as 5%.');
}

/** An http or https URL. @throws InvalidArgumentError */
export function parseEndpointUrl(value: string): string {
  const isHttp = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (!isHttp) throw new InvalidArgumentError('Write an http or https URL.');
  return value;
}

/** The name of an AWS region. @throws InvalidArgumentError */
export function parseRegion(value: string): string {
  if (!/^[a-z]+(?:-[a-z]+)+-[0-9]+$/.test(value))
    throw new InvalidArgumentError('Write a region such as eu-central-1.');
  return value;
}
