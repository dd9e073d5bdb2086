/** Reconciliation: what was on record, what was missed, and what a stack limits its jobs to. */
import { expect, test } from 'vitest';
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
