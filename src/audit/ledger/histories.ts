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

/** A history, and what its records were taken from. */
export interface HistoryOfLines<Placed extends PlacedRecord> {
  readonly history: ObjectHistory | JobHistory;
  /** One for each record. */
  readonly lines: readonly Placed[];
}

/**
 * Puts records that come in their order (see `compareRecords`) together by object or training job, and leaves out
 * repeated ones and all of a conflict. Both come in batches: a million single steps would take longer than the work in them.
 */
export async function* historiesOf<Placed extends PlacedRecord>(
  batches: AsyncIterable<readonly Placed[]>,
  notices: HistoryNotices,
): AsyncGenerator<readonly HistoryOfLines<Placed>[]> {
  let own: [Placed, ...Placed[]] | undefined;
  for await (const batch of batches) {
    const histories: HistoryOfLines<Placed>[] = [];
    for (const placed of batch) {
      if (own !== undefined && isSameObject(own[0], placed)) {
        own.push(placed);
        continue;
      }
      if (own !== undefined)
        histories.push(...(own.length === 1 ? historyOfOne(own[0]) : await historyOf(own, notices)));
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
async function historyOf<Placed extends PlacedRecord>(
  own: Own<Placed>,
  notices: HistoryNotices,
): Promise<HistoryOfLines<Placed>[]> {
  if (isAllOfJobs(own)) return [historyOfJob(own, notices)];
  return historyOfObject(own as Own<Placed & PlacedReportRecord>, notices);
}

/** The same at once for what has one record, as most objects have: nothing is repeated or disputed. */
function historyOfOne<Placed extends PlacedRecord>(line: Placed): HistoryOfLines<Placed>[] {
  const { record } = line;
  if (isOfTrainingJob(record))
    return [{ history: { arn: record.object.arn, records: [record] }, lines: [line] }];
  const { bucket, key } = record.object;
  return [{ history: { bucket, key, records: [record] }, lines: [line] }];
}

/** Records of one object or job are of one kind. */
const isAllOfJobs = <Placed extends PlacedRecord>(own: Own<Placed>): own is Own<Placed & PlacedJobRecord> =>
  isOfTrainingJob(own[0].record);

function historyOfJob<Placed extends PlacedJobRecord>(
  own: Own<Placed>,
  { onDuplicate }: HistoryNotices,
): HistoryOfLines<Placed> {
  const [first] = own;
  const known = new Set<string>();
  const lines = own.filter(({ record }) => {
    const isNew = !known.has(record.id);
    known.add(record.id);
    if (!isNew) onDuplicate(record);
    return isNew;
  });
  const [, ...more] = lines.map(({ record }) => record);
  return { history: { arn: first.record.object.arn, records: [first.record, ...more] }, lines };
}

async function historyOfObject<Placed extends PlacedReportRecord>(
  own: Own<Placed>,
  { onDuplicate, onConflict }: HistoryNotices,
): Promise<HistoryOfLines<Placed>[]> {
  const [{ record: only }] = own;
  const { bucket, key } = only.object;
  const { conflicts, believed } = findConflicts(own);
  for (const conflict of conflicts) await onConflict(conflict);
  const known = new KnownRecords();
  const lines = believed.filter(({ record }) => {
    const isNew = !known.has(record);
    known.add(record);
    if (!isNew) onDuplicate(record);
    return isNew;
  });
  const [first, ...more] = lines.map(({ record }) => record);
  return first === undefined ? [] : [{ history: { bucket, key, records: [first, ...more] }, lines }];
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
