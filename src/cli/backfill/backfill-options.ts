/** The options and targets of the commands of `backfill`. */

import type { Format } from '../../results/format.ts';
import type { ConnectionOptions } from '../io.ts';
import { UsageError } from '../option-values.ts';
import { isS3Url, parseS3Url, type S3Location } from '../targets/s3-url.ts';

/** The options of every command of `backfill`. */
export interface StackOptions extends ConnectionOptions {
  readonly stack?: string;
}

/** The options of the commands that list results. */
export interface ListOptions extends StackOptions {
  readonly format: Format;
}

/** The options of `backfill` itself. */
export interface CreateOptions extends StackOptions {
  readonly prefix?: string;
  /** ISO 8601. */
  readonly createdBefore?: string;
  readonly limit?: number;
  readonly canary?: number;
  readonly yes?: true;
  readonly dryRun?: true;
}

/** The name of the stack. @throws UsageError */
export function stackOf({ stack }: StackOptions, command: string): string {
  if (stack === undefined) throw new UsageError(`${command}: name the deployed stack with --stack`);
  return stack;
}

/** The place in S3 that a word names. @throws UsageError */
export function placeOf(word: string, command: string): S3Location {
  if (!isS3Url(word)) throw new UsageError(`${command}: ${word}: write s3://bucket or s3://bucket/prefix`);
  const place = parseS3Url(word);
  if (place.bucket.startsWith('arn:'))
    throw new UsageError(`${command}: ${word}: name the bucket; jobs take no access point`);
  return place;
}
