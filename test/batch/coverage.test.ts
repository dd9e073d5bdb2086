/** Coverage: what the rows of a completion report count as, and that the counts add up. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoverageCounter, coverageKey, jobOfReport } from '../../src/batch/coverage.ts';
import type { BatchJob } from '../../src/batch/job.ts';

const JOB: BatchJob = {
  id: 'one',
  status: 'Complete',
  description: 'd',
  createdAt: new Date(0),
  total: 1,
  succeeded: 0,
  failed: 0,
  functionArn: undefined,
  bucket: undefined,
  reasons: [],
  report: undefined,
};
const row = (isSucceeded: boolean, message: string, key = 'k') => ({
  bucket: 'b',
  key,
  isSucceeded,
  errorCode: isSucceeded ? '' : 'PermanentFailure',
  message,
});

test.each([
  [row(true, 'notebook already-opted-out'), 'onRecord'],
  [row(false, 'notebook refused not-json: x'), 'onRecord'],
  [row(true, 'not on record before: notebook opted-out'), 'missing'],
  [row(false, 'not on record before: notebook refused not-json: x'), 'missing'],
  [row(false, 'not on record before: cannot list the versions of s3://b/k: access denied'), 'notExamined'],
  [row(false, 'not on record before: notebook contended; html reports-usage'), 'notExamined'],
  [row(false, 'the key is not that of a report: correct the manifest'), 'notExamined'],
  [row(false, 'cannot read s3://b/k: access denied'), 'notExamined'],
  [row(false, 'notebook contended'), 'notExamined'],
  [row(false, 'Task timed out after 120.00 seconds'), 'notExamined'],
])('%j counts as %s', (given, count) => {
  const counter = new CoverageCounter();
  counter.take(given);
  const record = counter.record(JOB, new Date(0), undefined);
  expect(record).toMatchObject({ objects: 1, notReached: 0, [count]: 1 });
  expect(record.onRecord + record.missing + record.notExamined).toBe(1);
  expect(record).not.toHaveProperty('bucket');
  expect(record).not.toHaveProperty('report');
  expect(record).not.toHaveProperty('problem');
});

test('a record names the bucket, the report and what is wrong with it, where they are known', () => {
  const report = { bucket: 'reports', prefix: 'reconciliation' };
  const job: BatchJob = { ...JOB, bucket: 'data', report };
  expect(new CoverageCounter().record(job, new Date(1), 'cut short')).toEqual({
    schema: 'profiler-opt-out/coverage/v1',
    job: 'one',
    status: 'Complete',
    createdAt: '1970-01-01T00:00:00.000Z',
    recordedAt: '1970-01-01T00:00:00.001Z',
    description: 'd',
    bucket: 'data',
    objects: 1,
    onRecord: 0,
    missing: 0,
    notExamined: 0,
    notReached: 1,
    firstMissing: [],
    report: 's3://reports/reconciliation/job-one/manifest.json',
    problem: 'cut short',
  });
});

test('the counts add up, also when the report has more rows than S3 counted', () => {
  const messages = ['notebook opted-out', 'not on record before: notebook opted-out', 'cannot read'];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...messages))),
      fc.option(fc.nat(20), { nil: undefined }),
      (rows, total) => {
        const counter = new CoverageCounter();
        for (const [isSucceeded, message] of rows) counter.take(row(isSucceeded, message));
        const { objects, onRecord, missing, notExamined, notReached } = counter.record(
          { ...JOB, total },
          new Date(0),
          undefined,
        );
        expect(objects).toBe(onRecord + missing + notExamined + notReached);
        expect(objects).toBe(Math.max(rows.length, total ?? 0));
        expect(notReached).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test('of missing objects all are counted, and a hundred listed', () => {
  const counter = new CoverageCounter();
  for (let at = 0; at < 150; at += 1) counter.take(row(true, 'not on record before: x', `k${at}`));
  const { missing, firstMissing } = counter.record({ ...JOB, total: 150 }, new Date(0), 'p');
  expect(missing).toBe(150);
  expect(firstMissing).toHaveLength(100);
  expect(firstMissing[99]).toBe('k99');
});

test('a record lies beside its report, whose key tells the job', () => {
  expect(coverageKey('reconciliation', 'one')).toBe('reconciliation/job-one/coverage.json');
  expect(jobOfReport('reconciliation', 'reconciliation/job-one-2/manifest.json')).toBe('one-2');
  for (const key of [
    'reconciliation/job-one/manifest.json.md5',
    'backfill/job-one/manifest.json',
    'reconciliation/x/job-one/manifest.json',
    'reconciliation/job-/manifest.json',
    'manifest.json',
  ])
    expect(jobOfReport('reconciliation', key)).toBeUndefined();
});
