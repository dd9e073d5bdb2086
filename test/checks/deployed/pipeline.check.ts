/**
 * Reports in, through the deployed pipeline: S3, EventBridge, SQS, the function, the ledger. What an operator does about
 * dead letters, a function that dies, and many reports at once.
 */
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { readLog } from '../../support/read-log.ts';
import { resolveTemplate } from '../../support/template/template.ts';
import { runTask } from './batch-task.ts';
import { cloudWatch, notedCalls, notedProcesses, s3, sqs } from './clients.ts';
import { attemptsByRole } from './forbidden.ts';
import { findDenied, findDeniedCalls } from './permissions.ts';
import {
  audit,
  expectRewritten,
  isOptedOut,
  makeBucket,
  put,
  type ReportObject,
  readLedger,
  readLogLines,
  reportObjects,
  reportObjectsIn,
} from './reports-in-s3.ts';
import { deploy, type Stack, waitFor } from './stack.ts';

const BUCKET = 'pipeline-reports';
const LATE = 'pipeline-late';
const NAME = 'pipeline';
const SETTINGS = {
  ReportBuckets: `${BUCKET},${LATE}`,
  HtmlReports: 'silence',
  AlarmEmail: 'team@example.com',
};
const REPORTS_AT_ONCE = 500;
const figures: string[] = [];
let stack: Stack;
let ledger = '';

/** They lie in the bucket before there is a stack. */
const OLD = Array.from({ length: 12 }, (_each, index) => reportObjects(`old-${index}`)).flat();

beforeAll(async () => {
  for (const bucket of [BUCKET, LATE]) await makeBucket(bucket);
  await land(OLD);
  stack = await deploy(NAME, SETTINGS);
  ledger = stack.ids['LedgerStore'] ?? '';
}, 300_000);
afterAll(() => console.log(figures.join('\n')));

const land = (objects: readonly ReportObject[], bucket = BUCKET) =>
  pMap(objects, (object) => put(bucket, object), { concurrency: 8 });

async function waitUntilOptedOut(objects: readonly ReportObject[], limitMs?: number): Promise<void> {
  const waiting = new Set(objects);
  await waitFor(
    `${objects.length} objects are opted out`,
    async () => {
      for (const object of waiting) {
        if (!(await isOptedOut(BUCKET, object))) return false;
        waiting.delete(object);
      }
      return true;
    },
    limitMs,
  );
}

type Count = 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible';
async function countMessages(queue: string, names: readonly Count[]): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.ids[queue], AttributeNames: [...names] }),
  );
  return names.reduce((total, name) => total + Number(Attributes[name]), 0);
}

/** Waits until no event is left, those of the function's own writes included. */
const waitUntilIdle = (limitMs?: number) =>
  waitFor(
    'the queue is empty',
    async () =>
      (await countMessages('ReportQueue', [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
      ])) === 0,
    limitMs,
  );

const readFunctionLog = async () => readLog(await readLogLines(stack.ids['OnReportCreatedLog'] ?? ''));

/** Waits for a message to come through: a poll that has begun before the change still hands out the old time. */
async function setVisibilityTimeout(seconds: number): Promise<void> {
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: stack.ids['ReportQueue'],
      Attributes: { VisibilityTimeout: String(seconds) },
    }),
  );
  const MessageBody = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET });
  await sqs.send(new SendMessageCommand({ QueueUrl: stack.ids['ReportQueue'], MessageBody }));
  await waitUntilIdle();
}

test('a report that lands is opted out and silenced: bytes, metadata, tags, ledger, log, figures', async () => {
  const objects = reportObjects('first');
  await land(objects);
  await waitUntilOptedOut(objects);
  for (const object of objects) await expectRewritten(BUCKET, object);
  await waitUntilIdle();
  const { records, items } = await waitFor('the figures are on the log', async () => {
    const log = await readFunctionLog();
    return log.items.some((item) => 'OptedOut' in item) && log;
  });
  const outcomes = (found: readonly { outcome: string }[]) => new Set(found.map(({ outcome }) => outcome));
  expect(outcomes(records)).toEqual(outcomes(await readLedger(ledger)));
  expect([...outcomes(records)]).toEqual(expect.arrayContaining(['opted-out', 'silenced']));
  const sum = (name: string) =>
    items.reduce((total, item) => total + Number((item as Record<string, unknown>)[name] ?? 0), 0);
  expect([sum('OptedOut'), sum('Silenced'), sum('Refused'), sum('Faults')]).toEqual([1, 1, 0, 0]);
});

