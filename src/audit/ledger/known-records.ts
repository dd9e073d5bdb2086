/**
 * The records that a ledger has. Each stands there once; but where no versions are kept an object can become again what
 * it was, and then the same is recorded once more, with the same id. Pure.
 */
import { shortHash } from '../../bytes/sha256.ts';
import type { TextTable } from '../../text/text-table.ts';
import { isChange } from '../record/ledger.ts';
import { isOfTrainingJob } from '../record/record-kind.ts';
import { hasVersion, versionOf } from '../record/render-record.ts';
import type { AuditRecord, LedgerRecord } from '../record/schema.ts';

/** The records so far, in the order of their time. */
export class KnownRecords {
  /** Under the name of each record nothing, and under that of each object the version that it was last known to be. */
  readonly #table: TextTable;

  /** `table` is empty, and belongs to these records alone. */
  constructor(table: TextTable = new Map()) {
    this.#table = table;
  }

  /** True when the record is among them, and what it says still holds. @throws what the table throws */
  has(record: LedgerRecord): boolean {
    if (!this.#table.has(recordName(record))) return false;
    return (
      isOfTrainingJob(record) ||
      hasVersion(record) ||
      this.#table.get(objectName(record)) === stateAfter(record)
    );
  }

  /** Adds the record. @throws what the table throws */
  add(record: LedgerRecord): void {
    for (const [name, text] of entriesOf(record)) this.#table.set(name, text);
  }

  /**
   * The same; answers a function that takes the record out again, as long as no other was added since.
   * @throws what the table throws
   */
  addForNow(record: LedgerRecord): () => void {
    const before = entriesOf(record).map(([name]) => [name, this.#table.get(name)] as const);
    this.add(record);
    return () => {
      for (const [name, text] of before)
        if (text === undefined) this.#table.delete(name);
        else this.#table.set(name, text);
    };
  }
}

/** What a record puts into the table: names and texts. */
function entriesOf(record: LedgerRecord): (readonly [name: string, text: string])[] {
  const known = [recordName(record), ''] as const;
  if (isOfTrainingJob(record) || record.object.isLatest === false) return [known];
  return [known, [objectName(record), stateAfter(record)]];
}

/** Half of its id, and short: an id has twice as many characters. */
const recordName = (record: LedgerRecord): string =>
  `r${Buffer.from(record.id.slice(0, 32), 'hex').toString('latin1')}${timeOfChange(record)}`;

/**
 * A change in S3 is known by its time, too: its record follows it, so that others may have come in between that are not
 * on record yet. When the same record is made again, it has the same time.
 */
function timeOfChange(record: LedgerRecord): string {
  if (isOfTrainingJob(record) || hasVersion(record) || record.object.bucket.startsWith('file:')) return '';
  return isChange(record) ? record.recordedAt : '';
}

/** Hashes need less memory than keys. */
const objectName = ({ object: { bucket, key } }: AuditRecord): string => `o${shortHash(`${bucket}\n${key}`)}`;

/** The version that was there after what the record says. */
const stateAfter = (record: AuditRecord): string =>
  record.outcome === 'missing'
    ? record.outcome
    : (record.after?.versionId ?? record.after?.sha256 ?? versionOf(record));
