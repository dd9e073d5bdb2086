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
const MAX_FAILURE_LENGTH = 500;

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
  return `${cancelled} cancelled${describeFailures(failures, parts)}`;
}

/** CloudFormation refuses an answer of more than 4,096 bytes: the first failure stands for all, which are on the log. */
function describeFailures(failures: readonly string[], parts: JobParts): string {
  const [first, ...others] = failures;
  if (first === undefined) return '';
  const more = others.length > 0 ? ` (${others.length} more are on the log)` : '';
  return `, not all: ${first.slice(0, MAX_FAILURE_LENGTH)}${more}: run ${commandOf(parts)}`;
}

async function cancelAll({ jobs }: JobParts): Promise<{ cancelled: number; failures: string[] }> {
  const listed = await pRetry(jobs.list, {
    ...DENIED_RETRIES,
    shouldRetry: ({ error }) => error instanceof Fault && error.code === 'access-denied',
  });
  const failures: string[] = [];
  const open = listed.filter((job) => phaseOf(job) !== 'ended');
  for (const { id } of open) {
    const fault = await jobs.cancelUnlessEnded(id).catch(faultOf);
    if (fault !== undefined) failures.push(`${id}: ${fault.message}`);
  }
  return { cancelled: open.length - failures.length, failures };
}

/** What one job meets is no reason to leave the others. @throws the error when it is a bug */
function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  throw error;
}

const commandOf = ({ stack }: JobParts): string =>
  `backfill cancel --stack ${stack.name} --region ${stack.region}`;
