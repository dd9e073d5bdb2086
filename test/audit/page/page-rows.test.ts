/** The versions that the page has room for. */
import { expect, test } from 'vitest';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import { MAX_LISTED_JOBS } from '../../../src/audit/page/jobs-on-record.ts';
import { MAX_ROWS, PageRows } from '../../../src/audit/page/page-rows.ts';
import type { AuditRecord, LedgerRecord } from '../../../src/audit/record/schema.ts';
import { isJobHistory } from '../../../src/audit/training-job/job-history.ts';
import { allHistoriesIn, day, historiesIn, PAGE } from '../../support/histories.ts';
import { jobArnOf, jobRecordOf, recordsOfJobs } from '../../support/job-records.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

async function rowsOf(records: readonly AuditRecord[], maxRows = MAX_ROWS): Promise<PageRows> {
  const rows = new PageRows(maxRows);
  for (const history of await historiesIn(records)) rows.add(history, summarizeHistory(history));
  return rows;
}

const states = (rows: PageRows) => rows.data().rows.map(({ state, reporting }) => `${state} ${reporting}`);

test('those that report usage come first, then what is not known, then current versions', async () => {
  const records = [
    recordOf({ outcome: 'already-opted-out', key: keyOf('a') }),
    recordOf({ outcome: 'refused', key: keyOf('b') }),
    recordOf({ outcome: 'would-opt-out', key: keyOf('c') }),
    recordOf({ outcome: 'silenced', key: PAGE, before: stateOf('1', 'v1'), after: stateOf('2', 'v2') }),
    recordOf({ outcome: 'silent', key: PAGE, before: stateOf('3', 'v3'), at: day(9), lastModified: day(9) }),
  ];
  const rows = await rowsOf(records);
  expect(states(rows)).toEqual([
    'would-opt-out yes',
    'reports-usage yes',
    'refused unknown',
    'already-opted-out no',
    'silent no',
    'silenced no',
  ]);
  expect(rows.omittedCount).toBe(0);
  const { records: listed, rows: all } = rows.data();
  expect(all.map(({ record }) => listed[record]?.object.key)).toEqual([
    keyOf('c'),
    PAGE,
    keyOf('b'),
    keyOf('a'),
    PAGE,
    PAGE,
  ]);
});

test('when there is no room, what reports usage stays', async () => {
  const records = [
    recordOf({ outcome: 'already-opted-out', key: keyOf('a') }),
    recordOf({ outcome: 'already-opted-out', key: keyOf('b') }),
    recordOf({ outcome: 'already-opted-out', key: keyOf('c') }),
    recordOf({ outcome: 'would-opt-out', key: keyOf('d') }),
    recordOf({ outcome: 'would-opt-out', key: keyOf('e') }),
    recordOf({ outcome: 'would-opt-out', key: keyOf('f') }),
  ];
  const rows = await rowsOf(records, 2);
  expect(states(rows)).toEqual(['would-opt-out yes', 'would-opt-out yes']);
  expect([rows.omittedCount, rows.data().records[0]?.object.key]).toEqual([4, keyOf('d')]);
  expect((await rowsOf(records, 0)).data()).toEqual({ records: [], jobs: [], rows: [] });
});

test('a row has the records of its version, the one that says its state among them, and no others', async () => {
  const [v1, v2] = [stateOf('1', 'v1'), stateOf('2', 'v2')];
  const seen = recordOf({ outcome: 'reports-usage', key: PAGE, before: v1, at: day(3) });
  const again = recordOf({ outcome: 'would-silence', key: PAGE, before: v1, at: day(4) });
  const silenced = recordOf({ outcome: 'silenced', key: PAGE, before: v1, after: v2, at: day(5) });
  const { records, rows } = (await rowsOf([seen, again, silenced])).data();
  expect(rows.map(({ related }) => related.map((index) => records[index]?.outcome))).toEqual([
    ['reports-usage', 'would-silence', 'silenced'],
    ['silenced'],
  ]);
  expect(rows[0]).toMatchObject({ versionId: 'v1', isCurrent: false, superseded: { by: 'silenced' } });
});

test('a row has the last records of an object without versions, and always the one that says its state', async () => {
  const states = Array.from({ length: 60 }, (_, index) => stateOf(`s${index}`));
  const records = states.map((before, index) =>
    recordOf({ outcome: 'reports-usage', key: PAGE, before, at: new Date(Date.UTC(2026, 0, 2, 0, index)) }),
  );
  const { records: listed, rows } = (await rowsOf(records)).data();
  expect(rows).toHaveLength(60);
  for (const { record, related } of rows) {
    expect(related).toHaveLength(20);
    expect(related).toContain(record);
  }
  expect(rows[0]?.related.map((index) => listed[index])).toEqual(records.slice(-20));
});

/** The rows of a ledger with jobs; one row has the states of its jobs. */
async function jobsOf(records: readonly LedgerRecord[], maxRows = MAX_ROWS) {
  const rows = new PageRows(maxRows);
  for (const history of await allHistoriesIn(records)) {
    if (isJobHistory(history)) rows.addJob(history);
    else rows.add(history, summarizeHistory(history));
  }
  const { jobs, rows: all } = rows.data();
  return { rows, jobs, arns: all.map((row) => row.jobs?.map((index) => jobs[index]?.object.arn)) };
}

test('a row has the training job that its report came of, whatever the case of its name, and each job stands once', async () => {
  const job = jobRecordOf({ name: 'Job-1' });
  const other = jobRecordOf({ name: 'job-2' });
  const reports = [recordOf(), recordOf({ outcome: 'silent', key: PAGE }), recordOf({ key: keyOf('job-3') })];
  const { jobs, arns } = await jobsOf([...reports, job, other]);
  expect(arns).toEqual([[job.object.arn], [job.object.arn], undefined]);
  expect(jobs).toEqual([job]);
});

test('jobs of one name in several accounts are told apart by the processing job, where it is known', async () => {
  const here = jobRecordOf();
  const arn = here.object.arn.replace('111122223333', '444455556666');
  const elsewhere = jobRecordOf({ arn });
  const processingJobArn = `${jobArnOf('x').replace('training-job/x', 'processing-job/')}job-1-profilerreport-1`;
  expect((await jobsOf([here, elsewhere, recordOf({ processingJobArn })])).arns).toEqual([[here.object.arn]]);
  expect((await jobsOf([here, elsewhere, recordOf()])).arns).toEqual([[here.object.arn, arn]]);
});

test('a report outside of a job folder is found by the job that SageMaker named', async () => {
  const optionOne = { state: 'absent', trainingJobName: 'job-1' } as const;
  const record = recordOf({ key: 'copy/profiler-report.ipynb', optionOne });
  expect((await jobsOf([record, jobRecordOf()])).arns).toEqual([[jobArnOf('job-1')]]);
});

test('jobs that do not opt out are counted, and the first ones listed', async () => {
  const many = Array.from({ length: MAX_LISTED_JOBS + 5 }, (_, index) =>
    jobRecordOf({ name: `many-${index}` }),
  );
  const { count, listed } = (await jobsOf([...many, ...recordsOfJobs])).rows.jobsToAct;
  expect([count, listed.length]).toEqual([MAX_LISTED_JOBS + 8, MAX_LISTED_JOBS]);
  expect((await jobsOf([recordOf(), jobRecordOf()], 0)).jobs).toEqual([]);
});
