/** Jobs between their creation and their end: what S3 cannot answer, who else changes them, and what has no objects. */
import { describe, expect, test } from 'vitest';
import {
  aborted,
  answer,
  failing,
  folderOf,
  REPORTS,
  startBatchRuns,
} from '../../support/batch/batch-runs.ts';
import { putObject } from '../../support/servers/plain-s3.ts';

const bucket = `s3://${REPORTS}`;
const ALL = Number.POSITIVE_INFINITY;

describe('what S3 cannot answer for the moment', () => {
  test.each([
    ['CreateJob', 500, 'InternalError'],
    ['DescribeJob', 503, 'SlowDown'],
    ['UpdateJobStatus', 500, 'InternalError'],
  ])('%s that answers %i is asked again', async (name, status, code) => {
    // More than the SDK itself tries.
    const runs = await startBatchRuns(1, { fail: failing(name, 5, 1, status, code) });
    const { exitCode } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(0);
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Ready', 'Ready']);
  });

  test('for too long, the jobs are named, and how to go on', async () => {
    const runs = await startBatchRuns(1, { fail: failing('DescribeJob', ALL, 1) });
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain('AWS is unavailable');
    const ids = runs.jobs.map(({ id }) => id).join(', ');
    expect(error).toContain(
      `no job runs before it is confirmed: ${ids}: go on with profiler-opt-out backfill confirm s3://reports/`,
    );
    delete runs.world.fail;
    const again = await runs.run([bucket, '--yes']);
    expect(again.error).toMatch(
      /the job \S+ for this bucket is \S+: go on with profiler-opt-out backfill confirm/,
    );
    expect((await runs.run(['confirm', bucket, '--yes'])).exitCode).toBe(0);
  });

  test('while a canary runs, it is named', async () => {
    const runs = await startBatchRuns(1);
    const slow = failing('DescribeJob', ALL);
    runs.world.onDescribe = ({ status }) => {
      if (status === 'Active') runs.world.fail = slow;
    };
    const { exitCode, error } = await runs.run([bucket, '--canary', '1', '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain(`the canary ${runs.jobs[0]?.id} may go on: follow it with`);
  });

  test('is not waited for by somebody who interrupts', async () => {
    const interruption = new AbortController();
    const runs = await startBatchRuns(1, { fail: failing('DescribeJob', ALL, 1) });
    const clock = { now: () => new Date(0), random: () => 0, sleep: async () => interruption.abort() };
    const { exitCode, error } = await runs.run([bucket, '--yes'], { clock, signal: interruption.signal });
    expect(exitCode).toBe(130);
    expect(error).toContain('go on with profiler-opt-out backfill confirm');
  });
});

describe('all of them or none', () => {
  /** Has somebody else change a job right before this request for a change of a job arrives. */
  const meanwhile = (request: number, change: () => void) => {
    let count = 0;
    return (call: string) => {
      if (call === 'UpdateJobStatus') count += 1;
      if (call === 'UpdateJobStatus' && count === request) change();
      return undefined;
    };
  };
  const statuses = (runs: Awaited<ReturnType<typeof startBatchRuns>>) =>
    runs.jobs.map(({ status }) => status);
  const setStatus = (job: { status: string } | undefined, status: string) =>
    Object.assign(job ?? {}, { status });

  test('when the second cannot be confirmed, the first is cancelled', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = meanwhile(2, () => setStatus(runs.jobs[1], 'Cancelled'));
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain(`cannot confirm the job ${runs.jobs[1]?.id}: its status does not allow it`);
    expect(error).not.toContain('running; follow');
    expect(statuses(runs)).toEqual(['Cancelled', 'Cancelled']);
  });

  test('one that cannot be cancelled either is named with what to do', async () => {
    const runs = await startBatchRuns(1, { fail: failing('UpdateJobStatus', ALL, 1, 403, 'AccessDenied') });
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    for (const { id } of runs.jobs)
      expect(error).toContain(`the job ${id} is not cancelled: end it with backfill cancel`);
  });

  test('a job that somebody else confirmed already runs: no fault', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = meanwhile(1, () => setStatus(runs.jobs[0], 'Ready'));
    expect((await runs.run([bucket, '--yes'])).exitCode).toBe(0);
    expect(statuses(runs)).toEqual(['Active', 'Ready']);
  });

  test('a declined job that somebody else cancels first keeps no other from its end', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = meanwhile(1, () => setStatus(runs.jobs[0], 'Cancelled'));
    const { exitCode, error } = await runs.run([bucket], answer('n'));
    expect(exitCode).toBe(1);
    expect(error).toContain('cancelled: 2 jobs, before anything ran');
    expect(statuses(runs)).toEqual(['Cancelled', 'Cancelled']);
  });

  test('a job about which S3 is throttled is waited for after each other was cancelled', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = (call, id) =>
      call === 'UpdateJobStatus' && id === runs.jobs[0]?.id ? [500, 'InternalError', 'no'] : undefined;
    const seen: (readonly string[])[] = [];
    const sleep = async () => {
      if (runs.calls.includes('UpdateJobStatus')) seen.push(statuses(runs));
    };
    const clock = { now: () => new Date(0), random: () => 0, sleep };
    const { exitCode, error } = await runs.run([bucket], { ...answer('n'), clock });
    expect(exitCode).toBe(3);
    expect(error).toContain(`the job ${runs.jobs[0]?.id} is not cancelled: end it with backfill cancel`);
    expect(seen[0]).toEqual(['Suspended', 'Cancelled']);
  });

  test('what was declined and could not be cancelled is a fault', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = (call) => (call === 'UpdateJobStatus' ? [403, 'AccessDenied', 'no'] : undefined);
    const { exitCode, error } = await runs.run([bucket], answer('n'));
    expect(exitCode).toBe(3);
    expect(error).not.toContain('before anything ran');
  });

  test.each([
    ['Failing', ['Cancelled', 'Failing']],
    ['Cancelling', ['Cancelled', 'Cancelling']],
  ])('a job that is %s is lost, not running', async (status, ended) => {
    const runs = await startBatchRuns(1, {
      onDescribe: (job) => job.status === 'Suspended' && job === runs.jobs[1] && setStatus(job, status),
    });
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain(`the job ${runs.jobs[1]?.id} is ${status} before it ran`);
    expect(statuses(runs)).toEqual(ended);
  });
});

