/** The figures of a ledger: objects by state, days, training jobs. Pure; one object at a time. */

import { defined } from '../../text/defined.ts';
import type { AuditRecord } from '../record/schema.ts';
import { FolderCount } from './folder-count.ts';
import {
  type ObjectHistory,
  type ObjectState,
  type ObjectSummary,
  summarizeHistory,
} from './object-history.ts';
import { TrainingJobFigures, type TrainingJobSummary } from './training-job-figures.ts';

/** The figures of one day (UTC): HTML versions generated before opting out, notebooks opted out, pages silenced. */
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
  /** Copies of notebooks that are not opted out: running one reports usage. */
  readonly notebookCopiesReporting: number;
  /** HTML versions that were generated before opting out, copies left out, whatever became of them since. */
  readonly generatedBeforeOptOut: number;
  readonly contradictions: number;
  /** In order of days; days on which nothing happened are left out. */
  readonly days: readonly DaySummary[];
  /** Those with most reporting HTML reports first; at most `MAX_TRAINING_JOBS`. */
  readonly trainingJobs: readonly TrainingJobSummary[];
  readonly trainingJobCount: number;
  /** Name and version of the software that made the records, such as `profiler-opt-out/0.1.0`, with their number. */
  readonly software: Readonly<Record<string, number>>;
}

/** Adds up histories, which have to come in the order of their keys. Memory grows with the days, not with the objects. */
export class LedgerSummarizer {
  readonly #notebooks = new Map<ObjectState, number>();
  readonly #html = new Map<ObjectState, number>();
  readonly #days = new Map<string, { generated: number; optedOut: number; silenced: number }>();
  readonly #software = new Map<string, number>();
  readonly #folders = new FolderCount();
  readonly #jobs = new TrainingJobFigures();
  #records = 0;
  #htmlReporting = 0;
  #earlierVersionsReporting = 0;
  #copiesReporting = 0;
  #notebookCopiesReporting = 0;
  #generatedBeforeOptOut = 0;
  #contradictions = 0;
  #firstRecordedAt: string | undefined;
  #lastRecordedAt: string | undefined;

  /** Adds the history, and answers its summary. */
  add(history: ObjectHistory): ObjectSummary {
    const object = summarizeHistory(history);
    this.#folders.add(history.bucket, object.folder);
    for (const record of history.records) this.#addRecord(record);
    this.#contradictions += object.contradictions;
    if (object.isCopy) {
      if (object.isReporting) this.#copiesReporting += 1;
      if (object.state === 'would-opt-out') this.#notebookCopiesReporting += 1;
      return object;
    }
    count(object.kind === 'notebook' ? this.#notebooks : this.#html, object.state);
    if (object.isReporting) this.#htmlReporting += 1;
    this.#earlierVersionsReporting += object.earlierVersionsReporting;
    this.#generatedBeforeOptOut += object.generated.length;
    for (const day of object.generated) this.#day(day).generated += 1;
    for (const day of object.optedOut) this.#day(day).optedOut += 1;
    for (const day of object.silenced) this.#day(day).silenced += 1;
    this.#jobs.add(history.bucket, object);
    return object;
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
      notebookCopiesReporting: this.#notebookCopiesReporting,
      generatedBeforeOptOut: this.#generatedBeforeOptOut,
      contradictions: this.#contradictions,
      days: days.map(([day, figures]) => ({ day, ...figures })),
      ...this.#jobs.result(),
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

function count<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
