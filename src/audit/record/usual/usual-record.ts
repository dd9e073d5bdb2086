/**
 * Reads records of the usual form, as most of a ledger are: what `JSON.parse`, the schema and `canonicalJson` would say of
 * them, in half of the time. What is not of the form may be a record all the same, and is for those. Pure.
 */
import { sha256 } from '../../../bytes/sha256.ts';
import { hasWebAssembly } from '../../../bytes/web-assembly.ts';
import { findContradiction } from '../contradiction.ts';
import { idOf } from '../render-record.ts';
import type { AuditRecord } from '../schema.ts';
import { RecordScan } from './record-scan.ts';
import { recordIn } from './scanned-record.ts';
import { followsRules } from './usual-rules.ts';

/** A record whose line was checked. */
export interface UsualRecord {
  readonly record: AuditRecord;
  /** Its canonical JSON: there until the next record is read. */
  readonly canonical: Uint8Array;
}

/** A record as this software writes it, valid and unchanged; undefined for all else. */
export function checkUsual(line: Buffer): UsualRecord | undefined {
  scan ??= startScan();
  if (!scan?.scan(line, 'written')) return undefined;
  const record = recordIn(scan, line.toString('latin1'));
  const isUnchanged =
    followsRules(record) &&
    sha256(scan.withoutDigest) === record.digest &&
    idOf(record) === record.id &&
    findContradiction(record) === undefined;
  return isUnchanged ? { record, canonical: scan.addDigest() } : undefined;
}

/** The record of canonical JSON that is that of a valid record; undefined when it is not of the usual form. */
export function readUsual(canonical: Buffer): AuditRecord | undefined {
  scan ??= startScan();
  return scan?.scan(canonical, 'canonical') ? recordIn(scan, canonical.toString('latin1')) : undefined;
}

/** The one of a thread, started for the first record. */
let scan: RecordScan | undefined;

/** Without WebAssembly no record is known to be of the usual form, and all are read in the other way. */
const startScan = (): RecordScan | undefined => (hasWebAssembly() ? new RecordScan() : undefined);
