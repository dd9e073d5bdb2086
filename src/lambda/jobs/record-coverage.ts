/** Counts what a completion report of the reconciliation says: in the metrics, on the log, and as a record beside it. */
import { CoverageCounter, coverageKey } from '../../batch/coverage.ts';
import type { BatchJob } from '../../batch/job.ts';
import { PURPOSE } from '../../batch/job-request.ts';
import { readJobReport } from '../../batch/read-job-report.ts';
import type { JobParts } from './job-parts.ts';

/** True for a job that a schedule has created. */
export const isReconciliation = ({ report }: BatchJob): boolean => report?.prefix === PURPOSE.reconciliation;

/**
 * Counts a job once. It is counted before its record is written: a crash in between counts it again, and loses nothing.
 * A job that ended without a report is recorded as well, as one that reached nothing.
 * @throws Fault
 */
export async function recordCoverage(job: BatchJob, parts: JobParts): Promise<void> {
  const { exists, open, create, meter, log, clock, stack } = parts;
  const key = coverageKey(PURPOSE.reconciliation, job.id);
  if (await exists(stack.reportsBucket, key)) return;
  const counter = new CoverageCounter();
  // A job without a single task has no report.
  const hasReport = job.succeeded + job.failed > 0;
  const problem = hasReport ? await readJobReport(job, open, counter.take) : undefined;
  const coverage = counter.record(job, clock.now(), problem);
  meter.countCoverage(coverage);
  meter.publish();
  log.info('coverage', { coverage });
  await create(stack.reportsBucket, key, `${JSON.stringify(coverage)}\n`);
}
