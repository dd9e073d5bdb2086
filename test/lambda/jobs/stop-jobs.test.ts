/** The kill switch: a deployment cancels the stack's jobs, and never fails because of them. */
import { describe, expect, test } from 'vitest';
import { REPORTS } from '../../support/batch/batch-runs.ts';
import { deployment, SCHEDULED, startJobRuns } from '../../support/batch/job-runs.ts';

/** Jobs that run: two of a backfill, and two of the reconciliation of another bucket. */
async function withRunningJobs() {
  const runs = await startJobRuns(1, {}, { REPORT_BUCKETS: 'other' });
  await runs.run([`s3://${REPORTS}`, '--yes']);
  runs.world.isHalted = true;
  await runs.invoke(SCHEDULED);
  return runs;
}
const statusesOf = ({ jobs }: Pick<Awaited<ReturnType<typeof startJobRuns>>, 'jobs'>) =>
  jobs.map(({ status }) => status);

describe.each([
  ['an update to DrainQueue=false', {}],
  ['the creation of a stack that is drained', { RequestType: 'Create', PhysicalResourceId: undefined }],
  ['the deletion of the stack', { RequestType: 'Delete', ResourceProperties: { DrainQueue: 'true' } }],
])('%s', (_name, change) => {
  test('cancels all jobs that have not ended, those of backfill too, and answers how many', async () => {
    const runs = await withRunningJobs();
    const { request, answers } = await deployment(change);
    await runs.invoke(request);
    expect(statusesOf(runs)).toEqual(['Cancelled', 'Cancelled', 'Cancelled', 'Cancelled']);
    expect(answers).toMatchObject([{ Status: 'SUCCESS', Data: { Jobs: '4 cancelled' } }]);
    expect(runs.metrics()).toEqual({});
  });
});

test.each([['Create'], ['Update']])('%s with DrainQueue=true touches no job', async (RequestType) => {
  const runs = await withRunningJobs();
  const { request, answers } = await deployment({ RequestType, ResourceProperties: { DrainQueue: 'true' } });
  const before = runs.calls.length;
  await runs.invoke(request);
  expect(runs.calls.slice(before)).toEqual([]);
  expect(answers).toMatchObject([{ Status: 'SUCCESS', Data: { Jobs: 'unchanged' } }]);
});

describe('what is not cancelled fails no deployment, since that would be rolled back', () => {
  test('a job without the tag of the stack: the others are cancelled', async () => {
    const runs = await withRunningJobs();
    let updates = 0;
    runs.world.fail = (call) => {
      if (call !== 'UpdateJobStatus') return undefined;
      updates += 1;
      return updates === 2 ? [403, 'AccessDenied', 'no tag'] : undefined;
    };
    const { request, answers } = await deployment();
    await runs.invoke(request);
    expect(statusesOf(runs).filter((status) => status === 'Cancelled')).toHaveLength(3);
    expect(answers).toMatchObject([
      {
        Status: 'SUCCESS',
        Data: {
          Jobs: expect.stringMatching(
            /^3 cancelled, not all: \S+: .*grant s3:UpdateJobStatus: run backfill cancel --stack opt-out --region eu-west-1$/,
          ),
        },
      },
    ]);
    expect(runs.metrics()).toEqual({ JobsNotCancelled: 1 });
    expect(runs.log).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: 'jobs not cancelled',
        advice: 'run backfill cancel --stack opt-out --region eu-west-1',
      }),
    );
  });

  test('a job that ends meanwhile is none', async () => {
    const runs = await withRunningJobs();
    runs.world.fail = (call) => {
      if (call !== 'UpdateJobStatus') return undefined;
      for (const job of runs.jobs) job.status = 'Complete';
      return [400, 'JobStatusException', 'it is Complete'];
    };
    const { request, answers } = await deployment();
    await runs.invoke(request);
    expect(answers).toMatchObject([{ Status: 'SUCCESS', Data: { Jobs: '0 cancelled' } }]);
  });

  test('jobs that cannot be listed', async () => {
    const runs = await withRunningJobs();
    runs.world.fail = (call) => (call === 'ListJobs' ? [400, 'BadRequest', 'no'] : undefined);
    const { request, answers } = await deployment();
    await runs.invoke(request);
    expect(answers).toMatchObject([
      { Status: 'SUCCESS', Data: { Jobs: expect.stringMatching(/^0 cancelled, not all: cannot list jobs/) } },
    ]);
    expect(runs.metrics()).toEqual({ JobsNotCancelled: 1 });
  });

  test('an S3 that does not answer in time', async () => {
    const runs = await withRunningJobs();
    const { request, answers } = await deployment();
    // As much as is kept free for answering.
    await runs.invoke(request, 10_000);
    expect(answers).toMatchObject([
      { Status: 'SUCCESS', Data: { Jobs: expect.stringContaining('S3 did not answer in time') } },
    ]);
  });

  test('a permission that a new role has not got yet is waited for', async () => {
    const runs = await withRunningJobs();
    let lists = 0;
    runs.world.fail = (call) => {
      if (call !== 'ListJobs') return undefined;
      lists += 1;
      return lists === 1 ? [403, 'AccessDenied', 'not yet'] : undefined;
    };
    const { request, answers } = await deployment();
    await runs.invoke(request);
    expect(answers).toMatchObject([{ Data: { Jobs: '4 cancelled' } }]);
  });
});

