/** The jobs that a command is about, by the place that it names. */
import type { BatchJob } from '../../batch/job.ts';
import type { JobList, ListedJobs } from '../../batch/job-list.ts';
import { type IsMeant, isMaybeIn, type JobPlace, mayTouch } from '../../batch/job-place.ts';
import { quantity } from '../../results/quantity.ts';
import { showSafely } from '../../text/safe-text.ts';
import { UsageError } from '../option-values.ts';
import type { BatchSession } from './batch-session.ts';

/** The jobs of a place. */
export interface SelectedJobs extends JobList {
  /** Those that are left out, and are, or may be, for objects of the same bucket. */
  readonly others: readonly BatchJob[];
}

/**
 * The stack's jobs; with a place only those that it means.
 * @throws UsageError for a bucket that is none of the stack's, and of no job; Fault
 */
export async function selectJobs(
  { jobs, stack }: BatchSession,
  place: JobPlace | undefined,
  which: ListedJobs,
  isMeant: IsMeant = mayTouch,
): Promise<SelectedJobs> {
  const { jobs: all, unknown } = await jobs.list(which);
  if (place === undefined) return { jobs: all, unknown, others: [] };
  const { bucket } = place;
  if (!stack.buckets.includes(bucket) && !all.some((job) => job.bucket === bucket))
    throw new UsageError(
      `s3://${bucket} is none of the stack's buckets, and no job ${which === 'open' ? 'that has not ended ' : ''}is known to be for it: check the name; the stack has ${stack.buckets.join(', ')}`,
    );
  return {
    jobs: all.filter((job) => isMeant(job, place)),
    unknown,
    others: all.filter((job) => isMaybeIn(job.bucket, place) && !isMeant(job, place)),
  };
}

/** The place as a target, such as `s3://bucket/prefix`. */
export const renderPlace = ({ bucket, prefix }: JobPlace): string =>
  showSafely(`s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`);

/** A line about the jobs that were left out; empty when there are none. */
export const renderOthers = (others: readonly BatchJob[], place: JobPlace | undefined): string =>
  others.length === 0 || place === undefined
    ? ''
    : `left out: ${quantity(others.length, 'job')} not known to be for ${renderPlace(place)} alone: backfill status without ${place.prefix === '' ? 'a bucket' : 'the prefix'} shows all\n`;
