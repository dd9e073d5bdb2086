/** All records about one training job together: the state that it was last seen in. Pure. */

import type { ObjectHistory } from '../ledger/object-history.ts';
import type { LedgerRecord, TrainingJobRecord } from '../record/schema.ts';

/** Every record about one training job, each once, in order of time. */
export interface JobHistory {
  readonly arn: string;
  readonly records: readonly [TrainingJobRecord, ...TrainingJobRecord[]];
}

/** True for the history of a training job, not of a report object. */
export const isJobHistory = (history: ObjectHistory | JobHistory): history is JobHistory => 'arn' in history;

/** The part of a history whose records `isKept` keeps; undefined when that is nothing. */
export function restrictHistory<History extends ObjectHistory | JobHistory>(
  history: History,
  isKept: (record: LedgerRecord) => boolean,
): History | undefined {
  const records = history.records.filter(isKept);
  return records.length === 0 ? undefined : { ...history, records };
}

/** The record of the last known state of a job; of one that is gone, what it was before. */
export const lastKnownOf = ({ records }: JobHistory): TrainingJobRecord =>
  records.findLast(({ outcome }) => outcome !== 'gone') ?? records[0];
