/** The order of a ledger's records, and their way from single records to the history of each object. Pure. */
import { compareKeys } from '../../text/key-order.ts';
import type { AuditRecord } from '../record/schema.ts';
import { KnownRecords } from './known-records.ts';
import type { ObjectHistory } from './object-history.ts';

/** Puts records that come in their order (see `compareRecords`) together by object, and leaves repeated ones out. */
export async function* historiesOf(
  records: AsyncIterable<AuditRecord>,
  onDuplicate: (record: AuditRecord) => void,
): AsyncGenerator<ObjectHistory> {
  let own: [AuditRecord, ...AuditRecord[]] | undefined;
  let known = new KnownRecords();
  for await (const record of records) {
    if (own === undefined || !isSameObject(own[0], record)) {
      if (own !== undefined) yield historyOf(own);
      own = [record];
      known = new KnownRecords();
    } else if (known.has(record)) onDuplicate(record);
    else own.push(record);
    known.add(record);
  }
  if (own !== undefined) yield historyOf(own);
}

/** By bucket and key as S3 lists keys, then by time, then by id. */
export const compareRecords = (a: AuditRecord, b: AuditRecord): number =>
  compareKeys(a.object.bucket, b.object.bucket) ||
  compareKeys(a.object.key, b.object.key) ||
  compareKeys(a.recordedAt, b.recordedAt) ||
  compareKeys(a.id, b.id);

const isSameObject = ({ object: a }: AuditRecord, { object: b }: AuditRecord): boolean =>
  a.bucket === b.bucket && a.key === b.key;

function historyOf(records: ObjectHistory['records']): ObjectHistory {
  const { bucket, key } = records[0].object;
  return { bucket, key, records };
}
