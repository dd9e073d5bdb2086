/**
 * Training jobs that start, through the deployed rule, queue and function. SageMaker is a server on loopback,
 * which the emulator passes its calls on to.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrainingJobRecord } from '../../../src/audit/record/schema.ts';
import { readEvent } from '../../support/event-expectations.ts';
import { reportRule } from '../../support/job-records.ts';
import {
  type SageMakerServer,
  SECRET,
  type ServedJob,
  startSageMaker,
  THROTTLED,
} from '../../support/servers/sagemaker-server.ts';
import { ACCOUNT, cloudWatch, notedCalls, putEvent, sagemakerNote } from './clients.ts';
import { findDenied, findDeniedCalls } from './permissions.ts';
import { makeBucket, readLedgerOf, readLogLines } from './reports-in-s3.ts';
import { deploy, type Stack, waitFor } from './stack.ts';

const NAME = 'watched';
const BUCKET = 'watched-reports';
const arnOf = (name: string) => `arn:aws:sagemaker:us-east-1:${ACCOUNT}:training-job/${name}`;
const job = (name: string, rules?: readonly object[]): ServedJob => ({
  name,
  arn: arnOf(name),
  createdAt: new Date('2026-03-02T09:14:07.381Z'),
  ...(rules === undefined ? {} : { rules }),
});
const JOBS = [
  job('opts-out', [reportRule('True')]),
  job('reports', [reportRule()]),
  job('without-a-rule'),
  job('throttled', [reportRule()]),
];
let stack: Stack;
let sagemaker: SageMakerServer;
let isThrottled = true;

beforeAll(async () => {
  sagemaker = await startSageMaker(
    () => JOBS,
    ({ input }) => (isThrottled && input['TrainingJobName'] === 'throttled' ? THROTTLED : undefined),
  );
  writeFileSync(sagemakerNote, sagemaker.url);
  await makeBucket(BUCKET);
  stack = await deploy(NAME, { ReportBuckets: BUCKET, WatchTrainingJobs: 'true' });
}, 300_000);
afterAll(async () => {
  rmSync(sagemakerNote, { force: true });
  await sagemaker.stop();
});

/** Puts SageMaker's event about a job on the bus, hyperparameters and all. */
async function announce(name: string, TrainingJobStatus = 'InProgress'): Promise<void> {
  const event = readEvent('on-training-job/eventbridge') as { detail: object };
  await putEvent({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Training Job State Change',
    detail: { ...event.detail, TrainingJobName: name, TrainingJobArn: arnOf(name), TrainingJobStatus },
  });
}

const records = () => readLedgerOf<TrainingJobRecord>(stack.ids['LedgerStore'] ?? '');
const logLines = () => readLogLines(stack.ids['OnTrainingJobLog'] ?? '');

const recordsOf = (names: readonly string[]) =>
  waitFor(`${names} are on record`, async () => {
    const found = (await records()).filter(({ object }) => names.includes(object.name));
    return found.length >= names.length && found;
  });

test('jobs that start are on record once, with what their rules say, and their hyperparameters nowhere', async () => {
  await announce('opts-out', 'Completed');
  for (const name of ['opts-out', 'opts-out', 'reports', 'without-a-rule', 'gone']) await announce(name);
  await announce('opts-out');
  const found = await recordsOf(['opts-out', 'reports', 'without-a-rule', 'gone']);
  expect(Object.fromEntries(found.map(({ object, outcome }) => [object.name, outcome]))).toEqual({
    'opts-out': 'in-force',
    reports: 'absent',
    'without-a-rule': 'no-rule',
    gone: 'gone',
  });
  expect(found).toHaveLength(4);
  const lines = await waitFor('the figures are on the log', async () => {
    const all = await logLines();
    return all.some((line) => line.includes('"TrainingJobsNotOptedOut":1')) && all;
  });
  expect(JSON.stringify([lines, found])).not.toContain(SECRET);
});

test('the alarm of jobs that do not opt out is there', async () => {
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
  const alarm = MetricAlarms.find(({ MetricName, AlarmActions }) =>
    MetricName === 'TrainingJobsNotOptedOut' ? AlarmActions?.includes(stack.ids['Alarms'] ?? '') : false,
  );
  expect(alarm?.Dimensions).toContainEqual({ Name: 'service', Value: NAME });
});

test('a job about which SageMaker is throttled comes again, and is on record then', async () => {
  await announce('throttled');
  await waitFor('SageMaker is asked', async () =>
    sagemaker.calls.some(({ input }) => input['TrainingJobName'] === 'throttled'),
  );
  await waitFor('the fault is on the log', async () =>
    (await logLines()).some((line) => line.includes('"code":"throttled"')),
  );
  expect((await records()).map(({ object }) => object.name)).not.toContain('throttled');
  isThrottled = false;
  // The message itself comes again after six minutes: the event as EventBridge delivers it twice is the same.
  await announce('throttled');
  const [record] = await recordsOf(['throttled']);
  expect(record?.outcome).toBe('absent');
});

test('the function may do what it did, and nothing to a job', async () => {
  const calls = notedCalls().filter(({ function: name }) => name === stack.ids['OnTrainingJob']);
  expect(new Set(calls.map(({ operation }) => operation))).toEqual(
    new Set(['DescribeTrainingJob', 'PutObject']),
  );
  expect(await findDeniedCalls(stack, calls)).toEqual([]);
  const forbidden = [
    ...['CreateTrainingJob', 'UpdateTrainingJob', 'StopTrainingJob', 'DeleteTrainingJob'].map((name) => ({
      action: `sagemaker:${name}`,
      resource: arnOf('reports'),
    })),
    {
      action: 's3:GetObject',
      resource: `arn:aws:s3:::${BUCKET}/j/rule-output/r/profiler-output/profiler-report.html`,
    },
    {
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${BUCKET}/j/rule-output/r/profiler-output/profiler-report.html`,
    },
    { action: 's3:GetObject', resource: `arn:aws:s3:::${stack.ids['LedgerStore']}/day=2026-03-02/x.json` },
    { action: 's3:DeleteObject', resource: `arn:aws:s3:::${stack.ids['LedgerStore']}/day=2026-03-02/x.json` },
  ];
  const denied = await findDenied(stack, 'OnTrainingJobRole', forbidden);
  expect(denied).toEqual(forbidden.map(({ action, resource }) => `${action} ${resource}`));
});
