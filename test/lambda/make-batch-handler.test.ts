/** Reconciliation: what was on record, what was missed, and what a stack limits its jobs to. */
import { describe, expect, test } from 'vitest';
import { wireBatchHandler } from '../../src/lambda/wiring.ts';
import { folderOf, putReport, REPORTS, startBatchRuns } from '../support/batch/batch-runs.ts';

/** Runs one task of a reconciliation; answers its result. */
async function reconcile(
  key: string,
  environment: Readonly<Record<string, string>> = { LEDGER_BUCKET: 'ledger' },
  userArguments: object | null = { purpose: 'reconciliation' },
) {
  const handler = wireBatchHandler({ STACK_NAME: 'stack', ...environment }, () => {});
  const tasks = [{ taskId: 't', s3Bucket: REPORTS, s3Key: encodeURIComponent(key) }];
  const job = userArguments === null ? undefined : { id: 'j', userArguments };
  const event = { invocationSchemaVersion: '2.0', invocationId: 'i', job, tasks };
  const { results } = await handler(event, { awsRequestId: 'r' });
  return results[0];
}

const notebook = `${folderOf(0)}profiler-report.ipynb`;
const page = `${folderOf(0)}profiler-report.html`;

test('an event that was missed is found once: opted out, put on record, and told', async () => {
  await startBatchRuns(1);
  const first = await reconcile(notebook);
  expect(first).toEqual({
    taskId: 't',
    resultCode: 'Succeeded',
    resultString: 'not on record before: notebook opted-out; html reports-usage',
  });
  // What the event of its own rewriting finds is on record, too; here that event is missed as well.
  expect((await reconcile(notebook))?.resultString).toMatch(/^not on record before: notebook already/);
  for (const key of [notebook, page]) {
    const again = await reconcile(key);
    expect(again?.resultString).not.toContain('not on record');
  }
});

describe('a missed event whose second object fails for the moment', () => {
  /** Fails the reading of the HTML report, so many times, once the notebook is on record. */
  const failing = (count: number) => {
    let failed = 0;
    return (call: string) => {
      if (call !== `GET ${REPORTS}/${page}` || failed === count) return undefined;
      failed += 1;
      return [500, 'InternalError', 'not now'] as const;
    };
  };

  test('is seen: the task is tried again where it is known', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = failing(5);
    const result = await reconcile(notebook);
    expect(result?.resultCode).toBe('Succeeded');
    expect(result?.resultString).toMatch(
      /^not on record before: notebook already-opted-out; html reports-usage/,
    );
  });

  test('fails for good when it goes on, instead of being found on record by the next invocation', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = failing(1_000);
    const result = await reconcile(notebook);
    expect(result?.resultCode).toBe('PermanentFailure');
    expect(result?.resultString).toMatch(/^not on record before: cannot read/);
  });

  test('without a new record it is left to S3, which tries the task again', async () => {
    const runs = await startBatchRuns(1);
    runs.world.fail = (call) =>
      call === `GET ${REPORTS}/${notebook}` ? [500, 'InternalError', 'no'] : undefined;
    expect((await reconcile(notebook))?.resultCode).toBe('TemporaryFailure');
  });
});

test('without a ledger, and of what cannot be examined, nobody says that it was missed', async () => {
  const runs = await startBatchRuns(1);
  expect((await reconcile(notebook, {}))?.resultString).toMatch(/^notebook opted-out/);
  runs.world.fail = (call) => (call.startsWith('GET reports/') ? [403, 'AccessDenied', 'no'] : undefined);
  const denied = await reconcile(notebook);
  expect(denied?.resultCode).toBe('PermanentFailure');
  expect(denied?.resultString).toMatch(/^cannot read/);
});

test.each([[null], [{}], [{ purpose: 'backfill' }], [{ purpose: 7 }]])(
  'a job with the arguments %j is no reconciliation',
  async (userArguments) => {
    await startBatchRuns(1);
    const result = await reconcile(notebook, { LEDGER_BUCKET: 'ledger' }, userArguments);
    expect(result).toMatchObject({
      resultCode: 'Succeeded',
      resultString: expect.not.stringContaining('not on record'),
    });
  },
);

test('a limit of the stack keeps jobs from all other keys', async () => {
  const runs = await startBatchRuns(1);
  const environment = { LEDGER_BUCKET: 'ledger', JOB_PREFIX: 'team/' };
  const result = await reconcile(notebook, environment);
  expect(result).toMatchObject({
    resultCode: 'PermanentFailure',
    resultString:
      'cannot process what does not begin with team/: the stack limits its jobs to that (JobPrefix)',
  });
  expect(runs.calls).toEqual([]);
  putReport(runs.buckets, 'team/x/profiler-output/');
  const allowed = await reconcile('team/x/profiler-output/profiler-report.ipynb', environment);
  expect(allowed?.resultCode).toBe('Succeeded');
});
