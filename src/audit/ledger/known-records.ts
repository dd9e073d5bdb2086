/**
 * The records that a ledger has. Each stands there once; but where no versions are kept an object can become again what
 * it was, and then the same is recorded once more, with the same id. Pure.
 */
import { shortHash } from '../../bytes/sha256.ts';
import { isOfTrainingJob } from '../record/record-kind.ts';
import { hasVersion, versionOf } from '../record/render-record.ts';
import type { AuditRecord, LedgerRecord } from '../record/schema.ts';

/** The records so far, in the order of their time. */
export class KnownRecords {
  /** Without their second half, and in half as many characters. */
  readonly #ids = new Set<string>();
  /** The version that each object was last known to be. */
  readonly #states = new Map<string, string>();

  constructor(records: Iterable<LedgerRecord> = []) {
    for (const record of records) this.add(record);
  }

  /** True when the record is among them, and what it says still holds. */
  has(record: LedgerRecord): boolean {
    if (!this.#ids.has(shortId(record))) return false;
    return (
      isOfTrainingJob(record) ||
      hasVersion(record) ||
      this.#states.get(objectHash(record)) === stateAfter(record)
    );
  }

  /** Adds the record. Answers a function that takes it out again, as long as no other was added since. */
  add(record: LedgerRecord): () => void {
    const id = shortId(record);
    const wasKnown = this.#ids.has(id);
    this.#ids.add(id);
    const restoreState = isOfTrainingJob(record) ? undefined : this.#setState(record);
    return () => {
      if (!wasKnown) this.#ids.delete(id);
      restoreState?.();
    };
  }

  #setState(record: AuditRecord): () => void {
    const object = objectHash(record);
    const stateBefore = this.#states.get(object);
    if (record.object.isLatest !== false) this.#states.set(object, stateAfter(record));
    return () => {
      if (stateBefore === undefined) this.#states.delete(object);
      else this.#states.set(object, stateBefore);
    };
  }
}

const shortId = ({ id }: LedgerRecord): string => Buffer.from(id.slice(0, 32), 'hex').toString('latin1');

/** Hashes need less memory than keys. */
const objectHash = ({ object: { bucket, key } }: AuditRecord): string => shortHash(`${bucket}\n${key}`);

/** The version that was there after what the record says. */
const stateAfter = (record: AuditRecord): string =>
  record.outcome === 'missing'
    ? record.outcome
    : (record.after?.versionId ?? record.after?.sha256 ?? versionOf(record));
