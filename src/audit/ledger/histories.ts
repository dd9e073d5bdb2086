/** The order of a ledger's records, and their way from single records to the history of each object and job. Pure. */
import { compareKeys } from '../../text/key-order.ts';
import { isOfTrainingJob } from '../record/record-kind.ts';
import type { LedgerRecord } from '../record/schema.ts';
import type { JobHistory } from '../training-job/job-history.ts';
import { type Conflict, findConflicts } from './conflicts.ts';
import { KnownRecords } from './known-records.ts';
import type { ObjectHistory } from './object-history.ts';
import type { PlacedJobRecord, PlacedRecord, PlacedReportRecord } from './read-records.ts';

/** Takes reports of records that are left out of histories. */
export interface HistoryNotices {
  readonly onDuplicate: (record: LedgerRecord) => void;
  readonly onConflict: (conflict: Conflict) => Promise<void>;
}

/**
 * Puts records that come in their order (see `compareRecords`) together by object or training job, and leaves out
 * repeated ones and all of a conflict. Both come in batches: a million single steps would take longer than the work in them.
 */
export async function* historiesOf(
  batches: AsyncIterable<readonly PlacedRecord[]>,
  notices: HistoryNotices,
): AsyncGenerator<readonly (ObjectHistory | JobHistory)[]> {
  let own: [PlacedRecord, ...PlacedRecord[]] | undefined;
  for await (const batch of batches) {
    const histories: (ObjectHistory | JobHistory)[] = [];
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

function isSameObject({ record: a }: PlacedRecord, { record: b }: PlacedRecord): boolean {
  if (isOfTrainingJob(a)) return isOfTrainingJob(b) && a.object.arn === b.object.arn;
  return !isOfTrainingJob(b) && a.object.key === b.object.key && a.object.bucket === b.object.bucket;
}

type Own<Kept> = readonly [Kept, ...Kept[]];

/** The history of one object or job; none when all its records are disputed. */
async function historyOf(
  own: Own<PlacedRecord>,
  notices: HistoryNotices,
): Promise<(ObjectHistory | JobHistory)[]> {
  return isAllOfJobs(own)
    ? [historyOfJob(own, notices)]
    : historyOfObject(own as Own<PlacedReportRecord>, notices);
}

/** Records of one object or job are of one kind. */
const isAllOfJobs = (own: Own<PlacedRecord>): own is Own<PlacedJobRecord> => isOfTrainingJob(own[0].record);

function historyOfJob(own: Own<PlacedJobRecord>, { onDuplicate }: HistoryNotices): JobHistory {
  const [{ record: first }, ...rest] = own;
  const known = new Set([first.id]);
  const more = rest.flatMap(({ record }) => {
    const isNew = !known.has(record.id);
    known.add(record.id);
    if (!isNew) onDuplicate(record);
    return isNew ? [record] : [];
  });
  return { arn: first.object.arn, records: [first, ...more] };
}

async function historyOfObject(
  own: Own<PlacedReportRecord>,
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

/** Training jobs by ARN, then objects by bucket and key as S3 lists keys; each by time, then by id. */
export function compareRecords(a: LedgerRecord, b: LedgerRecord): number {
  const [isJobA, isJobB] = [isOfTrainingJob(a), isOfTrainingJob(b)];
  if (isJobA !== isJobB) return isJobA ? -1 : 1;
  return comparePlaces(a, b) || compareKeys(a.recordedAt, b.recordedAt) || compareKeys(a.id, b.id);
}

function comparePlaces(a: LedgerRecord, b: LedgerRecord): number {
  const [[bucketA, keyA], [bucketB, keyB]] = [placeOf(a), placeOf(b)];
  return compareKeys(bucketA, bucketB) || compareKeys(keyA, keyB);
}

const placeOf = (record: LedgerRecord): readonly [string, string] =>
  isOfTrainingJob(record) ? [record.object.arn, ''] : [record.object.bucket, record.object.key];