test('reports from before the stack: by jobs of S3 Batch Operations and from one machine, then the audit is complete', async () => {
  expect((await audit(ledger, BUCKET)).exitCode).not.toBe(0);
  const byJob = OLD.slice(0, 4);
  for (const { key } of byJob)
    expect(await runTask(stack, BUCKET, key)).toMatchObject({ resultCode: 'Succeeded' });
  await waitUntilOptedOut(byJob);
  const words = ['apply', `s3://${BUCKET}`, '--html', 'silence', '--ledger', `s3://${ledger}`];
  expect(await runCli(temporaryFolder(), words)).toMatchObject({ exitCode: 0 });
  for (const object of OLD) await expectRewritten(BUCKET, object);
  await waitUntilIdle();
  const { exitCode, out } = await audit(ledger, BUCKET);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('complete')]);
});

test('a duplicate of an event writes nothing, and leaves no other state', async () => {
  const [notebook] = reportObjects('first');
  const before = await readLedger(ledger);
  const puts = () =>
    notedCalls().filter(
      ({ operation, request }) => operation === 'PutObject' && request['Bucket'] === BUCKET,
    );
  const written = puts().length;
  const event = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: BUCKET }, object: { key: notebook.key } },
  };
  for (let time = 0; time < 3; time += 1)
    await sqs.send(
      new SendMessageCommand({ QueueUrl: stack.ids['ReportQueue'], MessageBody: JSON.stringify(event) }),
    );
  await waitUntilIdle();
  expect(puts()).toHaveLength(written);
  const after = await readLedger(ledger);
  expect(after.filter(({ outcome }) => outcome === 'opted-out')).toHaveLength(
    before.filter(({ outcome }) => outcome === 'opted-out').length,
  );
});

test('every alarm of the template is there, and tells the topic', async () => {
  const { resources } = resolveTemplate(SETTINGS);
  const wanted = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
  for (const [logicalId, { Properties }] of wanted) {
    const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName === stack.ids[logicalId]);
    expect([logicalId, alarm?.MetricName, alarm?.AlarmActions]).toEqual([
      logicalId,
      Properties['MetricName'],
      [stack.ids['Alarms']],
    ]);
  }
  expect(wanted.length).toBeGreaterThan(6);
});

test('poisoned messages end in the dead letters, and come again when their cause is removed', async () => {
  const [notebook] = reportObjects('late');
  const event = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: LATE }, object: { key: notebook.key } },
  };
  // A bucket that is gone, and comes back.
  await s3.send(new DeleteBucketCommand({ Bucket: LATE }));
  // Five deliveries in seconds instead of in an hour.
  await setVisibilityTimeout(1);
  await sqs.send(
    new SendMessageCommand({ QueueUrl: stack.ids['ReportQueue'], MessageBody: JSON.stringify(event) }),
  );
  await waitFor(
    'the dead letter is there',
    async () => (await countMessages('ReportDeadLetters', ['ApproximateNumberOfMessages'])) === 1,
  );
  const { items } = await readFunctionLog();
  expect(items.filter(({ message }) => message === 'fault')).toHaveLength(5);
  await setVisibilityTimeout(725);
  await makeBucket(LATE);
  await put(LATE, notebook);
  const arnOf = async (queue: string) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: stack.ids[queue], AttributeNames: ['QueueArn'] }),
    );
    return Attributes?.['QueueArn'];
  };
  await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: await arnOf('ReportDeadLetters'),
      DestinationArn: await arnOf('ReportQueue'),
    }),
  );
  await waitFor('the notebook is opted out', () => isOptedOut(LATE, notebook));
  expect(await countMessages('ReportDeadLetters', ['ApproximateNumberOfMessages'])).toBe(0);
});

