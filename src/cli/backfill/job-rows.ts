/** Jobs, and objects of jobs that failed, as rows for programs: ndjson and csv. Rendering only. */
import { stringify } from 'csv-stringify/sync';
import { type BatchJob, phaseOf, reportKey } from '../../batch/job.ts';
import type { TaskFailure } from '../../batch/task-failure.ts';
import type { Format } from '../../results/format.ts';
import { defined } from '../../text/defined.ts';
import { renderJsonLine, showSafely } from '../../text/safe-text.ts';

/** How results are written for programs. */
export type RowFormat = Exclude<Format, 'table'>;

/** An object that failed, with the last job in which it did. */
export interface FailedObject extends TaskFailure {
  readonly bucket: string;
  readonly jobId: string;
}

type Row = Readonly<Record<string, string | number | readonly string[] | undefined>>;

const JOB_COLUMNS = [
  ...['job', 'status', 'phase', 'bucket', 'description', 'createdAt'],
  ...['total', 'succeeded', 'failed', 'reasons', 'report'],
];
const FAILURE_COLUMNS = ['bucket', 'key', 'cause', 'reason', 'detail', 'job'];

/** One job a line; `total` is left out before S3 has counted the objects. */
export const renderJobRows = (jobs: readonly BatchJob[], format: RowFormat): string =>
  renderRows(jobs.map(jobRow), JOB_COLUMNS, format);

/** One object a line. */
export const renderFailureRows = (failures: readonly FailedObject[], format: RowFormat): string =>
  renderRows(
    failures.map(({ bucket, key, cause, reason, detail, jobId }) => ({
      bucket,
      key,
      cause,
      reason,
      detail,
      job: jobId,
    })),
    FAILURE_COLUMNS,
    format,
  );

const jobRow = (job: BatchJob): Row => ({
  job: job.id,
  status: job.status,
  phase: phaseOf(job),
  bucket: job.bucket,
  description: job.description,
  createdAt: job.createdAt.toISOString(),
  total: job.total,
  succeeded: job.succeeded,
  failed: job.failed,
  reasons: job.reasons,
  report: job.report && `s3://${job.report.bucket}/${reportKey(job.report.prefix, job.id)}`,
});

/** Nothing in a cell acts as a formula. */
function renderRows(rows: readonly Row[], columns: readonly string[], format: RowFormat): string {
  switch (format) {
    case 'ndjson':
      return rows.map((row) => `${renderJsonLine(defined(row))}\n`).join('');
    case 'csv':
      return stringify([columns, ...rows.map((row) => columns.map((name) => cellOf(row[name])))], {
        escape_formulas: true,
      });
  }
}

const cellOf = (value: Row[string]): string =>
  showSafely(typeof value === 'object' ? value.join('; ') : String(value ?? ''));
