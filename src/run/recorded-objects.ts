/** What a ledger has on record of objects in S3, so that a run can go on from it without asking for them again. */
import type { PlacedRecord } from '../audit/ledger/read-records.ts';
import { embeddedReporting } from '../audit/record/embedded.ts';
import { isOfTrainingJob } from '../audit/record/record-kind.ts';
import { hasVersion, versionOf } from '../audit/record/render-record.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { shortHash } from '../bytes/sha256.ts';
import type { TargetObject } from '../report/report-target.ts';
import { defined } from '../text/defined.ts';
import type { TextTable } from '../text/text-table.ts';

/** An object as a listing shows it; `versionIds` of all its versions, and first its delete marker, where the bucket keeps any. */
export interface ListedState {
  readonly bucket: string;
  readonly etag?: string;
  readonly versionIds?: readonly string[];
}

/** The last that was recorded of an object. */
interface LastRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly outcome: AuditRecord['outcome'];
  /** True for a notebook that holds a beacon in its saved outputs. */
  readonly isEmbedding: boolean;
  /** Hashed: the version after it, or the ETag where no versions are kept. */
  readonly state?: string;
}

/** A process that stopped may have decided on a report before the first record of another. */
const OVERLAP_MS = 60_000;
/** No run of this software is older. */
const BEGINNING = new Date(0);

/** The objects of ledgers, by bucket and key, and their versions. */
export class RecordedObjects {
  /** True when HTML reports that report usage are to be silenced. */
  readonly #isSilencing: boolean;
  /** Under the name of each object what was last recorded of it, as JSON, and under that of each version nothing. */
  readonly #table: TextTable;
  readonly #buckets = new Set<string>();
  readonly #versionedBuckets = new Set<string>();
  #firstAt: string | undefined;
  #count = 0;
  #refused = 0;

  /** `table` is empty, and belongs to these objects alone. What it throws, all methods do. */
  constructor(isSilencing: boolean, table: TextTable = new Map()) {
    this.#isSilencing = isSilencing;
    this.#table = table;
  }

  /** Takes the records of ledgers. */
  async read(batches: AsyncIterable<readonly PlacedRecord[]>): Promise<void> {
    for await (const batch of batches)
      for (const { record } of batch) if (!isOfTrainingJob(record)) this.#add(record);
  }

  /** When the run began that is continued, or somewhat earlier. */
  get since(): Date {
    return this.#firstAt === undefined ? BEGINNING : new Date(new Date(this.#firstAt).getTime() - OVERLAP_MS);
  }

  /** True when something of the bucket is on record. */
  knowsBucket(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  /** True when records of the bucket name versions: then only a listing of versions tells what is not on record. */
  hasVersions(bucket: string): boolean {
    return this.#versionedBuckets.has(bucket);
  }

  /** True when the last that is on record of an object led to what is there now. */
  hasAsItIs(key: string, listed: ListedState): boolean {
    return this.#lastIfCurrent(key, listed) !== undefined;
  }

  /** The number of objects that were left out, and how many of them were refused. */
  get leftOut(): { readonly count: number; readonly refused: number } {
    return { count: this.#count, refused: this.#refused };
  }

  /** Counts a report as left out when all of it is on record as it is, with nothing left to do. */
  leaveOut(objects: readonly TargetObject[], states: readonly ListedState[]): boolean {
    const last = objects.map((object, index) => this.#finished(object, states[index]));
    if (!last.every((record) => record !== undefined)) return false;
    this.#count += last.length;
    this.#refused += last.filter(({ outcome }) => outcome === 'refused').length;
    return true;
  }

  /** The last record of an object; undefined where something is left to do, or not on record. */
  #finished(object: TargetObject, listed: ListedState | undefined): LastRecord | undefined {
    if (listed === undefined) return undefined;
    const { bucket, versionIds } = listed;
    const last = this.#lastIfCurrent(object.key, listed);
    if (last === undefined) return undefined;
    const isOnRecord = (id: string) => this.#table.has(versionName(bucket, object.key, id));
    if (object.kind === 'html' && versionIds !== undefined && !versionIds.every(isOnRecord)) return undefined;
    return this.#isFinal(last, object) ? last : undefined;
  }

  #lastIfCurrent(key: string, { bucket, etag, versionIds }: ListedState): LastRecord | undefined {
    const last = this.#lastOf(objectName(bucket, key));
    const state = versionIds === undefined ? etag : versionIds[0];
    return last?.state !== undefined && last.state === hashOf(state ?? '') ? last : undefined;
  }

  #isFinal({ outcome, isEmbedding }: LastRecord, { isCopy, isChangeRequested }: TargetObject): boolean {
    const isOnlyRecorded = isCopy === true && isChangeRequested !== true;
    switch (outcome) {
      case 'opted-out':
      case 'already-opted-out':
      case 'no-setup-call':
        return isOnlyRecorded || !this.#isSilencing || !isEmbedding;
      case 'silenced':
      case 'silent':
      case 'refused':
      // What is there is its delete marker.
      case 'missing':
        return true;
      case 'reports-usage':
        return isOnlyRecorded || !this.#isSilencing;
      case 'would-opt-out':
      case 'would-silence':
        return isOnlyRecorded;
      case 'would-restore':
      case 'restored':
      case 'contended':
        return false;
    }
  }

  #add(record: AuditRecord): void {
    const { object, outcome, recordedAt: at, before, after, trigger } = record;
    const { bucket, key } = object;
    this.#buckets.add(bucket);
    if (trigger.source === 'cli' && (this.#firstAt === undefined || at < this.#firstAt)) this.#firstAt = at;
    if (hasVersion(record)) this.#versionedBuckets.add(bucket);
    for (const id of [object.versionId, after?.versionId])
      if (id !== undefined) this.#table.set(versionName(bucket, key, id), '');
    if (object.isLatest === false) return;
    const state = hasVersion(record) ? (after?.versionId ?? versionOf(record)) : (after ?? before)?.etag;
    const name = objectName(bucket, key);
    const time = Date.parse(at);
    if ((this.#lastOf(name)?.at ?? Number.NEGATIVE_INFINITY) > time) return;
    const isEmbedding = embeddedReporting(record) === 'reports';
    const hash = state === undefined ? undefined : hashOf(state);
    const last: LastRecord = { at: time, outcome, isEmbedding, ...defined({ state: hash }) };
    this.#table.set(name, JSON.stringify(last));
  }

  #lastOf(name: string): LastRecord | undefined {
    const text = this.#table.get(name);
    return text === undefined ? undefined : JSON.parse(text);
  }
}

const hashOf = (...parts: readonly string[]): string => shortHash(parts.join('\n'));
const objectName = (bucket: string, key: string): string => `o${hashOf(bucket, key)}`;
const versionName = (bucket: string, key: string, id: string): string => `v${hashOf(bucket, key, id)}`;
