/**
 * One stack through its settings: created in a dry run, changed step by step, deleted; and others for settings whose
 * change the emulator does not carry out. What a setting does, what stays and what goes is as docs/DEPLOY.md says.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import type { ParameterValues } from '../../support/template/template.ts';
import { runTask } from './batch-task.ts';
import { ACCOUNT, cloudWatch, lambda, logs, notedCalls, s3, sqs } from './clients.ts';
import { findDenied, findDeniedCalls } from './permissions.ts';
import {
  expectRewritten,
  isOptedOut,
  makeBucket,
  put,
  type ReportObject,
  read,
  readLedger,
  reportObjects,
} from './reports-in-s3.ts';
import { deploy, failuresOf, remove, type Stack, waitFor } from './stack.ts';

const NAME = 'settings';
const FIRST = 'settings-first';
const SECOND = 'settings-second';
const OWN_LEDGER = 'settings-own-ledger';
const DEPLOY_LIMIT_MS = 240_000;
/** A poll that has begun takes what comes within its batching window of five seconds. */
const POLL_LIMIT_MS = 10_000;
const OTHERS = {
  QueueConfigurations: [
    {
      Id: 'theirs',
      QueueArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:somebody-else`,
      Events: ['s3:ObjectRemoved:*' as const],
    },
  ],
};
let stack: Stack;
/** How many calls were noted before the last change. */
let callsBefore = 0;
const ledgers: string[] = [];

beforeAll(async () => {
  for (const bucket of [FIRST, SECOND, OWN_LEDGER]) await makeBucket(bucket);
  await sqs.send(new CreateQueueCommand({ QueueName: 'somebody-else' }));
  for (const Bucket of [FIRST, SECOND])
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: OTHERS }),
    );
});

const notificationsOf = async (Bucket: string) => {
  const { EventBridgeConfiguration, QueueConfigurations } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  return { isOn: EventBridgeConfiguration !== undefined, QueueConfigurations };
};

/** SAM CLI leaves parameters that are not named as they were. */
const DEFAULTS = {
  Mode: 'enforce',
  HtmlReports: 'record',
  LookUpTrainingJobs: 'false',
  TurnOnEventBridge: 'true',
  DrainQueue: 'true',
  Ledger: 'create',
  LedgerBucket: '',
  LedgerPrefix: '',
  LedgerRetentionDays: '0',
  JobPrefix: '',
};

const change = async (parameters: ParameterValues): Promise<void> => {
  if (ledgers.length > 0) await expectAllowed(stack);
  callsBefore = notedCalls().length;
  stack = await deploy(NAME, { ...DEFAULTS, ReportBuckets: `${FIRST},${SECOND}`, ...parameters });
};

async function land(bucket: string, objects: readonly ReportObject[]): Promise<void> {
  for (const object of objects) await put(bucket, object);
}

/** Waits for records of both objects of a report. */
const recordsOf = (ledger: string, objects: readonly ReportObject[], prefix = '') =>
  waitFor(`${objects[0]?.key} is on record`, async () => {
    const records = (await readLedger(ledger, prefix)).filter(({ object }) =>
      objects.some(({ key }) => key === object.key),
    );
    return new Set(records.map(({ object }) => object.key)).size === objects.length && records;
  });

const countWaiting = async () => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: stack.ids['ReportQueue'],
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages']);
};

/** Every call since the last change was allowed by the policies as they are now. */
const expectAllowed = async (stack: Stack) => {
  expect(await findDeniedCalls(stack, notedCalls().slice(callsBefore))).toEqual([]);
};

const alarms = async () =>
  (await cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }))).MetricAlarms ?? [];

test(
  'a dry run records what would be done, writes no report, and leaves other notifications alone',
  async () => {
    await change({ ReportBuckets: FIRST, Mode: 'dry-run', HtmlReports: 'silence' });
    ledgers.push(stack.ids['LedgerStore'] ?? '');
    expect(await notificationsOf(FIRST)).toEqual({ isOn: true, ...OTHERS });
    expect(await notificationsOf(SECOND)).toEqual({ isOn: false, ...OTHERS });
    const objects = reportObjects('in-a-dry-run');
    await land(FIRST, objects);
    const records = await recordsOf(stack.ids['LedgerStore'] ?? '', objects);
    expect(new Set(records.map(({ outcome }) => outcome))).toEqual(
      new Set(['would-opt-out', 'would-silence']),
    );
    for (const { key, bytes } of objects) expect((await read(FIRST, key)).equals(bytes)).toBe(true);
    const writes = objects.map(({ key }) => ({
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${FIRST}/${key}`,
    }));
    for (const role of ['OnReportCreatedRole', 'OnBatchTaskRole'])
      expect(await findDenied(stack, role, writes)).toHaveLength(writes.length);
  },
  DEPLOY_LIMIT_MS,
);

