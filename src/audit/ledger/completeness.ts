/** Compares a ledger with what a target holds now: every report object has to be on record, by version. */

import { parseCopyKey, parseReportKey } from '../../report/key.ts';
import { compareKeys } from '../../text/key-order.ts';
import type { AuditRecord } from '../record/schema.ts';
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
  /** Versions of notebooks that were overwritten before they were examined; running one reports usage. */
  readonly earlierNotebooks: number;
  /** Objects on record that are not in the target any more. */
  readonly gone: number;
}

/** The number of missing versions that are named; all are counted. */
const MAX_NAMED = 1_000;

/** Goes through the target and the histories side by side; both come in the order of keys. */
export class CompletenessCheck {
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #present: AsyncIterator<PresentVersion>;
  #next: PresentVersion | undefined;
  #isBegun = false;
  #key: string | undefined;
  #objects = 0;
  #versions = 0;
  #missing: PresentVersion[] = [];
  #missingCount = 0;
  #earlierNotebooks = 0;
  #gone = 0;

  /** @param prefix what the keys of the target begin with */
  constructor(bucket: string, prefix: string, present: AsyncIterable<PresentVersion>) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#present = present[Symbol.asyncIterator]();
  }

  /** Adds the next history. @throws Fault when the target cannot be listed. */
  async add({ bucket, key, records }: ObjectHistory): Promise<void> {
    if (bucket !== this.#bucket || !key.startsWith(this.#prefix)) return;
    await this.#passBefore(key);
    let isPresent = false;
    for (let version = await this.#peek(); version?.key === key; version = await this.#peek()) {
      isPresent = true;
      await this.#take(version, records);
    }
    if (!isPresent && records.some(({ before }) => before !== undefined)) this.#gone += 1;
  }

  /** The comparison, after the rest of the target. @throws Fault when the target cannot be listed */
  async result(): Promise<Comparison> {
    await this.#passBefore(undefined);
    return {
      objects: this.#objects,
      versions: this.#versions,
      missing: this.#missing,
      missingCount: this.#missingCount,
      earlierNotebooks: this.#earlierNotebooks,
      gone: this.#gone,
    };
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
    if (version.key !== this.#key) this.#objects += 1;
    this.#key = version.key;
    this.#versions += 1;
    if (isOnRecord(version, records)) return;
    const kind = (parseReportKey(version.key) ?? parseCopyKey(version.key))?.kind;
    if (kind === 'notebook' && !version.isLatest) {
      this.#earlierNotebooks += 1;
      return;
    }
    this.#missingCount += 1;
    if (this.#missing.length < MAX_NAMED) this.#missing.push(version);
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
