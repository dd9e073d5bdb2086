/** Histories for tests: made from findings, in the order of their time. */

import { Attention } from '../../src/audit/ledger/attention.ts';
import type { Conflict } from '../../src/audit/ledger/conflicts.ts';
import { LedgerSummarizer } from '../../src/audit/ledger/figures/summarizer.ts';
import { compareRecords, historiesOf } from '../../src/audit/ledger/histories.ts';
import { type ObjectHistory, summarizeHistory } from '../../src/audit/ledger/object-history.ts';
import { PageRows } from '../../src/audit/page/page-rows.ts';
import type { PageInput } from '../../src/audit/page/render-page.ts';
import type { LedgerRecord } from '../../src/audit/record/schema.ts';
import { isJobHistory, type JobHistory } from '../../src/audit/training-job/job-history.ts';
import type { Finding } from '../../src/report/finding.ts';
import { keyOf, recordOf } from './records.ts';
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
  for await (const batch of historiesOf(sorted(), notices))
    histories.push(...batch.map(({ history }) => history));
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

/** What the records of these findings, all about one object, say together. */
export async function summaryOf(...findings: FindingFields[]) {
  const [history, ...more] = await historiesIn(findings.map(recordOf));
  if (history === undefined || more.length > 0) throw new Error('not one object');
  return summarizeHistory(history);
}

/** The input for a page of these records; what is left out is that of a ledger in a file that is read as a whole. */
export async function inputOf(
  records: readonly LedgerRecord[],
  more: Partial<PageInput> = {},
): Promise<PageInput> {
  const [summarizer, attention, rows] = [new LedgerSummarizer(), new Attention(), new PageRows()];
  for (const history of await allHistoriesIn(records)) {
    if (isJobHistory(history)) {
      summarizer.addJob(history);
      rows.addJob(history);
      continue;
    }
    const object = summarizer.add(history);
    attention.add(history, object);
    rows.add(history, object);
  }
  return {
    title: 'A ledger',
    sources: [{ name: 'ledger.ndjson', kind: 'file' }],
    generatedAt: new Date('2026-02-01T12:00:00Z'),
    summary: summarizer.summary(),
    needsAttention: attention.result(),
    jobsToAct: rows.jobsToAct,
    data: rows.data(),
    omittedVersions: 0,
    notCounted: { badLines: 0, conflicts: 0, tornLines: 0, remadeLines: 0, duplicates: 0 },
    attestation: { sha256: 'f'.repeat(64), records: records.length },
    ...more,
  };
}
