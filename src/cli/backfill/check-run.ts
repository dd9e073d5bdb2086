/** What is checked before jobs are created: the stack's permissions, and other jobs. */
import { type BatchJob, phaseOf, runsByItself } from '../../batch/job.ts';
import { assertAllKnown } from '../../batch/job-list.ts';
import { isBeside, type JobPlace } from '../../batch/job-place.ts';
import { Fault } from '../../report/fault.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../option-values.ts';
import type { StackOptions } from './backfill-options.ts';
import type { BatchSession } from './batch-session.ts';
import { renderCommand } from './job-command.ts';
import { selectJobs } from './select-jobs.ts';

/** Says so when the stack is in a dry run. @throws UsageError for a bucket that the stack may not touch */
export async function checkBucket(
  { bucket, prefix }: JobPlace,
  { stack }: BatchSession,
  io: Io,
): Promise<void> {
  const { name, buckets, mode, jobPrefix } = stack;
  if (!buckets.includes(bucket))
    throw new UsageError(
      `s3://${bucket} is none of the stack's buckets, which its role may not read: ${buckets.join(', ')}; add it to ReportBuckets and deploy`,
    );
  if (!prefix.startsWith(jobPrefix))
    throw new UsageError(
      `the stack limits its jobs to ${showSafely(jobPrefix)} (JobPrefix): name s3://${bucket}/${jobPrefix}`,
    );
  if (mode === 'dry-run')
    await io.writeError(
      `the stack ${showSafely(name)} is in a dry run: its function records what it would do, and changes no report\n`,
    );
}

/** Nothing is done twice: a job over the same bucket that has not ended has to end first. @throws Fault */
export async function checkOthers(
  bucket: string,
  options: StackOptions,
  session: BatchSession,
  io: Io,
): Promise<void> {
  const list = await selectJobs(session, { bucket, prefix: '' }, 'open');
  const other = list.jobs.find((job) => phaseOf(job) !== 'ended');
  if (other === undefined) return assertAllKnown(list, 'no other is created beside it');
  throw new Fault('invalid', describeOther(other, options, io), { retryable: false });
}

/**
 * Jobs that wait do not run beside another for the same bucket, but for that of the other kind of report that was
 * created with them. @throws Fault
 */
export function checkRunning(
  waiting: readonly BatchJob[],
  others: readonly BatchJob[],
  options: StackOptions,
  io: Io,
): void {
  const running = others.find((other) => runsByItself(other) && waiting.some((job) => isBeside(job, other)));
  if (running === undefined) return;
  const message = `${describeOther(running, options, io)}; nothing was confirmed`;
  throw new Fault('invalid', message, { retryable: false });
}

/** Which job is in the way, and what to do about it; the commands name its own place. */
function describeOther(job: BatchJob, options: StackOptions, io: Io): string {
  const place = job.bucket === undefined ? undefined : { bucket: job.bucket, prefix: '' };
  const goOn =
    phaseOf(job) === 'running'
      ? `follow it with ${renderCommand('status', place, options, io)}`
      : `go on with ${renderCommand('confirm', place, options, io)}`;
  return `the job ${job.id} for this bucket is ${job.status}: ${goOn}, or end it with ${renderCommand('cancel', place, options, io)}`;
}