describe('a kind without objects', () => {
  const notebooks = (runs: Awaited<ReturnType<typeof startBatchRuns>>) =>
    putObject(runs.buckets, REPORTS, `${folderOf(0)}profiler-report.ipynb`, '{}');

  test('is said in a line, and the other job runs', async () => {
    const runs = await startBatchRuns(0);
    notebooks(runs);
    const shown = await runs.run([bucket, '--dry-run']);
    expect(shown.error).toMatch(/^1 object in 1 job: /m);
    expect(shown.error).toContain('no html was found: its job will have nothing to do');
    const { exitCode, out, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(0);
    expect(error).toContain(
      'nothing to do for this job: S3 found no object (profiler-opt-out: HTML reports of s3://reports/)',
    );
    expect(out).toMatch(/^1 object in 1 job: /m);
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Ready', 'Failed']);
    while ((await runs.run(['status'])).exitCode === 1);
    const report = await runs.run(['report', bucket]);
    expect(report.out).toContain('all jobs: 1 object = ');
    expect(report.out).not.toContain('is Failed');
  });

  test('is known also while S3 has not given the reason yet', async () => {
    const runs = await startBatchRuns(0);
    notebooks(runs);
    let seen = 0;
    runs.world.onDescribe = (job) => {
      if (job.failure === undefined) return;
      seen += 1;
      if (seen === 1) Object.assign(job, { status: 'Failing', failure: undefined });
    };
    const sleep = async () => {
      for (const job of runs.jobs)
        if (job.status === 'Failing')
          Object.assign(job, { status: 'Failed', failure: 'found no keys matching the filter criteria' });
    };
    const clock = { now: () => new Date(0), random: () => 0, sleep };
    expect((await runs.run([bucket, '--yes'], { clock })).exitCode).toBe(0);
  });

  test('of both kinds: nothing was found, and a report has no failure', async () => {
    const runs = await startBatchRuns(0);
    const { exitCode, error } = await runs.run([bucket, '--yes']);
    expect(exitCode).toBe(1);
    expect(error).toContain('nothing was found in s3://reports/');
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Failed', 'Failed']);
    expect((await runs.run(['report', bucket])).out).not.toContain('is Failed');
  });

  test('of a run that was interrupted is known to confirm', async () => {
    const runs = await startBatchRuns(0);
    await runs.run([bucket, '--yes'], aborted());
    expect((await runs.run(['confirm', bucket, '--yes'])).exitCode).toBe(1);
    expect((await runs.run(['confirm', bucket, '--yes'])).error).toContain('no job waits');
  });
});
