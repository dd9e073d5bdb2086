/** Jobs that cannot be looked at: what can be done with the others is done, and each of them is named. */
import { describe, expect, test } from 'vitest';
import { aborted, FUNCTION_ARN, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';

const bucket = `s3://${REPORTS}`;

/** A job that a person created by hand, with its number as the id. */
const byHand = (number: number, status = 'Active') => ({
  id: `by-hand-${number}`,
  request: `<Description>mine</Description><Operation><LambdaInvoke><FunctionArn>${FUNCTION_ARN}</FunctionArn></LambdaInvoke></Operation>`,
  status,
  reason: '',
  total: 5,
  succeeded: 0,
  failed: 0,
  createdAt: new Date(number),
});
/** Denies a look at one job. */
const deny = (id: string) => (call: string, jobId: string) =>
  call === 'DescribeJob' && jobId === id ? ([403, 'AccessDenied', 'no'] as const) : undefined;
const NOT_KNOWN = 'whether it is a job of this stack is not known\n';

describe('cancel', () => {
  test.each([
    [403, 'AccessDenied', 'access denied: grant s3:DescribeJob'],
    [503, 'SlowDown', 'throttled: run again later'],
    [400, 'BadRequest', 'BadRequest: no'],
  ])('goes on after a job that answers %i', async (status, code, reason) => {
    const runs = await startBatchRuns(0, { isHalted: true });
    runs.jobs.push(byHand(1), byHand(2), byHand(3));
    runs.world.fail = (call, jobId) =>
      call === 'DescribeJob' && jobId === 'by-hand-1' ? [status, code, 'no'] : undefined;
    const { exitCode, out, error } = await runs.run(['cancel']);
    expect(exitCode).toBe(3);
    expect(out).toContain('2 of 2 jobs cancelled');
    expect(error).toContain(`cannot describe the job by-hand-1: ${reason}: ${NOT_KNOWN}`);
    expect(error).toContain('what is named above may go on: remove the cause and run backfill cancel again');
    expect(runs.jobs.map((job) => job.status)).toEqual(['Active', 'Cancelled', 'Cancelled']);
  });

  test('a job that is gone is none, before and when it is cancelled', async () => {
    const runs = await startBatchRuns(0, { isHalted: true });
    runs.jobs.push(byHand(1), byHand(2), byHand(3));
    let isGone = false;
    runs.world.fail = (call, jobId) => {
      if (call === 'UpdateJobStatus' && jobId === 'by-hand-2') isGone = true;
      const isAsked = jobId === 'by-hand-1' || (isGone && jobId === 'by-hand-2');
      return isAsked ? [404, 'NoSuchJob', 'gone'] : undefined;
    };
    const { exitCode, out } = await runs.run(['cancel']);
    expect(exitCode).toBe(0);
    expect(out).toContain('1 of 2 jobs cancelled; 1 had ended already; tasks under way');
    expect(runs.jobs[2]?.status).toBe('Cancelled');
  });

  test('cancels what the list has before S3 stops giving it', async () => {
    const runs = await startBatchRuns(0, { isHalted: true });
    runs.jobs.push(byHand(1), byHand(2), byHand(3));
    let pages = 0;
    runs.world.fail = (call) => {
      if (call !== 'ListJobs') return undefined;
      pages += 1;
      return pages === 1 ? undefined : [403, 'AccessDenied', 'no'];
    };
    const { exitCode, out, error } = await runs.run(['cancel']);
    expect(exitCode).toBe(3);
    expect(out).toContain('2 of 2 jobs cancelled');
    expect(error).toContain('the rest of the list is not known, and may have jobs of this stack');
  });

  test('does not look at jobs that have ended', async () => {
    const runs = await startBatchRuns(1);
    await runs.run([bucket, '--yes']);
    while ((await runs.run(['status'])).exitCode === 1);
    runs.world.fail = (call) => (call === 'DescribeJob' ? [403, 'AccessDenied', 'no'] : undefined);
    expect(await runs.run(['cancel'])).toMatchObject({ exitCode: 0, error: '' });
  });

  test('without credentials ends at once', async () => {
    const runs = await startBatchRuns(0, { isHalted: true });
    runs.jobs.push(byHand(1), byHand(2));
    runs.world.fail = (call) => (call === 'DescribeJob' ? [403, 'ExpiredToken', 'no'] : undefined);
    const { exitCode, error } = await runs.run(['cancel']);
    expect(exitCode).toBe(3);
    expect(error).toContain('no valid AWS credentials');
    expect(runs.calls.filter((call) => call === 'DescribeJob')).toHaveLength(1);
  });
});

test('status shows the others: exit code 3', async () => {
  const runs = await startBatchRuns(0, { isHalted: true });
  runs.jobs.push(byHand(1), byHand(2, 'Complete'), byHand(3));
  runs.world.fail = deny('by-hand-3');
  const { exitCode, out, error } = await runs.run(['status']);
  expect(exitCode).toBe(3);
  expect(out).toMatch(/^by-hand-1 .*\n$/);
  expect(error).toBe(`cannot describe the job by-hand-3: access denied: grant s3:DescribeJob: ${NOT_KNOWN}`);
});

test('confirm runs the others: exit code 3, also when none waits', async () => {
  const runs = await startBatchRuns(0, { isHalted: true });
  runs.jobs.push(byHand(1, 'Suspended'), byHand(2, 'Suspended'));
  runs.world.fail = deny('by-hand-1');
  const { exitCode, error } = await runs.run(['confirm', '--yes']);
  expect(exitCode).toBe(3);
  expect(error).toContain(NOT_KNOWN);
  expect(runs.jobs.map(({ status }) => status)).toEqual(['Suspended', 'Ready']);
  const again = await runs.run(['confirm', '--yes']);
  expect(again.exitCode).toBe(3);
  expect(again.error).toContain('no job waits to be confirmed');
});

test('no job is created beside one that may be for the same objects', async () => {
  const runs = await startBatchRuns(1);
  await runs.run([bucket, '--yes'], aborted());
  runs.world.fail = (call) => (call === 'DescribeJob' ? [403, 'AccessDenied', 'no'] : undefined);
  const { exitCode, error } = await runs.run([bucket, '--yes']);
  expect(exitCode).toBe(3);
  expect(error).toContain('is not known: no other is created beside it');
  expect(runs.jobs).toHaveLength(2);
});
