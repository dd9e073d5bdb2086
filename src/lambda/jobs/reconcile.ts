/** Creates the jobs of the reconciliation: those that `backfill` would create, for every bucket of the stack. */
import { createHash } from 'node:crypto';
import { type BatchJob, phaseOf } from '../../batch/job.ts';
import { describeUnknown } from '../../batch/job-list.ts';
import { generatedJob, JOB_KINDS, type JobOptions, PURPOSE } from '../../batch/job-request.ts';
import type { BatchStack } from '../../batch/stack.ts';
import { Fault } from '../../report/fault.ts';
import { deliveryError } from '../failures.ts';
import type { JobParts } from './job-parts.ts';
import { isReconciliation, recordCoverage } from './record-coverage.ts';

/**
 * Creates a job for each bucket and kind of object, then counts what ended since the last time and was not counted. An
 * invocation that comes again for the same time creates nothing again; one that the kill switch overtook creates nothing.
 * @throws Error that names what failed, after everything else was done; Fault when jobs cannot be listed
 */
export async function reconcile(scheduledAt: Date, parts: JobParts): Promise<void> {
  const { jobs, unknown } = await parts.jobs.list('all');
  const failures = unknown.map(describeUnknown);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      parts.log.error('fault', { code: error.code, retryable: error.retryable, error });
      failures.push(error.message);
    }
  };
  // First what cannot take long: a report that cannot be read holds up no job.
  if (parts.isStopped) parts.log.info('no job was created: DrainQueue is false', { scheduledAt });
  else if (unknown.some(({ isOpen }) => isOpen)) passOver(failures, parts);
  else
    for (const bucket of parts.stack.buckets)
      await attempt(() => createFor(bucket, jobs, scheduledAt, parts));
  // Reading reports may take up the time that there is.
  parts.meter.publish();
  for (const job of jobs)
    if (isReconciliation(job, parts.stack) && phaseOf(job) === 'ended')
      await attempt(() => recordCoverage(job, 'unknown', parts));
  if (failures.length > 0) throw deliveryError(`the reconciliation is not whole: ${failures.join('; ')}`);
}

/** Whether a job that cannot be described is under way for a bucket is not known: nothing is done twice. */
function passOver(reasons: readonly string[], { stack, log, meter }: JobParts): void {
  log.error('no job was created: an earlier one may not have ended', { reasons });
  meter.countPassedOver(stack.buckets.length);
}

/**
 * Nothing is done twice: while an earlier job for the bucket runs, there is no other. From one schedule to the next any
 * job should have ended, so a bucket that is passed over is counted: its job may be paused, or hang.
 */
async function createFor(
  bucket: string,
  jobs: readonly BatchJob[],
  scheduledAt: Date,
  { stack, jobs: { create }, log, meter }: JobParts,
): Promise<void> {
  const earlier = jobs.find((job) => job.bucket === bucket && isUnderWay(job) && job.createdAt < scheduledAt);
  if (earlier !== undefined) {
    const { id, status } = earlier;
    log.info('no job was created: an earlier one has not ended', { bucket, job: id, status });
    meter.countPassedOver(1);
    return;
  }
  for (const kind of JOB_KINDS) {
    const token = tokenOf(stack, bucket, kind, scheduledAt);
    const options: JobOptions = { token, isConfirmationRequired: false, purpose: PURPOSE.reconciliation };
    const job = await create(generatedJob(stack, { bucket, prefix: stack.jobPrefix }, kind, options));
    log.info('job created', { bucket, kind, job });
  }
}

/** One that waits for a person would keep the reconciliation waiting, too. */
const isUnderWay = (job: BatchJob): boolean => ['preparing', 'running'].includes(phaseOf(job));

const tokenOf = ({ functionArn }: BatchStack, bucket: string, kind: string, at: Date): string =>
  createHash('sha256')
    .update(JSON.stringify([functionArn, bucket, kind, at.toISOString()]))
    .digest('hex');
