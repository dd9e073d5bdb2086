/** Counts what a completion report of the reconciliation says: in the metrics, on the log, and as a record beside it. */
import { CoverageCounter, coverageKey } from '../../batch/coverage.ts';
import { type BatchJob, foundNothing } from '../../batch/job.ts';
import { PURPOSE } from '../../batch/job-request.ts';
import { describeProblems, readJobReport } from '../../batch/read-job-report.ts';
import type { BatchStack } from '../../batch/stack.ts';
import type { JobParts } from './job-parts.ts';

/** True for a job as a schedule creates it: its report lies where the function may read. */
export const isReconciliation = ({ report }: BatchJob, { reportsBucket }: BatchStack): boolean =>
  report?.prefix === PURPOSE.reconciliation && report.bucket === reportsBucket;

/** The time of counting: after the event of a report that landed, or later, when there may be none. */
export type ReportState = 'landed' | 'unknown';

/**
 * Counts a job once: whoever writes its record counts it. A job that ended without a report is recorded as well, as one
 * that reached nothing, with S3's reasons where it failed. @throws Fault when a file cannot be read that may be later
 */
export async function recordCoverage(job: BatchJob, state: ReportState, parts: JobParts): Promise<void> {
  const { exists, open, create, meter, log, clock, stack } = parts;
  const key = coverageKey(PURPOSE.reconciliation, job.id);
  if (await exists(stack.reportsBucket, key)) return;
  const counter = new CoverageCounter();
  // A job without a single task has no report. One that landed is read, whatever the counts of the job say by then.
  const hasReport = state === 'landed' || job.succeeded + job.failed > 0;
  const problems = hasReport ? await readJobReport(job, open, counter.take) : [];
  const fault = problems.find((problem) => problem.fault)?.fault;
  if (fault !== undefined) throw fault;
  const problem = hasReport ? describeProblems(problems) : failureOf(job);
  const coverage = counter.record(job, clock.now(), problem);
  if (!(await create(stack.reportsBucket, key, `${JSON.stringify(coverage)}\n`))) return;
  meter.countCoverage(coverage);
  meter.publish();
  log.info('coverage', { coverage });
}

/**
 * Why a job failed before its first task, such as a bucket that S3 may not list: nothing of it is known then. Where
 * there is no object of a kind, none was missed.
 */
const failureOf = (job: BatchJob): string | undefined =>
  job.status === 'Failed' && !foundNothing(job)
    ? `it failed: ${job.reasons.join('; ') || 'S3 gives no reason'}`
    : undefined;
