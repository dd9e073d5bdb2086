/** The figures of a ledger: objects by state, by age, by account and by prefix. Pure; one object at a time. */

import type { JobState } from '../../../report/job-finding.ts';
import { defined } from '../../../text/defined.ts';
import type { LedgerRecord } from '../../record/schema.ts';
import { type JobHistory, lastKnownOf } from '../../training-job/job-history.ts';
import {
  dayGenerated,
  isOfPage,
  type ObjectHistory,
  type ObjectSummary,
  summarizeHistory,
} from '../object-history.ts';
import type { ObjectState } from '../object-state.ts';
import { describePlace } from '../place.ts';
import { Days, type FiguresByDay } from './days.ts';
import { FolderCount, type FoldersPart } from './folder-count.ts';
import { type FiguresByGroup, GroupFigures } from './group-figures.ts';
import { addNumbers } from './numbers.ts';
import type { KindCounts, LedgerSummary } from './summary.ts';

const NO_COUNTS = {
  records: 0,
  notebooksEmbedding: 0,
  unknown: 0,
  everReporting: 0,
  everReportingGone: 0,
  generatedBeforeOptOut: 0,
  contradictions: 0,
};

/** The figures of some histories that follow each other: data alone, for other threads. */
export interface SummaryPart {
  readonly counts: Readonly<typeof NO_COUNTS>;
  readonly firstRecordedAt: string | undefined;
  readonly lastRecordedAt: string | undefined;
  readonly folders: FoldersPart;
  readonly notebooks: ReadonlyMap<ObjectState, number>;
  readonly html: ReadonlyMap<ObjectState, number>;
  readonly reporting: KindCounts;
  readonly copiesReporting: KindCounts;
  readonly earlierVersionsReporting: KindCounts;
  readonly trainingJobs: ReadonlyMap<JobState, number>;
  readonly ages: FiguresByDay<'reporting' | 'settled'>;
  readonly actions: FiguresByDay<'optedOut' | 'silenced'>;
  readonly accounts: FiguresByGroup;
  readonly prefixes: FiguresByGroup;
  readonly software: ReadonlyMap<string, number>;
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
  readonly #counts = { ...NO_COUNTS };
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

  /** The figures of the histories so far, none of which came in a part. They are not for adding to any more. */
  part(): SummaryPart {
    return {
      counts: this.#counts,
      firstRecordedAt: this.#firstRecordedAt,
      lastRecordedAt: this.#lastRecordedAt,
      folders: this.#folders.part(),
      notebooks: this.#states.notebook,
      html: this.#states.html,
      reporting: this.#reporting,
      copiesReporting: this.#copiesReporting,
      earlierVersionsReporting: this.#earlierVersionsReporting,
      trainingJobs: this.#trainingJobs,
      ages: this.#ages.part(),
      actions: this.#actions.part(),
      accounts: this.#accounts.part(),
      prefixes: this.#prefixes.part(),
      software: this.#software,
    };
  }

  /** Adds the figures of the histories that follow. */
  addPart(part: SummaryPart): void {
    addNumbers(this.#counts, part.counts);
    this.#addPeriod(part.firstRecordedAt, part.lastRecordedAt);
    this.#folders.addPart(part.folders);
    addCounts(this.#states.notebook, part.notebooks);
    addCounts(this.#states.html, part.html);
    addNumbers(this.#reporting, part.reporting);
    addNumbers(this.#copiesReporting, part.copiesReporting);
    addNumbers(this.#earlierVersionsReporting, part.earlierVersionsReporting);
    addCounts(this.#trainingJobs, part.trainingJobs);
    this.#ages.addPart(part.ages);
    this.#actions.addPart(part.actions);
    this.#accounts.addPart(part.accounts);
    this.#prefixes.addPart(part.prefixes);
    addCounts(this.#software, part.software);
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
    this.#addPeriod(recordedAt, recordedAt);
    count(this.#software, `${software.name}/${software.version}`);
  }

  #addPeriod(first: string | undefined, last: string | undefined): void {
    if (first === undefined || last === undefined) return;
    if (this.#firstRecordedAt === undefined || first < this.#firstRecordedAt) this.#firstRecordedAt = first;
    if (this.#lastRecordedAt === undefined || last > this.#lastRecordedAt) this.#lastRecordedAt = last;
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

function count<Name>(counts: Map<Name, number>, name: Name, more = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + more);
}

function addCounts<Name>(counts: Map<Name, number>, others: ReadonlyMap<Name, number>): void {
  for (const [name, more] of others) count(counts, name, more);
}
