/** Training jobs among a ledger's records: their order, their histories, their figures. */
import { expect, test } from 'vitest';
import { LedgerSummarizer } from '../../../src/audit/ledger/figures/summarizer.ts';
import { compareRecords } from '../../../src/audit/ledger/histories.ts';
import { KnownRecords } from '../../../src/audit/ledger/known-records.ts';
import { readRewritten } from '../../../src/audit/ledger/known-rewritings.ts';
import type { LedgerRecord } from '../../../src/audit/record/schema.ts';
import { isJobHistory, lastKnownOf, restrictHistory } from '../../../src/audit/training-job/job-history.ts';
import { judgeJob } from '../../../src/training-job/job.ts';
import { allHistoriesIn, day, historiesIn } from '../../support/histories.ts';
import { jobArnOf, jobRecordOf, recordsOfJobs, reportRule } from '../../support/job-records.ts';
import { recordOf } from '../../support/records.ts';

const later = { at: new Date('2026-01-01T00:05:00Z') };

test('jobs come before objects, by ARN, then by time', () => {
  const records: LedgerRecord[] = [
    recordOf({ bucket: '' }),
    jobRecordOf({ name: 'b' }),
    jobRecordOf({ name: 'a', ...later, verdict: { state: 'gone' } }),
    jobRecordOf({ name: 'a' }),
  ];
  const sorted = records.toSorted(compareRecords);
  expect(sorted.map((record) => records.indexOf(record))).toEqual([3, 2, 1, 0]);
});

test('a job has one history, repeated records once, and lies between no others', async () => {
  const [first, gone] = [jobRecordOf(), jobRecordOf({ ...later, verdict: { state: 'gone' } })];
  const again = jobRecordOf(later);
  const duplicates: LedgerRecord[] = [];
  const histories = await allHistoriesIn(
    [recordOf(), again, gone, first, jobRecordOf({ name: 'job-2' })],
    duplicates,
  );
  expect(histories.map((history) => (isJobHistory(history) ? history.arn : history.key))).toEqual([
    jobArnOf('job-1'),
    jobArnOf('job-2'),
    recordOf().object.key,
  ]);
  expect(histories[0]?.records).toEqual([first, gone]);
  expect(duplicates).toEqual([again]);
  expect(await historiesIn([first])).toEqual([]);
});

test('what a job last was is its last state but gone', async () => {
  const added = jobRecordOf({ ...later, verdict: judgeJob({ rules: [reportRule()] }) });
  const noRule = jobRecordOf({ verdict: judgeJob({ rules: [] }) });
  const gone = jobRecordOf({ at: day(9), verdict: { state: 'gone' } });
  expect(lastKnownOf({ arn: '', records: [noRule, added, gone] })).toBe(added);
  expect(lastKnownOf({ arn: '', records: [gone] })).toBe(gone);
});

test('a history can be restricted to a part of its records', () => {
  const history = { arn: 'a', records: [jobRecordOf(), jobRecordOf(later)] } as const;
  expect(restrictHistory(history, (record) => record === history.records[1])).toEqual({
    arn: 'a',
    records: [history.records[1]],
  });
  expect(restrictHistory(history, () => false)).toBeUndefined();
});

test('jobs are counted by state, each once, and their records with all others', async () => {
  const summarizer = new LedgerSummarizer();
  for (const history of await allHistoriesIn([...recordsOfJobs, recordOf()])) {
    if (isJobHistory(history)) summarizer.addJob(history);
    else summarizer.add(history);
  }
  expect(summarizer.summary()).toMatchObject({
    records: recordsOfJobs.length + 1,
    firstRecordedAt: '2026-01-01T00:01:00.000Z',
    reports: 1,
    trainingJobs: { 'in-force': 1, absent: 2, 'unrecognised-value': 1, 'no-rule': 2, gone: 1 },
  });
});

test('a ledger knows a job it has, and has nothing to restore of it', async () => {
  const known = new KnownRecords();
  const forget = known.addForNow(jobRecordOf());
  expect([known.has(jobRecordOf(later)), known.has(jobRecordOf({ name: 'x' }))]).toEqual([true, false]);
  forget();
  expect(known.has(jobRecordOf())).toBe(false);
  known.addForNow(jobRecordOf());
  known.addForNow(jobRecordOf())();
  expect(known.has(jobRecordOf())).toBe(true);
  const lines = async function* () {
    yield [{ record: jobRecordOf(), text: '', place: 'line 1' }];
  };
  expect(await readRewritten(lines(), async () => {})).toEqual([]);
});
