/** The jobs that a command is about: by the bucket and the prefix that it names, and no other. */
import { describe, expect, test } from 'vitest';
import { aborted, FUNCTION_ARN, putReport, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';

const bucket = `s3://${REPORTS}`;
type Runs = Awaited<ReturnType<typeof startBatchRuns>>;
const statuses = ({ jobs }: Runs) => jobs.map(({ status }) => status);

/** A job over a list of somebody's own: which bucket its objects lie in is not known. */
const byHand = () => ({
  id: 'by-hand',
  request: `<Description>mine</Description><Operation><LambdaInvoke><FunctionArn>${FUNCTION_ARN}</FunctionArn></LambdaInvoke></Operation>`,
  status: 'Suspended',
  reason: '',
  total: 5,
  succeeded: 0,
  failed: 0,
  createdAt: new Date(0),
});

/** Jobs that wait: of these words, which somebody interrupts. */
async function startWaiting(...words: string[]): Promise<Runs> {
  const runs = await startBatchRuns(1);
  putReport(runs.buckets, 'b/x/profiler-output/');
  await runs.run([...words, '--yes'], aborted());
  while (runs.jobs.some(({ status }) => status !== 'Suspended')) await runs.run(['status']);
  runs.world.isHalted = true;
  return runs;
}

describe('a bucket that is none of the stack’s', () => {
  test.each([['status'], ['cancel'], ['confirm', '--yes'], ['report']])(
    'is refused by %s',
    async (...words) => {
      const runs = await startWaiting(bucket);
      const [name = '', ...options] = words;
      const { exitCode, out, error } = await runs.run([name, 's3://report', ...options]);
      expect(exitCode).toBe(64);
      expect(out).toBe('');
      expect(error).toContain("s3://report is none of the stack's buckets, and no job ");
      expect(error).toContain('check the name; the stack has reports, other');
      expect(statuses(runs)).toEqual(['Suspended', 'Suspended']);
    },
  );

  test('is taken while a job is known to be for it: it may have been taken out of the stack', async () => {
    const runs = await startWaiting(bucket);
    Object.assign(runs.world, { outputs: { ...runs.world.outputs, ReportBucketNames: 'other' } });
    expect((await runs.run(['status', bucket])).exitCode).toBe(1);
    expect((await runs.run(['cancel', bucket])).exitCode).toBe(0);
    expect(statuses(runs)).toEqual(['Cancelled', 'Cancelled']);
    expect((await runs.run(['cancel', bucket])).exitCode).toBe(64);
  });

  test('a bucket without jobs is said to have none', async () => {
    const runs = await startWaiting(bucket);
    const { exitCode, error } = await runs.run(['status', 's3://other/a/']);
    expect(exitCode).toBe(0);
    expect(error).toBe(
      'no job for s3://other/a/ calls the function of this stack: S3 keeps jobs for 90 days\n',
    );
  });
});

describe('a prefix', () => {
  test('that no job is for: nothing is confirmed, cancelled or shown, and what is left out is said', async () => {
    const runs = await startWaiting(`${bucket}/b/`);
    const words = [`${bucket}/jobs/`];
    const confirmed = await runs.run(['confirm', ...words, '--yes']);
    expect(confirmed.exitCode).toBe(1);
    expect(confirmed.error).toContain('left out: 2 jobs not known to be for s3://reports/jobs/ alone');
    const cancelled = await runs.run(['cancel', ...words]);
    expect(cancelled.error).toContain('left out: 2 jobs');
    const shown = await runs.run(['status', ...words]);
    expect(shown.out).toBe('');
    expect(shown.error).toContain('backfill status without the prefix shows all\n');
    expect(statuses(runs)).toEqual(['Suspended', 'Suspended']);
  });

  test('within that of the jobs: they are shown and cancelled, since they touch it, and not confirmed', async () => {
    const runs = await startWaiting(bucket);
    const words = [`${bucket}/jobs/`];
    expect((await runs.run(['confirm', ...words, '--yes'])).error).toContain('left out: 2 jobs');
    expect(statuses(runs)).toEqual(['Suspended', 'Suspended']);
    expect((await runs.run(['status', ...words])).out.match(/Suspended/g)).toHaveLength(2);
    expect((await runs.run(['cancel', ...words])).out).toContain('2 of 2 jobs cancelled');
  });

  test.each([
    ['of jobs', [`${bucket}/b/`]],
    ['of a job over a list', [`${bucket}/b/`, '--limit', '2']],
    [
      'of a job over a list that is longer than its description',
      [`${bucket}/${'b/'.repeat(150)}`, '--limit', '2'],
    ],
  ])('%s: the command that is printed confirms them', async (_name, words) => {
    const runs = await startBatchRuns(0);
    putReport(runs.buckets, `${'b/'.repeat(150)}profiler-output/`);
    const interruption = new AbortController();
    runs.world.onDescribe = () => interruption.abort();
    const { error } = await runs.run([...words, '--yes'], { signal: interruption.signal });
    const target = /go on with profiler-opt-out backfill confirm (\S+)/.exec(error)?.[1] ?? '';
    expect((await runs.run(['confirm', target, '--yes'])).exitCode).toBe(0);
    expect(new Set(statuses(runs))).toEqual(new Set(['Ready']));
  });
});

test('a list of which the bucket is not known is confirmed only where no bucket is named', async () => {
  const runs = await startBatchRuns(0, { isHalted: true });
  runs.jobs.push(byHand());
  const { exitCode, error } = await runs.run(['confirm', bucket, '--yes']);
  expect(exitCode).toBe(1);
  expect(error).toContain(
    'left out: 1 job not known to be for s3://reports alone: backfill status without a bucket shows all',
  );
  expect(statuses(runs)).toEqual(['Suspended']);
  const beside = await runs.run([bucket, '--yes']);
  expect(beside.error).toContain('go on with profiler-opt-out backfill confirm --stack opt-out');
  expect((await runs.run(['confirm', '--yes'])).exitCode).toBe(0);
  expect(statuses(runs)).toEqual(['Ready']);
});
