/** What a ledger comes to: the figures of all of its histories. */
import type { JobState } from '../../../report/job-finding.ts';
import type { ObjectState } from '../object-state.ts';
import type { GroupsSummary } from './group-figures.ts';

/** HTML reports that held the beacon, by the day (UTC) on which they were generated: a version each. */
export interface AgeSummary {
  /** Such as `2026-01-31`. */
  readonly day: string;
  readonly reporting: number;
  readonly settled: number;
}

/** What was done on one day (UTC). */
export interface ActionSummary {
  readonly day: string;
  readonly optedOut: number;
  readonly silenced: number;
}

/** Counts of notebooks and of HTML reports. */
export interface KindCounts {
  readonly notebook: number;
  readonly html: number;
}

/** The figures of a ledger, or of one period of it. */
export interface LedgerSummary {
  /** Records, repeated ones left out. */
  readonly records: number;
  readonly firstRecordedAt?: string;
  readonly lastRecordedAt?: string;
  /** Report folders in which at least one object was examined. */
  readonly reports: number;
  /** Notebooks, copies left out, by the state they were last seen in. */
  readonly notebooks: Readonly<Partial<Record<ObjectState, number>>>;
  /** HTML reports, copies left out, by the state they were last seen in. */
  readonly html: Readonly<Partial<Record<ObjectState, number>>>;
  /** Objects whose current version reports usage when it is opened or run, copies left out. */
  readonly reporting: KindCounts;
  /** Notebooks whose saved outputs hold the beacon, copies left out; part of those that report usage. */
  readonly notebooksEmbedding: number;
  /** Copies that report usage. */
  readonly copiesReporting: KindCounts;
  /** Earlier versions that report usage, of copies too. */
  readonly earlierVersionsReporting: KindCounts;
  /** Objects and copies of which it is not known. */
  readonly unknown: number;
  /** HTML reports of which some version held the beacon, copies left out. */
  readonly everReporting: number;
  /** Those of them that are gone now. */
  readonly everReportingGone: number;
  /** HTML versions that were generated before opting out, copies left out, whatever became of them since. */
  readonly generatedBeforeOptOut: number;
  readonly contradictions: number;
  /** Training jobs that were watched, by their last known state of Option 1. */
  readonly trainingJobs: Readonly<Partial<Record<JobState, number>>>;
  /** In order of days; days without any are left out, here and in `actions`. */
  readonly ages: readonly AgeSummary[];
  readonly actions: readonly ActionSummary[];
  /** Versions by the account and the region of their processing job, such as `111122223333 us-east-1`. */
  readonly accounts: GroupsSummary;
  /** Versions by the folder above their training job, with the bucket. */
  readonly prefixes: GroupsSummary;
  /** Name and version of the software that made the records, such as `profiler-opt-out/0.2.0`, with their number. */
  readonly software: Readonly<Record<string, number>>;
}
