/** The order of a ledger's records, and their way from single records to the history of each object. Pure. */
import { compareKeys } from './key-order.ts';
import type { ObjectHistory } from './object-history.ts';
import { occurrenceOf } from './record.ts';
import type { AuditRecord } from './schema.ts';

/** Puts records that come in their order (see `compareRecords`) together by object, and leaves repeated ones out. */
export async function* historiesOf(
  records: AsyncIterable<AuditRecord>,
  onDuplicate: (record: AuditRecord) => void,
): AsyncGenerator<ObjectHistory> {
  let own: Map<string, AuditRecord> = new Map();
  for await (const record of records) {
    const [before] = own.values();
    if (before !== undefined && !isSameObject(before, record)) {
      yield historyOf(own);
      own = new Map();
    }
    const occurrence = occurrenceOf(record);
    if (own.has(occurrence)) onDuplicate(record);
    else own.set(occurrence, record);
  }
  if (own.size > 0) yield historyOf(own);
}

/** By bucket and key as S3 lists keys, then by time, then by id. */
export const compareRecords = (a: AuditRecord, b: AuditRecord): number =>
  compareKeys(a.object.bucket, b.object.bucket) ||
  compareKeys(a.object.key, b.object.key) ||
  compareKeys(a.recordedAt, b.recordedAt) ||
  compareKeys(a.id, b.id);

const isSameObject = ({ object: a }: AuditRecord, { object: b }: AuditRecord): boolean =>
  a.bucket === b.bucket && a.key === b.key;

function historyOf(own: ReadonlyMap<string, AuditRecord>): ObjectHistory {
  const records = [...own.values()] as [AuditRecord, ...AuditRecord[]];
  const { bucket, key } = records[0].object;
  return { bucket, key, records };
}
