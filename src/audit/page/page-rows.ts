/** The rows of the audit page: one for each object version, those that report usage first, as many as a page bears. Pure. */

import { defined } from '../../text/defined.ts';
import type { ObjectHistory, ObjectSummary } from '../ledger/object-history.ts';
import type { VersionEntry } from '../ledger/version-entries.ts';
import type { AuditRecord, TrainingJobRecord } from '../record/schema.ts';
import type { JobHistory } from '../training-job/job-history.ts';
import { JobsOnRecord, type JobsToAct, MAX_JOBS } from './jobs-on-record.ts';
import type { PageData, PageRow } from './page-data.ts';

/** The number of rows that a page bears. */
export const MAX_ROWS = 20_000;
/** A row opens to the last ones. */
const MAX_RELATED = 20;
/** From what reports usage to what is gone. */
const RANKS = 4;

interface Kept {
  readonly entry: VersionEntry;
  readonly related: readonly AuditRecord[];
}

/** Collects the versions of objects that come in key order; memory is bounded. */
export class PageRows {
  readonly #ranks: readonly Kept[][] = Array.from({ length: RANKS }, () => []);
  readonly #maxRows: number;
  readonly #jobs: JobsOnRecord;
  #kept = 0;
  #count = 0;

  /** @param maxRows the most rows that are kept: none for figures alone, since records take much memory */
  constructor(maxRows = MAX_ROWS) {
    this.#maxRows = maxRows;
    this.#jobs = new JobsOnRecord(Math.min(maxRows, MAX_JOBS));
  }

  /** Adds a training job; all of them come before the objects. */
  addJob(history: JobHistory): void {
    this.#jobs.add(history);
  }

  /** The training jobs whose reports will report usage, or may. */
  get jobsToAct(): JobsToAct {
    return this.#jobs.toAct;
  }

  /** Adds the versions of one object. */
  add({ records }: ObjectHistory, { entries }: ObjectSummary): void {
    for (const entry of entries) {
      if (entry.state === 'superseded') continue;
      this.#count += 1;
      this.#keep(entry, records);
    }
  }

  /** The number of versions for which the list has no room. */
  get omittedCount(): number {
    return this.#count - this.#kept;
  }

  /** The rows, those that report usage first, then what is not known, then current versions, each in key order. */
  data(): PageData {
    const records = new Indexes<AuditRecord>();
    const jobs = new Indexes<TrainingJobRecord>();
    const rows = this.#ranks.flat().map(({ entry, related }): PageRow => {
      const { versionId, state, reporting, isCurrent, superseded } = entry;
      const own = this.#jobs.of(entry.record);
      return {
        record: records.of(entry.record),
        related: related.map((record) => records.of(record)),
        ...(own.length === 0 ? {} : { jobs: own.map((job) => jobs.of(job)) }),
        ...defined({ versionId }),
        state,
        reporting,
        isCurrent,
        ...defined({ superseded }),
      };
    });
    return { records: records.all, jobs: jobs.all, rows };
  }

  #keep(entry: VersionEntry, records: readonly AuditRecord[]): void {
    const rank = rankOf(entry);
    if (this.#kept >= this.#maxRows) {
      const lowest = this.#ranks.findLastIndex(({ length }) => length > 0);
      if (lowest <= rank) return;
      this.#ranks[lowest]?.pop();
      this.#kept -= 1;
    }
    this.#ranks[rank]?.push({ entry, related: relatedTo(entry, records) });
    this.#kept += 1;
  }
}

/** Numbers things in the order in which they are first asked for. */
class Indexes<Thing> {
  readonly #numbers = new Map<Thing, number>();

  of(thing: Thing): number {
    const number = this.#numbers.get(thing) ?? this.#numbers.size;
    this.#numbers.set(thing, number);
    return number;
  }

  get all(): readonly Thing[] {
    return [...this.#numbers.keys()];
  }
}

function rankOf({ reporting, isCurrent }: VersionEntry): number {
  if (reporting === 'yes') return 0;
  if (reporting === 'unknown') return 1;
  return isCurrent ? 2 : 3;
}

/** All records of the object where no versions are kept, for they tell how it came to be what it is. */
function relatedTo(
  { versionId, record }: VersionEntry,
  records: readonly AuditRecord[],
): readonly AuditRecord[] {
  const own =
    versionId === undefined
      ? records
      : records.filter(
          ({ object, after }) => object.versionId === versionId || after?.versionId === versionId,
        );
  const last = own.slice(-MAX_RELATED);
  return last.includes(record) ? last : [record, ...last.slice(1)];
}
