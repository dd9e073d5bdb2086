/** The reconciliation, from the schedule to the jobs: the very jobs of `backfill`, and none twice. */
import { CreateJobCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { describe, expect, onTestFinished, test } from 'vitest';
import { generatedJob, JOB_KINDS, PURPOSE } from '../../../src/batch/job-request.ts';
import { batchStackOf } from '../../../src/batch/stack.ts';
import { OUTPUTS, putReport, REPORTS } from '../../support/batch/batch-runs.ts';
import { ENVIRONMENT, SCHEDULED, startJobRuns } from '../../support/batch/job-runs.ts';
import { REGION } from '../../support/servers/batch-server.ts';
import { tagOf } from '../../support/servers/plain-s3.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

const LATER = { scheduledTime: '2026-03-08T03:00:00Z' };
const withoutToken = (request: string): string =>
  request.replace(/<ClientRequestToken>.*<\/ClientRequestToken>/, '');

test('creates what backfill creates, for every bucket and kind', async () => {
  const runs = await startJobRuns(1, {}, { REPORT_BUCKETS: `${REPORTS},other`, JOB_PREFIX: 'jobs/' });
  await runs.invoke(SCHEDULED);
  const created = runs.jobs.map(({ request }) => request);
  const outputs = { ...OUTPUTS, JobPrefixOfStack: 'jobs/' };
  const stack = batchStackOf({ arn: ENVIRONMENT.STACK_ID, outputs: new Map(Object.entries(outputs)) });
  const client = new S3ControlClient({
    region: REGION,
    endpoint: runs.url,
    endpointProvider: () => ({ url: new URL(runs.url) }),
    credentials: LOCAL_CREDENTIALS,
  });
  onTestFinished(() => client.destroy());
  for (const bucket of [REPORTS, 'other'])
    for (const kind of JOB_KINDS) {
      const options = {
        token: bucket + kind,
        isConfirmationRequired: false,
        purpose: PURPOSE.reconciliation,
      };
      await client.send(
        new CreateJobCommand(generatedJob(stack, { bucket, prefix: 'jobs/' }, kind, options)),
      );
    }
  expect(created).toHaveLength(4);
  expect(created.map(withoutToken)).toEqual(runs.jobs.slice(4).map(({ request }) => withoutToken(request)));
  const tokens = created.map((request) => tagOf(request, 'ClientRequestToken'));
  expect(new Set(tokens).size).toBe(4);
  for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(created[0]).toContain('<Key>profiler-opt-out-stack</Key><Value>opt-out</Value>');
});

describe('nothing is done twice', () => {
  test('an invocation that comes again for the same time creates nothing again', async () => {
    const runs = await startJobRuns(1);
    await runs.invoke(SCHEDULED);
    for (const job of runs.jobs) job.createdAt = new Date('2026-03-01T03:00:10Z');
    await runs.invoke(SCHEDULED);
    expect(runs.jobs).toHaveLength(2);
  });

  test('while an earlier job for a bucket runs there is no other; one that waits for a person holds up none', async () => {
    const runs = await startJobRuns(1, { isHalted: true }, { REPORT_BUCKETS: `${REPORTS},other` });
    await runs.invoke(SCHEDULED);
    const [first, second, ...others] = runs.jobs;
    for (const job of others) job.status = 'Suspended';
    if (second !== undefined) second.status = 'Complete';
    await runs.invoke(LATER);
    expect(runs.jobs.slice(4).map(({ request }) => tagOf(request, 'SourceBucket'))).toEqual([
      'arn:aws:s3:::other',
      'arn:aws:s3:::other',
    ]);
    expect(runs.log).toContainEqual(
      expect.objectContaining({
        message: 'no job was created: an earlier one has not ended',
        bucket: REPORTS,
        job: first?.id,
        status: first?.status,
      }),
    );
    expect(runs.metrics()).toMatchObject({ NotReconciled: 1 });
  });

  test('once the kill switch is thrown no job is created, and what ended is counted', async () => {
    const runs = await startJobRuns(1);
    putReport(runs.buckets, 'missed/profiler-output/');
    await runs.invoke(SCHEDULED);
    await runs.finishJobs();
    runs.redeploy({ DRAIN_QUEUE: 'false' });
    await runs.invoke(LATER);
    expect(runs.jobs).toHaveLength(2);
    expect(runs.coverage()).toHaveLength(2);
    expect(runs.log).toContainEqual(
      expect.objectContaining({ message: 'no job was created: DrainQueue is false' }),
    );
  });
});

test('what was missed is opted out and counted at the next time at the latest, though no event came', async () => {
  const runs = await startJobRuns(1);
  putReport(runs.buckets, 'missed/profiler-output/');
  await runs.invoke(SCHEDULED);
  await runs.finishJobs();
  expect(runs.coverage()).toEqual([]);
  await runs.invoke(LATER);
  expect(runs.coverage().map(({ objects, missing }) => ({ objects, missing }))).toEqual([
    { objects: 2, missing: 2 },
    { objects: 2, missing: 0 },
  ]);
  expect(runs.jobs).toHaveLength(4);
  const { exitCode, out } = await runs.run(['report', `s3://${REPORTS}`]);
  expect(exitCode).toBe(1);
  expect(out).toContain('of them not on record before this reconciliation, and now on record: 2\n');
  expect(out).toContain('complete: 4 versions of 4 report objects');
});

describe('what fails is told, after everything else was done', () => {
  test('a job that cannot be created keeps the other buckets from nothing', async () => {
    const runs = await startJobRuns(1, {}, { REPORT_BUCKETS: `${REPORTS},other` });
    let creates = 0;
    runs.world.fail = (call) => {
      if (call !== 'CreateJob') return undefined;
      creates += 1;
      return creates === 1 ? [403, 'AccessDenied', 'no'] : undefined;
    };
    await expect(runs.invoke(SCHEDULED)).rejects.toThrow(
      'the reconciliation is not whole: cannot create a job: access denied: grant s3:CreateJob, s3:PutJobTagging',
    );
    expect(runs.jobs.map(({ request }) => tagOf(request, 'SourceBucket'))).toEqual([
      'arn:aws:s3:::other',
      'arn:aws:s3:::other',
    ]);
    // Lambda invokes it again.
    await runs.invoke(SCHEDULED);
    expect(runs.jobs).toHaveLength(4);
  });

  test('a report that cannot be read keeps no job from being created', async () => {
    const runs = await startJobRuns(1);
    await runs.invoke(SCHEDULED);
    await runs.finishJobs();
    runs.world.fail = (call) =>
      /^GET job-reports.*csv/.test(call) ? [403, 'AccessDenied', 'no'] : undefined;
    await expect(runs.invoke(LATER)).rejects.toThrow('grant s3:GetObject');
    expect(runs.jobs).toHaveLength(4);
    expect(runs.coverage()).toEqual([]);
  });

  test('jobs that cannot be listed: nothing is created', async () => {
    const runs = await startJobRuns(1, {
      fail: (call) => (call === 'ListJobs' ? [403, 'AccessDenied', 'no'] : undefined),
    });
    await expect(runs.invoke(SCHEDULED)).rejects.toThrow('grant s3:ListJobs');
    expect(runs.jobs).toEqual([]);
  });

  test('a job that cannot be described may be under way: nothing is created, what is known is counted', async () => {
    const runs = await startJobRuns(1);
    await runs.invoke(SCHEDULED);
    await runs.finishJobs();
    const [first] = runs.jobs;
    // S3 lists it as one that has not ended.
    if (first !== undefined) first.status = 'Active';
    runs.world.fail = (call, id) =>
      call === 'DescribeJob' && id === first?.id ? [403, 'AccessDenied', 'no'] : undefined;
    await expect(runs.invoke(LATER)).rejects.toThrow(
      `the reconciliation is not whole: cannot describe the job ${first?.id}: access denied`,
    );
    expect(runs.jobs).toHaveLength(2);
    expect(runs.coverage()).toMatchObject([{ objects: 1 }]);
    expect(runs.metrics()).toMatchObject({ NotReconciled: 1 });
    // One that has ended holds up no other.
    if (first !== undefined) first.status = 'Complete';
    await expect(runs.invoke(LATER)).rejects.toThrow('cannot describe the job');
    expect(runs.jobs).toHaveLength(4);
    delete runs.world.fail;
    await runs.invoke(LATER);
    expect(runs.coverage()).toHaveLength(2);
  });
});
