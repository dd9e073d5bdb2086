/** What counts as done by a later job: later by its end, and what that found no more is gone. */
import { expect, test } from 'vitest';
import { folderOf, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';

const bucket = `s3://${REPORTS}`;
type Runs = Awaited<ReturnType<typeof startBatchRuns>>;

const finish = async (runs: Runs) => {
  while ((await runs.run(['status'])).exitCode === 1);
};

/** Another run has another time, and so other tokens. */
const later = { clock: { now: () => new Date(2), random: () => 0, sleep: async () => {} } };

/** Two reports, of which the first has failed in a run at this time. */
async function failed(): Promise<Runs> {
  const runs = await startBatchRuns(2);
  runs.world.invoke = async (name, key, job) =>
    decodeURIComponent(key).startsWith(folderOf(0))
      ? { resultCode: 'PermanentFailure', resultString: 'cannot read it: access denied' }
      : runs.invokeHandler(name, key, job);
  await runs.run([bucket, '--yes']);
  await finish(runs);
  runs.world.invoke = runs.invokeHandler;
  return runs;
}

/** Deletes the first report. */
function deleteFirst({ buckets }: Runs): void {
  const objects = buckets.get(REPORTS);
  for (const key of [...(objects?.keys() ?? [])]) if (key.startsWith(folderOf(0))) objects?.delete(key);
}

test('an object that failed and is gone when a later job does all is no failure', async () => {
  const runs = await failed();
  const before = await runs.run(['report', bucket]);
  expect(before.exitCode).toBe(3);
  expect(before.out).toContain('2 could not be reached by the function');
  deleteFirst(runs);
  await runs.run([bucket, '--yes'], later);
  await finish(runs);
  const { exitCode, out } = await runs.run(['report', bucket]);
  expect(exitCode).toBe(0);
  expect(out).not.toContain('could not be reached by the function');
});

test.each([
  ['over another prefix', [`${bucket}/jobs/job 001/`]],
  ['over objects before a day', [bucket, '--created-before', '2030-01-01']],
  ['over a list', [bucket, '--limit', '9']],
])('a later job %s says nothing of it', async (_name, words) => {
  const runs = await failed();
  deleteFirst(runs);
  await runs.run([...words, '--yes'], later);
  expect(runs.jobs.length).toBeGreaterThan(2);
  await finish(runs);
  expect((await runs.run(['report', bucket])).exitCode).toBe(3);
});

test('a job that failed on it again keeps it', async () => {
  const runs = await failed();
  runs.world.invoke = async () => ({ resultCode: 'PermanentFailure', resultString: 'cannot read it: no' });
  await runs.run([bucket, '--yes'], later);
  await finish(runs);
  expect((await runs.run(['report', bucket])).out).toContain('4 could not be reached by the function');
});

test.each([
  ['that ended before', 1, 3],
  ['that ended after', 9, 0],
])(
  'a job that was created first and did the object, %s the one in which it failed',
  async (_name, day, code) => {
    const runs = await failed();
    await runs.run([bucket, '--yes'], later);
    await finish(runs);
    for (const [index, job] of runs.jobs.entries()) {
      const isGood = index > 1;
      job.createdAt = new Date(Date.UTC(2026, 0, isGood ? 1 : 2, 0, index));
      job.endedAt = new Date(Date.UTC(2026, 1, isGood ? day : 5, 0, index));
    }
    expect(runs.jobs).toHaveLength(4);
    expect((await runs.run(['report', bucket])).exitCode).toBe(code);
  },
);
