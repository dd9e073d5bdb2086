/** What a ledger comes to: counts, months, training jobs, and what needs a person. Pure; one object at a time. */
import type { AuditRecord } from './schema.ts';

/** Every record about one key, each id once, in order of time: what a sorted ledger yields. */
export interface ObjectHistory {
  readonly bucket: string;
  readonly key: string;
  readonly records: readonly [AuditRecord, ...AuditRecord[]];
}

/** Objects by the state they were last seen in. */
export type ObjectState =
  | 'opted-out'
  | 'already-opted-out'
  | 'no-setup-call'
  | 'would-opt-out'
  | 'reports-usage'
  | 'silenced'
  | 'silent'
  | 'refused'
  | 'contended'
  | 'missing';

/** Figures of one training job; HTML reports are counted by version. */
export interface TrainingJobSummary {
  readonly trainingJobName: string;
  readonly optedOut: number;
  readonly reporting: number;
  readonly silenced: number;
  readonly refused: number;
}

/** What happened on one day (UTC): HTML versions generated before opting out, notebooks opted out, pages silenced. */
export interface DaySummary {
  /** Such as `2026-01-31`. */
  readonly day: string;
  readonly generated: number;
  readonly optedOut: number;
  readonly silenced: number;
}

/** The figures of a ledger, or of one period of it. */
export interface LedgerSummary {
  /** Records, each id once. */
  readonly records: number;
  readonly firstRecordedAt?: string;
  readonly lastRecordedAt?: string;
  /** Report folders in which at least one object was examined. */
  readonly reports: number;
  /** Notebooks, copies left out, by the state they were last seen in. */
  readonly notebooks: Readonly<Partial<Record<ObjectState, number>>>;
  /** HTML reports, copies left out, by the state they were last seen in. */
  readonly html: Readonly<Partial<Record<ObjectState, number>>>;
  /** Earlier versions of HTML reports that hold the beacon: whoever opens them reports usage. */
  readonly earlierVersionsReporting: number;
  /** Copies of HTML reports that hold the beacon. */
  readonly copiesReporting: number;
  /** HTML versions that were generated before opting out, copies left out, whatever became of them since. */
  readonly generatedBeforeOptOut: number;
  readonly contradictions: number;
  /** In order of days; days on which nothing happened are left out. */
  readonly days: readonly DaySummary[];
  /** Those with most reporting HTML reports first; at most `MOST_TRAINING_JOBS`. */
  readonly trainingJobs: readonly TrainingJobSummary[];
  readonly trainingJobCount: number;
  /** Name and version of the software that made the records, such as `profiler-opt-out/0.1.0`, with their number. */
  readonly software: Readonly<Record<string, number>>;
}

/** So many training jobs are named; all are counted. */
export const MOST_TRAINING_JOBS = 50;
