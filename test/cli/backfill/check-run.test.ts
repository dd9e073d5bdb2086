/** Other jobs for the same bucket: nothing is begun beside one that runs, at whatever time it appears. */
import { describe, expect, test } from 'vitest';
import { aborted, answer, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';

const bucket = `s3://${REPORTS}`;
type Runs = Awaited<ReturnType<typeof startBatchRuns>>;
const statuses = ({ jobs }: Runs) => jobs.map(({ status }) => status);

/** Two jobs that wait, as an interrupted run leaves them. */
async function startWaiting(): Promise<Runs> {
  const runs = await startBatchRuns(1);
  await runs.run([bucket, '--yes'], aborted());
  while (runs.jobs.some(({ status }) => status !== 'Suspended')) await runs.run(['status']);
  runs.world.isHalted = true;
  return runs;
}

/** Another job over the same objects as one that is there, with another purpose. */
function addLike({ jobs }: Runs, index: number, status: string): void {
  const job = jobs[index];
  if (job === undefined) throw new Error('there is no such job');
  const request = job.request.replaceAll('>backfill<', '>reconciliation<');
  jobs.push({ ...job, id: 'another', request, status });
}

test('after a canary, nothing is created beside a job that began while it was asked about', async () => {
  const runs = await startBatchRuns(2);
  const ask = async () => {
    if (runs.jobs.length === 1) addLike(runs, 0, 'Suspended');
    return 'y';
  };
  const { exitCode, error } = await runs.run([bucket, '--canary', '1'], { ask });
  expect(exitCode).toBe(3);
  expect(error).toContain('the job another for this bucket is Suspended: go on with');
  expect(error).toContain('the canary went well; the rest was not created\n');
  expect(runs.jobs).toHaveLength(2);
});

test.each([
  ['Failed', 'Role cannot be assumed'],
  ['Cancelled', 'by Bob'],
])('a canary that is %s after it was confirmed: exit code 3', async (status, reason) => {
  const runs = await startBatchRuns(2, {
    onDescribe: (job) => job.status === 'Active' && Object.assign(job, { status, reason }),
  });
  const { exitCode, error } = await runs.run([bucket, '--canary', '1'], answer('y'));
  expect(exitCode).toBe(3);
  expect(error).toContain('the canary did not go well: the rest was not begun');
  expect(runs.jobs).toHaveLength(1);
});

describe('confirm', () => {
  test.each([
    ['runs', 0, 'Active'],
    ['runs over the other kind of report', 1, 'Active'],
    ['is prepared, and waits for nobody', 0, 'Preparing'],
  ])('is refused beside a reconciliation that %s', async (_name, index, status) => {
    const runs = await startWaiting();
    addLike(runs, index, status);
    if (index === 1) runs.jobs.splice(1, 1);
    const before = statuses(runs);
    const { exitCode, error } = await runs.run(['confirm', bucket, '--yes']);
    expect(exitCode).toBe(3);
    expect(error).toMatch(/the job another for this bucket is \S+: .*; nothing was confirmed/);
    expect(statuses(runs)).toEqual(before);
  });

  test('runs the job of one kind when that of the other kind runs', async () => {
    const runs = await startWaiting();
    Object.assign(runs.jobs[0] ?? {}, { status: 'Active' });
    expect((await runs.run(['confirm', bucket, '--yes'])).exitCode).toBe(0);
    expect(statuses(runs)).toEqual(['Active', 'Ready']);
  });
});
