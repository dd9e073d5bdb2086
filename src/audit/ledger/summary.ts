/** What a ledger comes to: counts, months, training jobs, and what needs a person. Pure; one object at a time. */

import { defined } from '../../text/defined.ts';
import type { AuditRecord } from '../record/schema.ts';
import { type ObjectHistory, type ObjectState, readHistory, type SeenObject } from './object-history.ts';

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
  /** HTML reports whose current version holds the beacon, copies left out, refused ones included. */
  readonly htmlReporting: number;
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

/** Adds histories up; they have to come in the order of their keys. Memory grows with the days, not with the objects. */
export class LedgerSummarizer {
  readonly #notebooks = new Map<ObjectState, number>();
  readonly #html = new Map<ObjectState, number>();
  readonly #days = new Map<string, { generated: number; optedOut: number; silenced: number }>();
  readonly #software = new Map<string, number>();
  readonly #folders = new FolderCount();
  readonly #jobs = new TrainingJobs();
  #records = 0;
  #htmlReporting = 0;
  #earlierVersionsReporting = 0;
  #copiesReporting = 0;
  #generatedBeforeOptOut = 0;
  #contradictions = 0;
  #firstRecordedAt: string | undefined;
  #lastRecordedAt: string | undefined;

  /** Answers what the history says, too. */
  add(history: ObjectHistory): SeenObject {
    const seen = readHistory(history);
    this.#folders.see(history.bucket, seen.folder);
    for (const record of history.records) this.#addRecord(record);
    this.#contradictions += seen.contradictions;
    if (seen.isCopy) {
      if (seen.isReporting) this.#copiesReporting += 1;
      return seen;
    }
    count(seen.kind === 'notebook' ? this.#notebooks : this.#html, seen.state);
    if (seen.isReporting) this.#htmlReporting += 1;
    this.#earlierVersionsReporting += seen.earlierVersionsReporting;
    this.#generatedBeforeOptOut += seen.generated.length;
    for (const day of seen.generated) this.#day(day).generated += 1;
    for (const day of seen.optedOut) this.#day(day).optedOut += 1;
    for (const day of seen.silenced) this.#day(day).silenced += 1;
    this.#jobs.see(history.bucket, seen);
    return seen;
  }

  /** The figures of all histories that were added. */
  summary(): LedgerSummary {
    const days = [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      records: this.#records,
      ...defined({ firstRecordedAt: this.#firstRecordedAt, lastRecordedAt: this.#lastRecordedAt }),
      reports: this.#folders.count,
      notebooks: Object.fromEntries(this.#notebooks),
      html: Object.fromEntries(this.#html),
      htmlReporting: this.#htmlReporting,
      earlierVersionsReporting: this.#earlierVersionsReporting,
      copiesReporting: this.#copiesReporting,
      generatedBeforeOptOut: this.#generatedBeforeOptOut,
      contradictions: this.#contradictions,
      days: days.map(([day, figures]) => ({ day, ...figures })),
      ...this.#jobs.figures(),
      software: Object.fromEntries(this.#software),
    };
  }

  #addRecord({ recordedAt, software }: AuditRecord): void {
    this.#records += 1;
    if (this.#firstRecordedAt === undefined || recordedAt < this.#firstRecordedAt)
      this.#firstRecordedAt = recordedAt;
    if (this.#lastRecordedAt === undefined || recordedAt > this.#lastRecordedAt)
      this.#lastRecordedAt = recordedAt;
    count(this.#software, `${software.name}/${software.version}`);
  }

  #day(day: string): { generated: number; optedOut: number; silenced: number } {
    const figures = this.#days.get(day) ?? { generated: 0, optedOut: 0, silenced: 0 };
    this.#days.set(day, figures);
    return figures;
  }
}

/** Counts report folders: in key order all keys of a folder stand together, those of folders inside of it between. */
class FolderCount {
  count = 0;
  #bucket = '';
  #open: string[] = [];

  see(bucket: string, folder: string): void {
    if (bucket !== this.#bucket) this.#open = [];
    this.#bucket = bucket;
    this.#open = this.#open.filter((outer) => folder.startsWith(outer));
    if (this.#open.includes(folder)) return;
    this.#open.push(folder);
    this.count += 1;
  }
}

/** Adds up training jobs, which stand together in key order, and keeps those with most to see. */
class TrainingJobs {
  #count = 0;
  #place = '';
  #now: Mutable<TrainingJobSummary> | undefined;
  #kept: TrainingJobSummary[] = [];

  see(bucket: string, seen: SeenObject): void {
    const { trainingJobName, folder } = seen;
    if (trainingJobName === undefined) return;
    const place = `${bucket}\n${folder.slice(0, folder.lastIndexOf('/rule-output/'))}`;
    if (this.#now === undefined || place !== this.#place) {
      this.#keep();
      this.#place = place;
      this.#count += 1;
      this.#now = { trainingJobName, optedOut: 0, reporting: 0, silenced: 0, refused: 0 };
    }
    const { state } = seen;
    if (state === 'opted-out' || state === 'already-opted-out') this.#now.optedOut += 1;
    this.#now.reporting += Number(seen.isReporting) + seen.earlierVersionsReporting;
    if (state === 'silenced') this.#now.silenced += 1;
    if (state === 'refused' || state === 'contended') this.#now.refused += 1;
  }

  figures(): Pick<LedgerSummary, 'trainingJobs' | 'trainingJobCount'> {
    this.#keep();
    this.#now = undefined;
    this.#cut();
    return { trainingJobs: this.#kept, trainingJobCount: this.#count };
  }

  #keep(): void {
    if (this.#now !== undefined) this.#kept.push(this.#now);
    if (this.#kept.length >= 2 * MOST_TRAINING_JOBS) this.#cut();
  }

  #cut(): void {
    const byNeed = (a: TrainingJobSummary, b: TrainingJobSummary) =>
      b.reporting - a.reporting || b.refused - a.refused;
    this.#kept = this.#kept.toSorted(byNeed).slice(0, MOST_TRAINING_JOBS);
  }
}

type Mutable<Figures> = { -readonly [Name in keyof Figures]: Figures[Name] };

function count<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
