/** The order of a ledger's records, and their way from single records to the history of each object. Pure. */
import { compareKeys } from '../../text/key-order.ts';
import type { AuditRecord } from '../record/schema.ts';
import { type Conflict, findConflicts } from './conflicts.ts';
import { KnownRecords } from './known-records.ts';
import type { ObjectHistory } from './object-history.ts';
import type { PlacedRecord } from './read-records.ts';

/** Takes reports of records that are left out of histories. */
export interface HistoryNotices {
  readonly onDuplicate: (record: AuditRecord) => void;
  readonly onConflict: (conflict: Conflict) => Promise<void>;
}

/**
 * Puts records that come in their order (see `compareRecords`) together by object, and leaves out repeated ones and all
 * of a conflict. Both come in batches: a million single steps would take longer than the work in them.
 */
export async function* historiesOf(
  batches: AsyncIterable<readonly PlacedRecord[]>,
  notices: HistoryNotices,
): AsyncGenerator<readonly ObjectHistory[]> {
  let own: [PlacedRecord, ...PlacedRecord[]] | undefined;
  for await (const batch of batches) {
    const histories: ObjectHistory[] = [];
    for (const placed of batch) {
      if (own !== undefined && isSameObject(own[0], placed)) {
        own.push(placed);
        continue;
      }
      if (own !== undefined) histories.push(...(await historyOf(own, notices)));
      own = [placed];
    }
    yield histories;
  }
  if (own !== undefined) yield historyOf(own, notices);
}

const isSameObject = (
  { record: { object: a } }: PlacedRecord,
  { record: { object: b } }: PlacedRecord,
): boolean => a.key === b.key && a.bucket === b.bucket;

/** The history of one object; none when all its records are disputed. */
async function historyOf(
  own: readonly [PlacedRecord, ...PlacedRecord[]],
  { onDuplicate, onConflict }: HistoryNotices,
): Promise<ObjectHistory[]> {
  const [{ record: only }] = own;
  const { bucket, key } = only.object;
  // Most objects have one record, and then nothing is repeated.
  if (own.length === 1) return [{ bucket, key, records: [only] }];
  const { conflicts, believed } = findConflicts(own);
  for (const conflict of conflicts) await onConflict(conflict);
  const known = new KnownRecords();
  const [first, ...more] = believed.filter((record) => {
    const isNew = !known.has(record);
    known.add(record);
    if (!isNew) onDuplicate(record);
    return isNew;
  });
  return first === undefined ? [] : [{ bucket, key, records: [first, ...more] }];
}

/** By bucket and key as S3 lists keys, then by time, then by id. */
export const compareRecords = (a: AuditRecord, b: AuditRecord): number =>
  compareKeys(a.object.bucket, b.object.bucket) ||
  compareKeys(a.object.key, b.object.key) ||
  compareKeys(a.recordedAt, b.recordedAt) ||
  compareKeys(a.id, b.id);
