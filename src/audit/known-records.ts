/**
 * Which records a ledger has. Each stands there once; but where no versions are kept the same bytes can be rewritten,
 * restored, and rewritten once more, each time as a record with the same id. Pure.
 */
import { idOfOther, versionOf } from './record.ts';
import type { AuditRecord } from './schema.ts';

/** The records that were seen so far, in the order of their time. */
export class KnownRecords {
  readonly #ids = new Set<string>();

  /** Whether the record is among them, and what it says was not undone since. */
  has({ id }: AuditRecord): boolean {
    return this.#ids.has(id);
  }

  /** Takes the record in; what it undoes is no longer known. */
  add(record: AuditRecord): void {
    this.#ids.add(record.id);
    for (const undone of idsUndoneBy(record)) this.#ids.delete(undone);
  }
}

/** Whether a record with the same id can come again as another change, and only its time tells them apart. */
export const isRepeatable = (record: AuditRecord): boolean =>
  CHANGES.includes(record.outcome) && !hasVersion(record);

type Outcome = AuditRecord['outcome'];
const REWRITINGS: readonly Outcome[] = ['opted-out', 'silenced'];
const CHANGES: readonly Outcome[] = [...REWRITINGS, 'restored'];

/** What the record is the way back of; one of a contended object also says that what was put on record was not done. */
function idsUndoneBy(record: AuditRecord): readonly string[] {
  if (hasVersion(record)) return [];
  const { outcome, after } = record;
  if (outcome === 'contended') return CHANGES.map((vain) => idOfOther(record, versionOf(record), vain));
  if (after === undefined) return [];
  const undone = outcome === 'restored' ? REWRITINGS : (['restored'] as const);
  return undone.map((each) => idOfOther(record, after.sha256, each));
}

/** `null` is the version of an object in a bucket that keeps none any more. */
const hasVersion = ({ object: { versionId } }: AuditRecord): boolean =>
  versionId !== undefined && versionId !== 'null';
