/**
 * Which records a ledger has. Each stands there once; but where no versions are kept an object can become again what it
 * was, and then the same is said once more, with the same id. Pure.
 */
import { createHash } from 'node:crypto';
import { hasVersion, versionOf } from '../record/render-record.ts';
import type { AuditRecord } from '../record/schema.ts';

/** The records that were seen so far, in the order of their time. */
export class KnownRecords {
  readonly #ids = new Set<string>();
  /** What each object was last known to be. */
  readonly #states = new Map<string, string>();

  /** Whether the record is among them, and what it says still holds. */
  has(record: AuditRecord): boolean {
    if (!this.#ids.has(record.id)) return false;
    return hasVersion(record) || this.#states.get(placeOf(record)) === stateAfter(record);
  }

  /** Takes the record in. */
  add(record: AuditRecord): void {
    this.#ids.add(record.id);
    if (record.object.isLatest !== false) this.#states.set(placeOf(record), stateAfter(record));
  }
}

/** Hashes need less memory than keys. */
const placeOf = ({ object: { bucket, key } }: AuditRecord): string =>
  createHash('sha256').update(`${bucket}\n${key}`).digest('base64').slice(0, PLACE_LENGTH);
const PLACE_LENGTH = 22;

/** The version that was there once what the record tells of was done. */
const stateAfter = (record: AuditRecord): string =>
  record.outcome === 'missing'
    ? record.outcome
    : (record.after?.versionId ?? record.after?.sha256 ?? versionOf(record));