test(
  'enforced, with a bucket more and the look-up: reports of both are rewritten, the ledger goes on',
  async () => {
    const [before] = ledgers;
    await change({ Mode: 'enforce', HtmlReports: 'silence', LookUpTrainingJobs: 'true' });
    expect(stack.ids['LedgerStore']).toBe(before);
    expect(await notificationsOf(SECOND)).toEqual({ isOn: true, ...OTHERS });
    expect((await alarms()).map(({ AlarmName }) => AlarmName)).toContain(stack.ids['Contradictions']);
    for (const bucket of [FIRST, SECOND]) {
      const objects = reportObjects(`enforced-in-${bucket}`);
      await land(bucket, objects);
      const records = await recordsOf(before ?? '', objects);
      for (const object of objects) await expectRewritten(bucket, object);
      // The emulator has no SageMaker: the look-up fails, and keeps no report from being opted out.
      expect(records.map(({ optionOne }) => optionOne?.state)).toContain('unknown');
    }
  },
  DEPLOY_LIMIT_MS,
);

test(
  'the kill switch: events wait, and are processed when it is turned back',
  async () => {
    await change({ Mode: 'enforce', LookUpTrainingJobs: 'true', DrainQueue: 'false' });
    await delay(POLL_LIMIT_MS);
    const objects = reportObjects('while-it-is-off');
    await land(FIRST, objects);
    await waitFor('both events wait', async () => (await countWaiting()) === 2);
    for (const { key, bytes } of objects) expect((await read(FIRST, key)).equals(bytes)).toBe(true);
    await change({ Mode: 'enforce', LookUpTrainingJobs: 'true' });
    const [notebook, page] = objects;
    await waitFor('the notebook is opted out', () => isOptedOut(FIRST, notebook));
    await recordsOf(ledgers[0] ?? '', objects);
    expect((await read(FIRST, page.key)).equals(page.bytes)).toBe(true);
  },
  DEPLOY_LIMIT_MS,
);

test(
  'deleted: the evidence, the dead letters and EventBridge stay, all else goes',
  async () => {
    expect(notedCalls().length).toBeGreaterThan(callsBefore);
    await expectAllowed(stack);
    const { ids } = stack;
    await remove(NAME);
    const idOf = (name: string): string => ids[name] ?? `no ${name}`;
    for (const bucket of [...ledgers, idOf('JobReports'), FIRST, SECOND])
      await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    for (const name of ['OnReportCreatedLog', 'OnBatchTaskLog']) {
      const { logGroups = [] } = await logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: idOf(name) }),
      );
      expect([name, logGroups.length]).toEqual([name, 1]);
    }
    const attributesOf = (QueueUrl: string) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    for (const name of ['ReportDeadLetters', 'UndeliveredEvents']) await attributesOf(idOf(name));
    await expect(attributesOf(idOf('ReportQueue'))).rejects.toThrow(/does not exist/);
    for (const name of ['OnReportCreated', 'OnBatchTask', 'OnDeploy'])
      await expect(lambda.send(new GetFunctionCommand({ FunctionName: idOf(name) }))).rejects.toThrow(
        /not found/i,
      );
    const left = (await alarms()).map(({ AlarmName }) => AlarmName);
    expect(left).not.toContain(ids['DeadLetters']);
    expect(await notificationsOf(FIRST)).toEqual({ isOn: true, ...OTHERS });
    expect(await notificationsOf(SECOND)).toEqual({ isOn: true, ...OTHERS });
    for (const ledger of ledgers) expect((await readLedger(ledger)).length).toBeGreaterThan(0);
  },
  DEPLOY_LIMIT_MS,
);

