/** What a job of the reconciliation came to: how much of what lies in a bucket was on record. Pure. */
import type { TaskRow } from './completion-report.ts';
import { type BatchJob, reportKey } from './job.ts';
import { isOnRecord, wasMissed } from './task-failure.ts';

export const COVERAGE_SCHEMA = 'profiler-opt-out/coverage/v1';
/** The number of missing keys that a record lists; all are counted. */
const MAX_LISTED = 100;

/** The record of one job; `objects` is the sum of the four counts after it. */
export interface Coverage {
  readonly schema: typeof COVERAGE_SCHEMA;
  readonly job: string;
  readonly status: BatchJob['status'];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly recordedAt: string;
  readonly description: string;
  readonly bucket?: string;
  /** That S3 found for the job. */
  readonly objects: number;
  readonly onRecord: number;
  /** That were not on record before, and are now. */
  readonly missing: number;
  /** That the function could not examine, or was not able to answer for. */
  readonly notExamined: number;
  /** That the job ended before, or that its report has no row of. */
  readonly notReached: number;
  readonly firstMissing: readonly string[];
  /** `s3://bucket/key` of the completion report. */
  readonly report?: string;
  /** What is wrong with the completion report: then counts may be too small. */
  readonly problem?: string;
}

/** Counts the rows of a completion report. */
export class CoverageCounter {
  readonly #counts = { onRecord: 0, missing: 0, notExamined: 0 };
  readonly #missing: string[] = [];

  readonly take = (row: TaskRow): void => {
    if (wasMissed(row)) {
      this.#counts.missing += 1;
      if (this.#missing.length < MAX_LISTED) this.#missing.push(row.key);
    } else this.#counts[isOnRecord(row) ? 'onRecord' : 'notExamined'] += 1;
  };

  /** The record of the job; `problem` is what is wrong with its report. */
  record(job: BatchJob, recordedAt: Date, problem: string | undefined): Coverage {
    const rows = this.#counts.onRecord + this.#counts.missing + this.#counts.notExamined;
    const objects = Math.max(job.total ?? 0, rows);
    return {
      schema: COVERAGE_SCHEMA,
      job: job.id,
      status: job.status,
      createdAt: job.createdAt.toISOString(),
      recordedAt: recordedAt.toISOString(),
      description: job.description,
      ...(job.bucket === undefined ? {} : { bucket: job.bucket }),
      objects,
      ...this.#counts,
      notReached: objects - rows,
      firstMissing: this.#missing,
      ...(job.report === undefined
        ? {}
        : { report: `s3://${job.report.bucket}/${reportKey(job.report.prefix, job.id)}` }),
      ...(problem === undefined ? {} : { problem }),
    };
  }
}

/** Where the record of a job lies, beside its completion report. */
export const coverageKey = (prefix: string, id: string): string =>
  reportKey(prefix, id).replace(/manifest\.json$/, 'coverage.json');

/** The job whose completion report has this key, or undefined. */
export const jobOfReport = (prefix: string, key: string): string | undefined => {
  const id = /\/job-([A-Za-z0-9-]+)\/manifest\.json$/.exec(`/${key}`)?.[1];
  return id !== undefined && reportKey(prefix, id) === key ? id : undefined;
};
