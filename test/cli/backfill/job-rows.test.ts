/** Jobs and failed objects for programs: `--format ndjson` and `csv` of `backfill status` and `backfill report`. */
import { expect, test } from 'vitest';
import { folderOf, putReport, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';
import { putObject } from '../../support/servers/plain-s3.ts';

const bucket = `s3://${REPORTS}`;
const parseLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A job over one good report and one that is refused, whose key would act in a terminal or a spreadsheet. */
async function endedWithRefusal() {
  const runs = await startBatchRuns(1);
  const key = '=1+\u{1b}[31m/profiler-output/profiler-report.ipynb';
  putObject(runs.buckets, REPORTS, key, 'no JSON');
  await runs.run([bucket, '--yes']);
  while ((await runs.run(['status'])).exitCode === 1);
  return { ...runs, key };
}

test('status writes one job a line, and a job that is not counted has no total', async () => {
  const runs = await startBatchRuns(2);
  await runs.run([bucket, '--yes']);
  const { exitCode, out } = await runs.run(['status', '--format', 'ndjson']);
  expect(exitCode).toBe(1);
  const [notebooks, pages] = parseLines(out);
  const { id = '' } = runs.jobs[0] ?? {};
  expect(notebooks).toEqual({
    job: id,
    status: 'Active',
    phase: 'running',
    bucket: REPORTS,
    description: 'profiler-opt-out: notebooks of s3://reports/',
    createdAt: '2026-01-01T00:00:00.000Z',
    total: 2,
    succeeded: 0,
    failed: 0,
    reasons: ['confirmed by profiler-opt-out backfill'],
    report: `s3://job-reports/backfill/job-${id}/manifest.json`,
  });
  expect(pages.description).toContain('HTML reports');
  runs.world.onDescribe = (job) => Object.assign(job, { status: 'New' });
  expect(parseLines((await runs.run(['status', '--format', 'ndjson'])).out)[0]).not.toHaveProperty('total');
  runs.world.onDescribe = (job) =>
    Object.assign(job, { request: job.request.replace(/<Report>.*<\/Report>/s, ''), status: 'Active' });
  const { out: csv } = await runs.run(['status', '--format', 'csv']);
  const [head, first = ''] = csv.split('\n');
  expect(head).toBe('job,status,phase,bucket,description,createdAt,total,succeeded,failed,reasons,report');
  expect(first).toBe(
    `${id},Active,running,reports,profiler-opt-out: notebooks of s3://reports/,2026-01-01T00:00:00.000Z,2,2,0,confirmed by profiler-opt-out backfill,`,
  );
});

test('without jobs csv has its header, and ndjson nothing', async () => {
  const runs = await startBatchRuns(0);
  expect((await runs.run(['status', '--format', 'csv'])).out).toMatch(/^job,status,[a-zA-Z,]+\n$/);
  const { out, error } = await runs.run(['status', '--format', 'ndjson']);
  expect(out).toBe('');
  expect(error).toContain('no job calls the function of this stack');
});

test('report writes what failed on stdout, and what it comes to on stderr', async () => {
  const runs = await endedWithRefusal();
  const { exitCode, out, error } = await runs.run(['report', bucket, '--format', 'ndjson']);
  expect(exitCode).toBe(2);
  expect(parseLines(out)).toEqual([
    {
      bucket: REPORTS,
      key: runs.key,
      cause: 'refused',
      reason: 'not-json',
      detail: expect.stringContaining('notebook refused not-json: '),
      job: runs.jobs[0]?.id,
    },
  ]);
  expect(out).not.toContain('\u{1b}');
  expect(error).toContain('all jobs: 3 objects = 2 succeeded + 1 failed + 0 not reached');
  expect(error).toContain('1 refused (not-json)');
  expect(error).toContain('complete: 3 versions');
  expect(error).not.toContain('=1+');
  const csv = (await runs.run(['report', bucket, '--format', 'csv'])).out.split('\n');
  expect(csv[0]).toBe('bucket,key,cause,reason,detail,job');
  expect(csv[1]).toMatch(
    /^reports,'=1\+\\u\{1b\}\[31m\/profiler-output\/profiler-report.ipynb,refused,not-json,/,
  );
});

test('report lists every object for programs, where the table ends after fifty', async () => {
  const runs = await startBatchRuns(30, {
    invoke: async () => ({ resultCode: 'PermanentFailure', resultString: 'cannot read' }),
  });
  putReport(runs.buckets, folderOf(99));
  await runs.run([bucket, '--yes']);
  while ((await runs.run(['status'])).exitCode === 1);
  const { out, exitCode } = await runs.run(['report', bucket, '--format', 'ndjson']);
  expect(exitCode).toBe(3);
  const keys = parseLines(out).map(({ key }) => key);
  expect(keys).toHaveLength(62);
  expect(keys).toEqual([...keys].sort());
});