test(
  'a ledger of your own, jobs limited to a prefix, EventBridge left to you: nothing writes to the notifications',
  async () => {
    const own = 'settings-own';
    await makeBucket(own);
    const turnedOn = { ...OTHERS, EventBridgeConfiguration: {} };
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: own, NotificationConfiguration: turnedOn }),
    );
    const ownStack = await deploy('own-ledger', {
      ...DEFAULTS,
      ReportBuckets: own,
      HtmlReports: 'silence',
      TurnOnEventBridge: 'false',
      Ledger: 'existing',
      LedgerBucket: OWN_LEDGER,
      LedgerPrefix: 'profiler-opt-out/',
      JobPrefix: 'to-a-',
    });
    const { ids } = ownStack;
    for (const name of ['OnDeploy', 'OnDeployRole', 'EventBridgeForBuckets', 'LedgerStore'])
      expect(Object.keys(ids)).not.toContain(name);
    const objects = reportObjects('to-a-ledger-of-our-own');
    await land(own, objects);
    await recordsOf(OWN_LEDGER, objects, 'profiler-opt-out/');
    for (const object of objects) await waitFor('it is rewritten', () => isOptedOut(own, object));
    const refused = await runTask(ownStack, own, reportObjects('elsewhere')[0].key);
    expect(refused).toMatchObject({
      resultCode: 'PermanentFailure',
      resultString: expect.stringContaining('JobPrefix'),
    });
    expect(await runTask(ownStack, own, objects[0].key)).toMatchObject({ resultCode: 'Succeeded' });
    expect(await notificationsOf(own)).toEqual({ isOn: true, ...OTHERS });
    expect(notedCalls().filter(({ function: name }) => name.includes('own-ledger-OnDeploy'))).toEqual([]);
  },
  DEPLOY_LIMIT_MS,
);

test(
  'a ledger with retention has Object Lock, and takes records',
  async () => {
    const bucket = 'settings-under-retention';
    await makeBucket(bucket);
    const settings = { ReportBuckets: bucket, HtmlReports: 'silence', LedgerRetentionDays: '1' };
    const { ids } = await deploy('retention', { ...DEFAULTS, ...settings });
    const ledger = ids['LedgerStore'] ?? '';
    const { ObjectLockConfiguration } = await s3.send(
      new GetObjectLockConfigurationCommand({ Bucket: ledger }),
    );
    expect(ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
    });
    const objects = reportObjects('under-retention');
    await land(bucket, objects);
    await recordsOf(ledger, objects);
    for (const object of objects) await waitFor('it is rewritten', () => isOptedOut(bucket, object));
  },
  DEPLOY_LIMIT_MS,
);

test(
  'a bucket that is gone fails the deployment with its name, and leaves the others alone',
  async () => {
    const untouched = 'settings-untouched';
    await makeBucket(untouched);
    const deployed = deploy('no-bucket', { ReportBuckets: `${untouched},settings-gone` });
    await expect(deployed).rejects.toThrow(/Failed to create\/update the stack/);
    const reasons = (await failuresOf('no-bucket')).filter((reason) =>
      reason.startsWith('EventBridgeForBuckets'),
    );
    expect(reasons.join()).toMatch(/settings-gone.*does not exist/);
    expect((await notificationsOf(untouched)).isOn).toBe(false);
    await remove('no-bucket');
  },
  DEPLOY_LIMIT_MS,
);
