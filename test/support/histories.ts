/** Histories for tests: made from findings, in the order of their time. */

import type { Conflict } from '../../src/audit/ledger/conflicts.ts';
import { compareRecords, historiesOf } from '../../src/audit/ledger/histories.ts';
import type { ObjectHistory } from '../../src/audit/ledger/object-history.ts';
import type { LedgerRecord } from '../../src/audit/record/schema.ts';
import { isJobHistory, type JobHistory } from '../../src/audit/training-job/job-history.ts';
import type { Finding } from '../../src/report/finding.ts';
import { keyOf } from './records.ts';
import type { FindingFields } from './reports/finding-fields.ts';

/** The key of an HTML report. */
export const PAGE = keyOf('job-1', 'profiler-report.html');

/** A day of January 2026. */
export const day = (number: number) => new Date(Date.UTC(2026, 0, number));

/** The histories of objects in records; repeated ones go to `duplicates`. */
export async function historiesIn(
  records: readonly LedgerRecord[],
  duplicates: LedgerRecord[] = [],
  conflicts: Conflict[] = [],
): Promise<ObjectHistory[]> {
  const histories = await allHistoriesIn(records, duplicates, conflicts);
  return histories.filter((history): history is ObjectHistory => !isJobHistory(history));
}

/** The histories of training jobs and of objects. */
export async function allHistoriesIn(
  records: readonly LedgerRecord[],
  duplicates: LedgerRecord[] = [],
  conflicts: Conflict[] = [],
): Promise<(ObjectHistory | JobHistory)[]> {
  const histories: (ObjectHistory | JobHistory)[] = [];
  // One record a batch: whatever is put together comes from several.
  const sorted = async function* () {
    for (const [index, record] of records.toSorted(compareRecords).entries())
      yield [{ record, place: `line ${index + 1}` }];
  };
  const notices = {
    onDuplicate: (record: LedgerRecord) => void duplicates.push(record),
    onConflict: async (conflict: Conflict) => void conflicts.push(conflict),
  };
  for await (const batch of historiesOf(sorted(), notices)) histories.push(...batch);
  return histories;
}

/** A finding about the notebook of job-1. */
export const notebook = (outcome: Finding['outcome'], more: FindingFields = {}): FindingFields => ({
  outcome,
  ...more,
});

/** A finding about its HTML report. */
export const page = (outcome: Finding['outcome'], more: FindingFields = {}): FindingFields => ({
  outcome,
  key: PAGE,
  ...more,
});