test('many failures are named on the log, and the answer stays short', async () => {
  const runs = await withRunningJobs();
  runs.world.fail = (call) =>
    call === 'UpdateJobStatus' ? [403, 'AccessDenied', 'no tag '.repeat(1_000)] : undefined;
  const { request, answers } = await deployment();
  await runs.invoke(request);
  expect(answers).toMatchObject([
    {
      Status: 'SUCCESS',
      Data: {
        Jobs: expect.stringMatching(/^0 cancelled, not all: .*\(3 more are on the log\): run backfill/),
      },
    },
  ]);
  expect(JSON.stringify(answers[0]).length).toBeLessThan(2_048);
  expect(runs.metrics()).toEqual({ JobsNotCancelled: 4 });
});

test('a job that cannot be looked at again leaves the others to be cancelled', async () => {
  const runs = await withRunningJobs();
  let [updates, isRefused] = [0, false];
  runs.world.fail = (call) => {
    if (call === 'UpdateJobStatus') {
      updates += 1;
      isRefused = updates === 1;
      return isRefused ? [400, 'JobStatusException', 'it is Complete'] : undefined;
    }
    return call === 'DescribeJob' && isRefused ? [400, 'BadRequest', 'no'] : undefined;
  };
  const { request, answers } = await deployment();
  await runs.invoke(request);
  expect(answers).toMatchObject([{ Data: { Jobs: expect.stringMatching(/^3 cancelled, not all: /) } }]);
});

test('a job that cannot be described is named, and the others are cancelled', async () => {
  const runs = await withRunningJobs();
  const [first] = runs.jobs;
  runs.world.fail = (call, id) =>
    call === 'DescribeJob' && id === first?.id ? [400, 'BadRequest', 'no'] : undefined;
  const { request, answers } = await deployment();
  await runs.invoke(request);
  expect(statusesOf(runs).filter((status) => status === 'Cancelled')).toHaveLength(3);
  expect(answers).toMatchObject([
    {
      Status: 'SUCCESS',
      Data: { Jobs: expect.stringMatching(/^3 cancelled, not all: cannot describe the job \S+: BadRequest/) },
    },
  ]);
  expect(runs.metrics()).toEqual({ JobsNotCancelled: 1 });
});

test('a job whose description is denied is asked for again, after the others were cancelled', async () => {
  const runs = await withRunningJobs();
  const [first] = runs.jobs;
  let statuses: readonly string[] | undefined;
  runs.world.fail = (call, id) => {
    if (call === 'ListJobs') statuses = statusesOf(runs);
    const isFirst = statuses?.includes('Cancelled') !== true;
    return call === 'DescribeJob' && id === first?.id && isFirst ? [403, 'AccessDenied', 'no'] : undefined;
  };
  const { request, answers } = await deployment();
  await runs.invoke(request);
  expect(answers).toMatchObject([{ Data: { Jobs: '4 cancelled' } }]);
  expect(statuses?.filter((status) => status === 'Cancelled')).toHaveLength(3);
  expect(runs.metrics()).toEqual({});
});

test('what was cancelled before the time was over is counted', async () => {
  const runs = await withRunningJobs();
  const [first] = runs.jobs;
  runs.world.fail = (call, id) =>
    call === 'DescribeJob' && id === first?.id ? [403, 'AccessDenied', 'no'] : undefined;
  const { request, answers } = await deployment();
  // Half of it less what is kept free for answering: too little for five attempts.
  await runs.invoke(request, 16_000);
  expect(answers).toMatchObject([
    {
      Status: 'SUCCESS',
      Data: { Jobs: expect.stringMatching(/^3 cancelled, not all: S3 did not answer in time \(1 more/) },
    },
  ]);
});

test('a job that is gone when it is looked at fails no deployment either', async () => {
  const runs = await withRunningJobs();
  runs.world.fail = (call) => (call === 'DescribeJob' ? [404, 'NoSuchJob', 'gone'] : undefined);
  const { request, answers } = await deployment();
  await runs.invoke(request);
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
});
