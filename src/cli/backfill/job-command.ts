/** The command lines that `backfill` prints: what a person runs next. */
import type { JobPlace } from '../../batch/job-place.ts';
import { quoteShellWord } from '../../text/shell-word.ts';
import type { Io } from '../io.ts';
import type { StackOptions } from './backfill-options.ts';

/** The commands for jobs that exist. */
export type JobCommand = 'status' | 'confirm' | 'cancel' | 'report';

/** The description of a job over a list, by which its prefix is known, has room for so much, whatever the bucket. */
const MAX_PREFIX = 128;

/** The command for the jobs of a place; without one, for all jobs. */
export function renderCommand(
  name: JobCommand,
  place: JobPlace | undefined,
  { stack = '', endpointUrl, region }: StackOptions,
  { programName }: Pick<Io, 'programName'>,
): string {
  const words = [
    ...['backfill', name, ...(place === undefined ? [] : [targetOf(name, place)]), '--stack', stack],
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
    ...(region === undefined ? [] : ['--region', region]),
  ];
  return [programName, ...words.map((word) => quoteShellWord(word) ?? '<name>')].join(' ');
}

const targetOf = (name: JobCommand, { bucket, prefix }: JobPlace): string =>
  `s3://${bucket}/${name !== 'report' && prefix.length > MAX_PREFIX ? '' : prefix}`;