test('a function that dies under way loses nothing', async () => {
  const objects = Array.from({ length: 10 }, (_each, index) =>
    reportObjects(`killed-${index}`, 20_000),
  ).flat();
  await setVisibilityTimeout(15);
  const before = notedCalls().length;
  const started = notedProcesses().length;
  await land(objects);
  await waitFor('the function is at work', async () =>
    notedCalls()
      .slice(before)
      .some(({ operation, request }) => operation === 'PutObject' && request['Bucket'] === BUCKET),
  );
  const ours = notedProcesses().filter(({ function: name }) => name === stack.ids['OnReportCreated']);
  const alive = ours.filter(({ pid }) => isAlive(pid));
  expect(alive.length).toBeGreaterThan(0);
  for (const { pid } of alive) process.kill(pid, 'SIGKILL');
  await waitUntilOptedOut(objects);
  await waitUntilIdle();
  await setVisibilityTimeout(725);
  expect(notedProcesses().length).toBeGreaterThan(started);
  for (const object of objects) await expectRewritten(BUCKET, object);
  const { exitCode, out } = await audit(ledger, BUCKET);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('complete')]);
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('many reports at once: nothing is lost, and the audit is complete', async () => {
  const given = process.env['DEPLOYED_REPORTS'];
  const generated = Array.from({ length: REPORTS_AT_ONCE }, (_each, index) => reportObjects(`many-${index}`));
  const real = given === undefined ? [] : reportObjectsIn(given);
  const objects = generated.flat();
  const recordsBefore = (await readLedger(ledger)).length;
  const begunAtMs = Date.now();
  await land([...objects, ...real]);
  const landedMs = Date.now() - begunAtMs;
  await waitUntilOptedOut(objects, 600_000);
  const optedOutMs = Date.now() - begunAtMs;
  await waitUntilIdle(600_000);
  const idleMs = Date.now() - begunAtMs;
  for (const object of objects.slice(0, 20)) await expectRewritten(BUCKET, object);
  const records = await readLedger(ledger);
  const optedOut = new Set(
    records.filter(({ outcome }) => outcome === 'opted-out').map(({ object }) => object.key),
  );
  expect(generated.filter(([notebook]) => !optedOut.has(notebook.key))).toEqual([]);
  const { items } = await readFunctionLog();
  const ages = items.map((item) => Number((item as Record<string, unknown>)['OldestReportAge'] ?? 0));
  figures.push(
    `${REPORTS_AT_ONCE} reports (and ${real.length} real objects) landed in ${(landedMs / 1000).toFixed(0)} s, ` +
      `opted out and silenced after ${(optedOutMs / 1000).toFixed(0)} s ` +
      `(${((REPORTS_AT_ONCE / optedOutMs) * 1000).toFixed(1)} reports/s), queue empty after ${(idleMs / 1000).toFixed(0)} s; ` +
      `oldest when taken ${Math.max(...ages)} s; ${records.length - recordsBefore} records`,
  );
  const { exitCode, out } = await audit(ledger, BUCKET);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('complete')]);
}, 1_250_000);

test('every call that the functions made is allowed by their roles, and what they must not do is denied', async () => {
  const calls = notedCalls();
  expect(await findDeniedCalls(stack, calls)).toEqual([]);
  const operations = new Set(calls.map(({ operation }) => operation));
  for (const operation of [
    'GetObject',
    'PutObject',
    'GetObjectTagging',
    'PutBucketNotificationConfiguration',
  ])
    expect(operations).toContain(operation);
  const { own, forbidden } = attemptsByRole(stack, BUCKET);
  for (const [role, attempts] of Object.entries(own))
    expect([role, await findDenied(stack, role, attempts)]).toEqual([role, []]);
  for (const [role, attempts] of Object.entries(forbidden)) {
    const named = attempts.map(({ action, resource }) => `${action} ${resource}`);
    expect([role, await findDenied(stack, role, attempts)]).toEqual([role, named]);
  }
}, 300_000);
