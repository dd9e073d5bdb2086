/** A job of S3 Batch Operations as it stands, and what its states mean. Pure. */

import { PURPOSE } from './job-request.ts';

/** Source: Amazon S3 User Guide, "Tracking job status and completion reports". */
export type JobStatus =
  | 'New'
  | 'Preparing'
  | 'Suspended'
  | 'Ready'
  | 'Active'
  | 'Pausing'
  | 'Paused'
  | 'Completing'
  | 'Complete'
  | 'Cancelling'
  | 'Cancelled'
  | 'Failing'
  | 'Failed';

/** A job, as far as it is looked at. */
export interface BatchJob {
  readonly id: string;
  readonly status: JobStatus;
  readonly description: string;
  readonly createdAt: Date;
  /** When it ended, where S3 says so. */
  readonly endedAt?: Date | undefined;
  /** The objects that it is for; undefined before S3 has counted them. */
  readonly total: number | undefined;
  readonly succeeded: number;
  readonly failed: number;
  readonly functionArn: string | undefined;
  /** The bucket whose objects it is for, where that can be known. */
  readonly bucket: string | undefined;
  /** What the keys of its objects begin with, where that can be known; empty for a whole bucket. */
  readonly prefix?: string | undefined;
  /** Why somebody changed its status, and why it failed. */
  readonly reasons: readonly string[];
  /** What its manifest generator was asked for, where that is a scope as ours are. */
  readonly scope?: GeneratedScope | undefined;
  /** The list of its objects, where somebody made one. */
  readonly manifest?: { readonly bucket: string; readonly key: string } | undefined;
  /** Where its completion report lies. */
  readonly report: { readonly bucket: string; readonly prefix: string } | undefined;
}

/** The objects for which S3 makes a manifest by itself. */
export interface GeneratedScope {
  readonly bucket: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly createdBefore: Date | undefined;
}

/** True when what is in the inner scope is in the outer one as well. */
export const isWithin = (inner: GeneratedScope, outer: GeneratedScope): boolean =>
  inner.bucket === outer.bucket &&
  inner.prefix.startsWith(outer.prefix) &&
  inner.suffix.endsWith(outer.suffix) &&
  (outer.createdBefore === undefined ||
    (inner.createdBefore !== undefined && inner.createdBefore <= outer.createdBefore));

/** `preparing` and `running` change by themselves, `waiting` when somebody confirms, `ended` no more. */
export type JobPhase = 'preparing' | 'waiting' | 'running' | 'ended';

const PHASES: Readonly<Record<JobStatus, JobPhase>> = {
  New: 'preparing',
  Preparing: 'preparing',
  Suspended: 'waiting',
  Ready: 'running',
  Active: 'running',
  Pausing: 'running',
  Paused: 'running',
  Completing: 'running',
  Cancelling: 'running',
  Failing: 'running',
  Complete: 'ended',
  Cancelled: 'ended',
  Failed: 'ended',
};

/** The phase of a job; what S3 may call a status in future counts as running. */
export const phaseOf = ({ status }: Pick<BatchJob, 'status'>): JobPhase => PHASES[status] ?? 'running';

/** True for a job that runs, or will without anybody's confirmation. */
export const runsByItself = (job: BatchJob): boolean =>
  phaseOf(job) === 'running' ||
  (phaseOf(job) === 'preparing' && job.report?.prefix === PURPOSE.reconciliation);

/** True for a job that runs, or has run to its end. */
export const isConfirmed = (job: BatchJob): boolean =>
  (phaseOf(job) === 'running' && !isLost(job)) || job.status === 'Complete' || job.succeeded + job.failed > 0;

/** True for two jobs of one backfill, one for each kind of report: they have no object in common. */
export const isPartner = (one: BatchJob, other: BatchJob): boolean =>
  one.scope !== undefined &&
  other.scope !== undefined &&
  one.scope.suffix !== other.scope.suffix &&
  isWithin({ ...one.scope, suffix: other.scope.suffix }, other.scope) &&
  isWithin({ ...other.scope, suffix: one.scope.suffix }, one.scope) &&
  one.report?.prefix === other.report?.prefix;

/** True for a job that ends, or has ended, before all its tasks are done: it runs no more, whatever anybody confirms. */
export const isLost = ({ status }: Pick<BatchJob, 'status'>): boolean =>
  ['Failing', 'Failed', 'Cancelling', 'Cancelled'].includes(status);

/**
 * True for a job that S3 failed since there is no object that it could be for: nothing of it is missing.
 * Source: Amazon S3 User Guide, "Troubleshooting Batch Operations". The code of the failure is not documented, its text is.
 */
export const foundNothing = ({ status, reasons }: Pick<BatchJob, 'status' | 'reasons'>): boolean =>
  (status === 'Failing' || status === 'Failed') &&
  reasons.some((reason) => /found no keys matching the filter criteria/i.test(reason));

/** True for a job that calls the function, in whatever version. */
export const callsFunction = ({ functionArn }: BatchJob, wanted: string): boolean =>
  functionArn === wanted || (functionArn?.startsWith(`${wanted}:`) ?? false);

/** In the order in which jobs ended: what one found is by its end, however long it waited to be confirmed. */
export const compareEnds = (a: BatchJob, b: BatchJob): number =>
  (a.endedAt ?? a.createdAt).getTime() - (b.endedAt ?? b.createdAt).getTime();

/** The key of a job's completion report. Source: Amazon S3 User Guide, "Examples: S3 Batch Operations completion reports". */
export const reportKey = (prefix: string, id: string): string =>
  `${prefix === '' ? '' : `${prefix}/`}job-${id}/manifest.json`;
