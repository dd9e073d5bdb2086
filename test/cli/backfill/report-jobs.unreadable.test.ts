/** `backfill report` where a part of what it reads cannot be read: the rest is reported, and nothing is complete. */
import { expect, test } from 'vitest';
import { answer, folderOf, JOB_REPORTS, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';
import { putObject } from '../../support/servers/plain-s3.ts';

const bucket = `s3://${REPORTS}`;
const ALL_BUT_COMPLETE =
  /\nINCOMPLETE: 4 versions of 4 report objects in s3:\/\/reports\/ are on record, but not all is known of the jobs, see above\n/;

/** Jobs that ended: the first one has a row that failed and one that went well, the second one two that went well. */
async function ended() {
  const runs = await startBatchRuns(2);
  let count = 0;
  runs.world.invoke = async (...task) => {
    const result = await runs.invokeHandler(...task);
    count += 1;
    return count === 1
      ? { resultCode: 'PermanentFailure', resultString: 'cannot read it: access denied' }
      : result;
  };
  await runs.run([bucket, '--yes']);
  while ((await runs.run(['status'])).exitCode === 1);
  const files = runs.buckets.get(JOB_REPORTS) ?? new Map();
  const fileOf = (job: number, name: string): string =>
    [...files.keys()].find((key) => key.includes(runs.jobs[job]?.id ?? '-') && key.endsWith(name)) ?? '';
  return { ...runs, files, fileOf };
}
type Ended = Awaited<ReturnType<typeof ended>>;
const change = (text: string) => (runs: Ended, key: string) => {
  putObject(runs.buckets, JOB_REPORTS, key, text);
};
const refuse = (status: number, code: string) => (runs: Ended, key: string) => {
  runs.world.fail = (call) => (call === `GET ${JOB_REPORTS}/${key}` ? [status, code, 'no'] : undefined);
};

test.each([
  ['missing', (runs: Ended, key: string) => runs.files.delete(key), ': it is missing'],
  ['cut short', change('reports,jobs/'), ': its MD5 is not the one that the report names'],
  ['no CSV', change('\u0000\u0001"'.repeat(9)), ': its MD5 is not the one that the report names'],
  ['denied', refuse(403, 'AccessDenied'), ': access denied: grant s3:GetObject'],
])('a file of results that is %s hides no other', async (_name, harm, problem) => {
  const runs = await ended();
  const key = runs.fileOf(1, 'succeeded.csv');
  harm(runs, key);
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(3);
  expect(out).toContain(`  fault ${folderOf(0)}profiler-report.ipynb: cannot read it: access denied\n`);
  expect(out).toContain(`s3://${JOB_REPORTS}/${key}${problem}`);
  expect(out).toContain(
    'its report has 0 succeeded and 0 failed, where S3 counted 2 and 0: the report is not',
  );
  expect(out).toMatch(ALL_BUT_COMPLETE);
  const rows = await runs.run(['report', bucket, '--format', 'ndjson']);
  expect(rows.exitCode).toBe(3);
  expect(rows.out).toContain('"cause":"fault"');
  expect(rows.error).toMatch(ALL_BUT_COMPLETE);
});

test('a manifest that is denied hides no other job', async () => {
  const runs = await ended();
  const key = runs.fileOf(1, 'manifest.json');
  refuse(403, 'AccessDenied')(runs, key);
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(3);
  expect(out).toContain(`  fault ${folderOf(0)}profiler-report.ipynb`);
  expect(out).toContain(`cannot read s3://${JOB_REPORTS}/${key}: access denied`);
  expect(out).toMatch(ALL_BUT_COMPLETE);
});

test('a job that cannot be described hides no other, though it has ended', async () => {
  const runs = await ended();
  runs.world.fail = (call, id) =>
    call === 'DescribeJob' && id === runs.jobs[1]?.id ? [403, 'AccessDenied', 'no'] : undefined;
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(3);
  expect(out).toContain(`  fault ${folderOf(0)}profiler-report.ipynb`);
  expect(out).toContain(
    `cannot describe the job ${runs.jobs[1]?.id}: access denied: grant s3:DescribeJob: whether it is`,
  );
  expect(out).toMatch(ALL_BUT_COMPLETE);
});

test('the list of a job that was declined is denied: what it did not reach is not known', async () => {
  const runs = await ended();
  const clock = { now: () => new Date(Date.UTC(2026, 1, 1)), sleep: async () => {}, random: () => 0 };
  await runs.run([bucket, '--limit', '1'], { ...answer('n'), clock });
  const list = [...runs.files.keys()].find((key) => key.startsWith('manifests/')) ?? '';
  refuse(403, 'AccessDenied')(runs, list);
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(3);
  expect(out).toContain('1 of its 1 object was not reached');
  expect(out).toContain(`cannot read s3://${JOB_REPORTS}/${list}: access denied`);
  expect(out).toMatch(ALL_BUT_COMPLETE);
});

test('a job over several buckets says nothing about the objects of another', async () => {
  const runs = await ended();
  const [job] = runs.jobs;
  // A list that somebody made: S3 does not say which bucket it is about.
  const request = job?.request.replace(/<ManifestGenerator>.*<\/ManifestGenerator>/s, '') ?? '';
  expect(request).not.toBe(job?.request);
  Object.assign(job ?? {}, { request });
  const failed = `${folderOf(0)}profiler-report.ipynb`;
  expect((await runs.run(['report', 's3://other'])).out).not.toContain(failed);
  expect((await runs.run(['report', bucket])).out).toContain(failed);
});

test('a job that was cancelled before S3 had counted its objects says so', async () => {
  const runs = await ended();
  Object.assign(runs.jobs[1] ?? {}, { status: 'Cancelled', total: 0, succeeded: 0, failed: 0 });
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(3);
  expect(out).toMatch(/is Cancelled \(.*\): none of its objects was reached, and they were not counted\n/);
});

test('a ledger that may not be listed: what to grant is what a reader needs', async () => {
  const runs = await ended();
  runs.world.fail = (call) => (call.startsWith('GET ledger') ? [403, 'AccessDenied', 'no'] : undefined);
  const { exitCode, error } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(3);
  expect(error).toContain(
    'cannot list the ledger s3://ledger/: access denied: grant s3:ListBucket and s3:GetObject on its bucket',
  );
  runs.world.fail = (call) => (call.startsWith('GET ledger') ? [404, 'NoSuchBucket', 'no'] : undefined);
  expect((await runs.run(['report', bucket])).error).toContain('the bucket does not exist');
});
