/** The figures of a ledger: objects by state, by age, by account and by prefix. Pure; one object at a time. */

import type { JobState } from '../../report/job-finding.ts';
import { defined } from '../../text/defined.ts';
import type { LedgerRecord } from '../record/schema.ts';
import { type JobHistory, lastKnownOf } from '../training-job/job-history.ts';
import { FolderCount } from './folder-count.ts';
import { GroupFigures, type GroupsSummary } from './group-figures.ts';
import {
  dayGenerated,
  isOfPage,
  type ObjectHistory,
  type ObjectSummary,
  summarizeHistory,
} from './object-history.ts';
import type { ObjectState } from './object-state.ts';
import { describePlace } from './place.ts';

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

/** Adds up histories, which have to come in the order of their keys. Memory grows with the days, not with the objects. */
export class LedgerSummarizer {
  readonly #states = { notebook: new Map<ObjectState, number>(), html: new Map<ObjectState, number>() };
  readonly #ages = new Days<'reporting' | 'settled'>({ reporting: 0, settled: 0 });
  readonly #actions = new Days<'optedOut' | 'silenced'>({ optedOut: 0, silenced: 0 });
  readonly #software = new Map<string, number>();
  readonly #trainingJobs = new Map<JobState, number>();
  readonly #folders = new FolderCount();
  readonly #accounts = new GroupFigures();
  readonly #prefixes = new GroupFigures();
  readonly #reporting = { notebook: 0, html: 0 };
  readonly #copiesReporting = { notebook: 0, html: 0 };
  readonly #earlierVersionsReporting = { notebook: 0, html: 0 };
  readonly #counts = {
    records: 0,
    notebooksEmbedding: 0,
    unknown: 0,
    everReporting: 0,
    everReportingGone: 0,
    generatedBeforeOptOut: 0,
    contradictions: 0,
  };
  #firstRecordedAt: string | undefined;
  #lastRecordedAt: string | undefined;

  /** Adds the history, and answers its summary. */
  add(history: ObjectHistory): ObjectSummary {
    const object = summarizeHistory(history);
    this.#folders.add(history.bucket, object.folder);
    for (const record of history.records) this.#addRecord(record);
    this.#counts.contradictions += object.contradictions.length;
    this.#addReporting(object);
    if (object.isCopy) return object;
    count(this.#states[object.kind], object.state);
    this.#addGenerated(object);
    for (const day of object.optedOut) this.#actions.at(day).optedOut += 1;
    // Notebooks are silenced, too; the figure is that of pages.
    for (const day of object.kind === 'html' ? object.silenced : []) this.#actions.at(day).silenced += 1;
    this.#addToGroups(history, object);
    return object;
  }

  /** Adds the history of a training job. */
  addJob(history: JobHistory): void {
    for (const record of history.records) this.#addRecord(record);
    count(this.#trainingJobs, lastKnownOf(history).outcome);
  }

  /** The figures of all histories that were added. */
  summary(): LedgerSummary {
    return {
      ...this.#counts,
      ...defined({ firstRecordedAt: this.#firstRecordedAt, lastRecordedAt: this.#lastRecordedAt }),
      reports: this.#folders.count,
      notebooks: Object.fromEntries(this.#states.notebook),
      html: Object.fromEntries(this.#states.html),
      reporting: this.#reporting,
      copiesReporting: this.#copiesReporting,
      earlierVersionsReporting: this.#earlierVersionsReporting,
      trainingJobs: Object.fromEntries(this.#trainingJobs),
      ages: this.#ages.result(),
      actions: this.#actions.result(),
      accounts: this.#accounts.result(),
      prefixes: this.#prefixes.result(),
      software: Object.fromEntries(this.#software),
    };
  }

  #addRecord({ recordedAt, software }: LedgerRecord): void {
    this.#counts.records += 1;
    if (this.#firstRecordedAt === undefined || recordedAt < this.#firstRecordedAt)
      this.#firstRecordedAt = recordedAt;
    if (this.#lastRecordedAt === undefined || recordedAt > this.#lastRecordedAt)
      this.#lastRecordedAt = recordedAt;
    count(this.#software, `${software.name}/${software.version}`);
  }

  #addReporting({ kind, isCopy, reporting, isEmbedding, earlierVersionsReporting }: ObjectSummary): void {
    this.#earlierVersionsReporting[kind] += earlierVersionsReporting;
    if (isEmbedding && !isCopy) this.#counts.notebooksEmbedding += 1;
    if (reporting === 'unknown') this.#counts.unknown += 1;
    if (reporting === 'yes') (isCopy ? this.#copiesReporting : this.#reporting)[kind] += 1;
  }

  /** By version, as far as it is an HTML report that held the beacon. */
  #addGenerated({ kind, entries, generated, state }: ObjectSummary): void {
    this.#counts.generatedBeforeOptOut += generated.length;
    if (kind === 'notebook' || generated.length === 0) return;
    this.#counts.everReporting += 1;
    if (state === 'missing') this.#counts.everReportingGone += 1;
    for (const entry of entries) {
      if (!isOfPage(entry.record)) continue;
      const day = dayGenerated(entry.record);
      if (entry.reporting === 'yes') this.#ages.at(day).reporting += 1;
      else if (entry.state === 'silenced') this.#ages.at(day).settled += 1;
    }
  }

  #addToGroups({ bucket, records }: ObjectHistory, object: ObjectSummary): void {
    const reporting = Number(object.reporting === 'yes') + object.earlierVersionsReporting;
    const settled = Number(SETTLED.includes(object.state));
    if (reporting + settled === 0) return;
    const arn = records.find(({ report }) => report.processingJobArn !== undefined)?.report.processingJobArn;
    const [, , , region, account] = arn?.split(':') ?? [];
    this.#accounts.add(account && region ? `${account} ${region}` : 'not known', reporting, settled);
    this.#prefixes.add(describePlace(bucket, parentOf(object.folder)), reporting, settled);
  }
}

const SETTLED: readonly ObjectState[] = ['opted-out', 'already-opted-out', 'silenced'];

/** The folder above the training job's; in another layout, above the one that holds `profiler-output`. */
function parentOf(folder: string): string {
  const ruleOutput = folder.lastIndexOf('/rule-output/');
  const own = ruleOutput === -1 ? folder.replace(/(?:profiler-output)?\/$/, '') : folder.slice(0, ruleOutput);
  const job = own.replace(/\/$/, '');
  return job.slice(0, job.lastIndexOf('/') + 1);
}

/** Figures by day. */
class Days<Name extends string> {
  readonly #days = new Map<string, Record<Name, number>>();
  readonly #none: Readonly<Record<Name, number>>;

  constructor(none: Readonly<Record<Name, number>>) {
    this.#none = none;
  }

  /** The figures of a day, to add to. */
  at(day: string): Record<Name, number> {
    const figures = this.#days.get(day) ?? { ...this.#none };
    this.#days.set(day, figures);
    return figures;
  }

  result(): ({ readonly day: string } & Readonly<Record<Name, number>>)[] {
    return [...this.#days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, figures]) => ({ day, ...figures }));
  }
}

function count<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
