/** `backfill status`, `confirm` and `cancel`, also of jobs that somebody else created. */
import { describe, expect, test } from 'vitest';
import { FUNCTION_ARN, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';

const bucket = `s3://${REPORTS}`;
/** A job that a person created by hand. */
const byHand = (functionArn: string) => ({
  id: `by-hand-${functionArn.length}`,
  request: `<Description>mine</Description><Operation><LambdaInvoke><FunctionArn>${functionArn}</FunctionArn></LambdaInvoke></Operation>`,
  status: 'Active',
  reason: '',
  total: 5,
  succeeded: 1,
  failed: 1,
  createdAt: new Date(0),
});
/** A job that invokes no function. */
const tagging = () => ({ ...byHand(FUNCTION_ARN), id: 'tagging', request: '<Operation/>' });

describe('status', () => {
  test('without jobs says so', async () => {
    const runs = await startBatchRuns(0);
    const { exitCode, error } = await runs.run(['status']);
    expect(exitCode).toBe(0);
    expect(error).toContain('no job calls the function of this stack');
  });

  test('says which jobs wait, and shows what is not counted yet', async () => {
    const runs = await startBatchRuns(1, {
      onDescribe: (job) => Object.assign(job, { status: 'Preparing' }),
    });
    const controller = new AbortController();
    controller.abort();
    await runs.run([bucket, '--yes'], { signal: controller.signal });
    expect((await runs.run(['status', bucket])).out).toContain('Preparing  not counted yet');
    delete runs.world.onDescribe;
    const { exitCode, error } = await runs.run(['status', bucket]);
    expect(exitCode).toBe(1);
    expect(error).toContain('2 of them wait: backfill confirm runs them');
  });
});

describe('confirm', () => {
  test('without a job that waits says so', async () => {
    const runs = await startBatchRuns(0);
    const { exitCode, error } = await runs.run(['confirm', '--yes']);
    expect(exitCode).toBe(1);
    expect(error).toContain('no job waits to be confirmed');
    expect((await runs.run(['confirm'])).exitCode).toBe(64);
  });

  test('asks, and cancels what is declined', async () => {
    const runs = await startBatchRuns(1);
    const controller = new AbortController();
    controller.abort();
    await runs.run([bucket, '--yes'], { signal: controller.signal });
    expect((await runs.run(['confirm', bucket], { ask: async () => 'no' })).exitCode).toBe(1);
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Cancelled', 'Cancelled']);
  });

  test('confirms no part of the jobs when another was lost meanwhile', async () => {
    const runs = await startBatchRuns(1);
    const controller = new AbortController();
    controller.abort();
    await runs.run([bucket, '--yes'], { signal: controller.signal });
    let describes = 0;
    runs.world.onDescribe = (job) => {
      describes += 1;
      // The first two are those of the listing.
      if (describes > 2 && job === runs.jobs[1])
        Object.assign(job, { status: 'Failed', reason: 'no manifest' });
    };
    const { exitCode, error } = await runs.run(['confirm', bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toContain('is Failed before it ran');
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Cancelled', 'Failed']);
  });

  test('is interrupted while somebody is asked: nothing is confirmed', async () => {
    const runs = await startBatchRuns(1);
    const first = new AbortController();
    first.abort();
    await runs.run([bucket, '--yes'], { signal: first.signal });
    const second = new AbortController();
    const ask = async () => {
      second.abort();
      return '';
    };
    expect((await runs.run(['confirm', bucket], { ask, signal: second.signal })).exitCode).toBe(130);
    expect(runs.jobs.map(({ status }) => status)).toEqual(['Suspended', 'Suspended']);
  });
});

describe('cancel', () => {
  test('ends every job that calls the function, in any version and whoever made it, and no other', async () => {
    const runs = await startBatchRuns(1);
    await runs.run([bucket, '--yes']);
    runs.world.isHalted = true;
    runs.jobs.push(
      byHand(FUNCTION_ARN),
      byHand(`${FUNCTION_ARN}:live`),
      byHand(`${FUNCTION_ARN}-other`),
      tagging(),
    );
    const { exitCode, out } = await runs.run(['cancel']);
    expect(exitCode).toBe(0);
    expect(out).toContain('4 of 4 jobs cancelled');
    expect(runs.jobs.map(({ status }) => status)).toEqual([
      ...['Cancelled', 'Cancelled', 'Cancelled', 'Cancelled'],
      'Active',
      'Active',
    ]);
    expect((await runs.run(['cancel'])).out).toContain('0 of 0 jobs cancelled');
  });

  test('a job that ends meanwhile, or that somebody else cancels, is no fault', async () => {
    const runs = await startBatchRuns(1);
    runs.jobs.push(byHand(FUNCTION_ARN));
    let isEnded = false;
    runs.world.onDescribe = (job) => isEnded && Object.assign(job, { status: 'Cancelled' });
    runs.world.fail = (call) => {
      if (call !== 'UpdateJobStatus') return undefined;
      isEnded = true;
      return [400, 'JobStatusException', 'it is Cancelled'];
    };
    expect((await runs.run(['cancel'])).exitCode).toBe(0);
  });

  test('a job that completes meanwhile is not said to be cancelled', async () => {
    const runs = await startBatchRuns(1, { isHalted: true });
    runs.jobs.push(byHand(FUNCTION_ARN), byHand(`${FUNCTION_ARN}:1`));
    const [first] = runs.jobs;
    runs.world.fail = (call) => {
      if (call === 'UpdateJobStatus') Object.assign(first ?? {}, { status: 'Complete' });
      return undefined;
    };
    const { exitCode, out, error } = await runs.run(['cancel']);
    expect(exitCode).toBe(0);
    expect(out).toBe('1 of 2 jobs cancelled; 1 had ended already; tasks under way end within two minutes\n');
    expect(error).toContain(`had ended already: ${first?.id} mine\ncancelled: `);
    expect((await runs.run(['cancel'])).out).toBe('0 of 0 jobs cancelled\n');
  });

  test('a job that cannot be cancelled is told, and the others are cancelled', async () => {
    const runs = await startBatchRuns(1, { isHalted: true });
    runs.jobs.push(byHand(FUNCTION_ARN), byHand(`${FUNCTION_ARN}:1`));
    let count = 0;
    runs.world.fail = (call) => {
      if (call !== 'UpdateJobStatus') return undefined;
      count += 1;
      return count === 1 ? [403, 'AccessDenied', 'no'] : undefined;
    };
    const { exitCode, out, error } = await runs.run(['cancel']);
    expect(exitCode).toBe(3);
    expect(error).toContain('access denied: grant s3:UpdateJobStatus');
    expect(out).toContain('1 of 2 jobs cancelled');
    runs.world.fail = (call) =>
      call === 'UpdateJobStatus' ? [400, 'JobStatusException', 'not in this status'] : undefined;
    const still = await runs.run(['cancel']);
    expect(still.exitCode).toBe(3);
    expect(still.error).toContain('its status does not allow it');
  });
});
