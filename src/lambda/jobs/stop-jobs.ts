/** Cancels the jobs of a stack: the part of the kill switch that a deployment can do. */
import pRetry from 'p-retry';
import { phaseOf } from '../../batch/job.ts';
import { Fault } from '../../report/fault.ts';
import { type Deadline, withinTime } from '../within-time.ts';
import type { JobParts } from './job-parts.ts';

/** IAM takes some seconds to make a new role known everywhere; until then it may be denied what it may do. */
const DENIED_RETRIES = { retries: 4, minTimeout: 1_000, factor: 2 } as const;
/** Longer than thousands of jobs take, and shorter than what CloudFormation waits. */
const MAX_MS = 240_000;

/**
 * Cancels every job that has not ended. Never throws a fault, and is never late: a failed deployment would be rolled
 * back, and the kill switch with it. Resolves to what was done, in words; what was not is on the log and in the metrics.
 */
export async function stopJobs(parts: JobParts, deadline: Deadline): Promise<string> {
  const getRemainingTimeInMillis = (): number =>
    Math.min(MAX_MS, (deadline.getRemainingTimeInMillis?.() ?? MAX_MS) / 2);
  const work = cancelAll(parts).catch((error: unknown) => {
    if (!(error instanceof Fault)) throw error;
    return { cancelled: 0, failures: [error.message] };
  });
  const ended = await withinTime(work, { getRemainingTimeInMillis });
  const { cancelled, failures } =
    ended === 'timed-out' ? { cancelled: 0, failures: ['S3 did not answer in time'] } : ended;
  if (failures.length > 0) {
    parts.log.error('jobs not cancelled', { reasons: failures, advice: `run ${commandOf(parts)}` });
    parts.meter.countJobsNotCancelled(failures.length);
    parts.meter.publish();
  }
  const not = failures.length > 0 ? `, not all: ${failures.join('; ')}: run ${commandOf(parts)}` : '';
  return `${cancelled} cancelled${not}`;
}

async function cancelAll({ jobs }: JobParts): Promise<{ cancelled: number; failures: string[] }> {
  const listed = await pRetry(jobs.list, {
    ...DENIED_RETRIES,
    shouldRetry: ({ error }) => error instanceof Fault && error.code === 'access-denied',
  });
  const failures: string[] = [];
  const open = listed.filter((job) => phaseOf(job) !== 'ended');
  for (const { id } of open) {
    const fault = await jobs.cancelUnlessEnded(id);
    if (fault !== undefined) failures.push(`${id}: ${fault.message}`);
  }
  return { cancelled: open.length - failures.length, failures };
}

const commandOf = ({ stack }: JobParts): string =>
  `backfill cancel --stack ${stack.name} --region ${stack.region}`;
