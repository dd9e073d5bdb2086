/** Cancels the jobs of a stack: the part of the kill switch that a deployment can do. */
import pRetry from 'p-retry';
import { describeUnknown } from '../../batch/job-list.ts';
import { Fault } from '../../report/fault.ts';
import { type Deadline, withinTime } from '../within-time.ts';
import type { JobParts } from './job-parts.ts';

/** IAM takes some seconds to make a new role known everywhere; until then it may be denied what it may do. */
const DENIED_RETRIES = { retries: 4, minTimeout: 1_000, factor: 2 } as const;
/** Longer than thousands of jobs take, and shorter than what CloudFormation waits. */
const MAX_MS = 240_000;
const MAX_FAILURE_LENGTH = 500;

/** What came of it so far. */
interface Tally {
  readonly cancelled: Set<string>;
  failures: string[];
}

/**
 * Cancels every job that has not ended. Never throws a fault, and is never late: a failed deployment would be rolled
 * back, and the kill switch with it. Resolves to what was done, in words; what was not is on the log and in the metrics.
 */
export async function stopJobs(parts: JobParts, deadline: Deadline): Promise<string> {
  const getRemainingTimeInMillis = (): number =>
    Math.min(MAX_MS, (deadline.getRemainingTimeInMillis?.() ?? MAX_MS) / 2);
  const tally: Tally = { cancelled: new Set(), failures: [] };
  const ended = await withinTime(cancelAll(parts, tally), { getRemainingTimeInMillis });
  const late = ended === 'timed-out' ? ['S3 did not answer in time'] : [];
  const failures = [...late, ...tally.failures];
  if (failures.length > 0) {
    parts.log.error('jobs not cancelled', { reasons: failures, advice: `run ${commandOf(parts)}` });
    parts.meter.countJobsNotCancelled(failures.length);
    parts.meter.publish();
  }
  return `${tally.cancelled.size} cancelled${describeFailures(failures, parts)}`;
}

/** CloudFormation refuses an answer of more than 4,096 bytes: the first failure stands for all, which are on the log. */
function describeFailures(failures: readonly string[], parts: JobParts): string {
  const [first, ...others] = failures;
  if (first === undefined) return '';
  const more = others.length > 0 ? ` (${others.length} more are on the log)` : '';
  return `, not all: ${first.slice(0, MAX_FAILURE_LENGTH)}${more}: run ${commandOf(parts)}`;
}

/** Begins again where the role is denied a look: what can be cancelled is cancelled by then. */
async function cancelAll({ jobs }: JobParts, tally: Tally): Promise<void> {
  const isDenied = (fault: unknown): boolean => fault instanceof Fault && fault.code === 'access-denied';
  const cancelOpen = async (): Promise<void> => {
    tally.failures = [];
    const { jobs: listed, unknown } = await jobs.list('open');
    tally.failures.push(...unknown.map(describeUnknown));
    for (const { id } of listed) {
      const outcome = await jobs.cancelUnlessEnded(id).catch(faultOf);
      if (outcome instanceof Fault) tally.failures.push(`${id}: ${outcome.message}`);
      else if (outcome === 'cancelled') tally.cancelled.add(id);
    }
    const denied = unknown.find(({ fault }) => isDenied(fault));
    if (denied !== undefined) throw denied.fault;
  };
  try {
    await pRetry(cancelOpen, { ...DENIED_RETRIES, shouldRetry: ({ error }) => isDenied(error) });
  } catch (error) {
    const { message } = faultOf(error);
    if (tally.failures.length === 0) tally.failures.push(message);
  }
}

/** What one job meets is no reason to leave the others. @throws the error when it is a bug */
function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  throw error;
}

const commandOf = ({ stack }: JobParts): string =>
  `backfill cancel --stack ${stack.name} --region ${stack.region}`;
