/** Compares a ledger with what a target holds now: every report object has to be on record, by version. */

import { parseReportFile } from '../../report/key.ts';
import { compareKeys } from '../../text/key-order.ts';
import type { AuditRecord } from '../record/schema.ts';
import { ContentsOnRecord } from './contents-on-record.ts';
import { lastOfCurrent, type ObjectHistory } from './object-history.ts';

/** One version of a report object in the target. */
export interface PresentVersion {
  readonly key: string;
  /** Undefined, or `null`, where the store keeps no versions: then the ETag tells. */
  readonly versionId?: string;
  /** Empty where the object cannot be read. */
  readonly etag: string;
  readonly isLatest: boolean;
  readonly lastModified: Date;
  /** True for an object that has to be on record only when the ledger knows it at all. */
  readonly isOptional?: boolean;
  /** Why an object could not be read that is there: nobody can say whether it is on record as it is. */
  readonly unreadable?: string;
}

/** A part of a target that lies in one bucket; `prefix` is what its keys begin with. */
export interface TargetPart {
  readonly bucket: string;
  readonly prefix: string;
  /** In the order of keys. */
  readonly versions: AsyncIterable<PresentVersion>;
}

/** The result of the comparison. */
export interface Comparison {
  readonly objects: number;
  readonly versions: number;
  /**
   * Not on record, or not as they are now: of notebooks and copies the current version, of HTML reports every version.
   */
  readonly missing: readonly PresentVersion[];
  readonly missingCount: number;
  /**
   * Versions that are not on record at their place, but whose contents are, as they are now, at another that is not in
   * the target: moved, or copied as a whole.
   */
  readonly moved: number;
  /** Versions of notebooks that were overwritten before they were examined; running one reports usage. */
  readonly earlierNotebooks: number;
  /** Objects on record that are not in the target any more. */
  readonly gone: number;
  /** Why objects and places in the target could not be read; they are in no other figure. */
  readonly unreadable: readonly string[];
  readonly unreadableCount: number;
}

/** The number of missing versions that are named; all are counted. */
const MAX_NAMED = 1_000;

/** Goes through a target and all histories of a ledger; these come in the order of buckets and keys. */
export class CompletenessCheck {
  readonly #parts: readonly PartCheck[];
  readonly #contents = new ContentsOnRecord();

  constructor(parts: readonly TargetPart[]) {
    this.#parts = parts.map((part) => new PartCheck(part));
  }

  /** Adds the next history. @throws Fault when the target cannot be listed. */
  async add(history: ObjectHistory): Promise<void> {
    let isPresent = false;
    for (const part of this.#parts) isPresent = (await part.add(history)) || isPresent;
    // What still lies at its place was not moved: the same contents elsewhere are one more copy, to be examined.
    if (!isPresent) this.#contents.add(history);
  }

  /** The comparison, after the rest of the target. @throws Fault when the target cannot be listed */
  async result(): Promise<Comparison> {
    const total = { objects: 0, versions: 0, earlierNotebooks: 0, gone: 0 };
    let moved = 0;
    const missing: PresentVersion[] = [];
    const unreadable: string[] = [];
    for (const part of this.#parts) {
      await part.end();
      for (const name of FIGURES) total[name] += part[name];
      unreadable.push(...part.unreadable);
      for (const { version, isPlaceKnown } of part.unrecorded) {
        // What changed at a known place may be like another object now, and is not that one.
        if (!isPlaceKnown && this.#contents.has(version.etag)) moved += 1;
        else missing.push(version);
      }
    }
    return {
      ...total,
      missing: missing.slice(0, MAX_NAMED),
      missingCount: missing.length,
      unreadable: unreadable.slice(0, MAX_NAMED),
      unreadableCount: unreadable.length,
      moved,
    };
  }
}

const FIGURES = ['objects', 'versions', 'earlierNotebooks', 'gone'] as const;

/** One part of a target, beside the histories of its bucket. */
class PartCheck {
  readonly unrecorded: { readonly version: PresentVersion; readonly isPlaceKnown: boolean }[] = [];
  objects = 0;
  versions = 0;
  earlierNotebooks = 0;
  gone = 0;
  readonly unreadable: string[] = [];
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #present: AsyncIterator<PresentVersion>;
  #next: PresentVersion | undefined;
  #isBegun = false;
  #key: string | undefined;

  constructor({ bucket, prefix, versions }: TargetPart) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#present = versions[Symbol.asyncIterator]();
  }

  /** Adds the next history; true when its object is in the target. @throws Fault when the target cannot be listed. */
  async add({ bucket, key, records }: ObjectHistory): Promise<boolean> {
    if (bucket !== this.#bucket || !key.startsWith(this.#prefix)) return false;
    await this.#passBefore(key);
    let isPresent = false;
    for (let version = await this.#peek(); version?.key === key; version = await this.#peek()) {
      isPresent = true;
      await this.#take(version, records);
    }
    if (!isPresent && records.some(({ before }) => before !== undefined)) this.gone += 1;
    return isPresent;
  }

  /** Goes through the rest of the target. */
  async end(): Promise<void> {
    await this.#passBefore(undefined);
  }

  /** No history is about what comes before the key. */
  async #passBefore(key: string | undefined): Promise<void> {
    for (
      let version = await this.#peek();
      version !== undefined && (key === undefined || compareKeys(version.key, key) < 0);
      version = await this.#peek()
    ) {
      await this.#take(version, []);
    }
  }

  async #peek(): Promise<PresentVersion | undefined> {
    if (!this.#isBegun) {
      this.#isBegun = true;
      await this.#advance();
    }
    return this.#next;
  }

  async #advance(): Promise<void> {
    const { value, done } = await this.#present.next();
    this.#next = done ? undefined : value;
  }

  async #take(version: PresentVersion, records: readonly AuditRecord[]): Promise<void> {
    await this.#advance();
    if (version.isOptional && records.length === 0) return;
    if (version.unreadable !== undefined) {
      this.unreadable.push(version.unreadable);
      return;
    }
    if (version.key !== this.#key) this.objects += 1;
    this.#key = version.key;
    this.versions += 1;
    if (isOnRecord(version, records)) return;
    const kind = parseReportFile({ bucket: this.#bucket, key: version.key })?.kind;
    if (kind === 'notebook' && !version.isLatest) this.earlierNotebooks += 1;
    else this.unrecorded.push({ version, isPlaceKnown: records.length > 0 });
  }
}

/**
 * A record accounts for the version that was examined and for the one that was written. What has no versions can become
 * again what it was, as when a rewriting that was put on record was not made: there the last record has to say what it
 * is now.
 */
function isOnRecord({ versionId, etag, isLatest }: PresentVersion, records: readonly AuditRecord[]): boolean {
  if (versionId !== undefined && versionId !== 'null')
    return records.some(({ object, after }) => [object.versionId, after?.versionId].includes(versionId));
  if (!isLatest) return records.some(({ before, after }) => [before?.etag, after?.etag].includes(etag));
  const last = lastOfCurrent(records);
  // What could not be read has no ETag in its record.
  return last !== undefined && (last.after?.etag ?? last.before?.etag ?? '') === etag;
}
