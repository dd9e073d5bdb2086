/**
 * From the bucket to the dead letters on moto's server: on-deploy turns EventBridge on, the template's rule takes
 * S3's events to the template's queue, the deployed handler drains it. The test plays Lambda's poller, nothing else.
 */
import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  type PutBucketNotificationConfigurationCommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NotificationConfigurations } from '../../../src/aws/bucket-notifications.ts';
import { turnOnEventBridge } from '../../../src/lambda/turn-on-eventbridge.ts';
import { wireReportHandler } from '../../../src/lambda/wiring.ts';
import { readLog } from '../../support/read-log.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { propertiesOf } from '../../support/template/template.ts';
import { connectToMoto, motoConnection, motoEndpoint } from '../setup/moto.ts';

const ACCOUNT = '123456789012';
const BUCKET = 'pipeline-reports';
const s3 = connectToMoto();
const sqs = new SQSClient(motoConnection);

/** moto takes EventBridge and sends its events, but leaves it out when it is asked for the configuration. */
const turnedOn = new Set<string>();
s3.middlewareStack.add(
  (next) => async (args) => {
    const answer = await next(args);
    const { Bucket = '', NotificationConfiguration } =
      args.input as PutBucketNotificationConfigurationCommandInput;
    if (NotificationConfiguration?.EventBridgeConfiguration !== undefined) turnedOn.add(Bucket);
    const isRead = NotificationConfiguration === undefined && !('Key' in args.input);
    if (isRead && turnedOn.has(Bucket)) Object.assign(answer.output, { EventBridgeConfiguration: {} });
    return answer;
  },
  { step: 'initialize' },
);
const lines: string[] = [];
const handler = wireReportHandler({}, (line) => lines.push(line));

interface QueueProperties {
  readonly RedrivePolicy: { readonly maxReceiveCount: number };
}
interface RuleProperties {
  readonly EventPattern: unknown;
}
const { maxReceiveCount } = propertiesOf<QueueProperties>('ReportQueue').RedrivePolicy;
let queueUrl = '';
let deadLettersUrl = '';
const arnOf = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;

/** EventBridge's JSON protocol; the server checks no signature, but reads the service off it. */
async function eventBridge(action: string, body: unknown): Promise<void> {
  const response = await fetch(motoEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${action}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/events/aws4_request',
    },
    body: JSON.stringify(body),
  });
  expect([action, response.status]).toEqual([action, 200]);
}

const makeQueue = async (name: string, attributes: Record<string, string> = {}): Promise<string> => {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  return QueueUrl;
};

/** What the bucket had before we came. */
const OTHERS = {
  QueueConfigurations: [
    { Id: 'theirs', QueueArn: arnOf('somebody-else'), Events: ['s3:ObjectRemoved:*' as const] },
  ],
};

beforeAll(async () => {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await makeQueue('somebody-else');
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration: OTHERS }),
  );
  deadLettersUrl = await makeQueue('report-dead-letters');
  queueUrl = await makeQueue('reports', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('report-dead-letters'), maxReceiveCount }),
  });
  const { EventPattern } = propertiesOf<RuleProperties>('ReportCreatedRule', { ReportBuckets: BUCKET });
  await eventBridge('PutRule', { Name: 'report-created', EventPattern: JSON.stringify(EventPattern) });
  await eventBridge('PutTargets', {
    Rule: 'report-created',
    Targets: [{ Id: 'reports', Arn: arnOf('reports') }],
  });
});
afterAll(() => {
  s3.destroy();
  sqs.destroy();
});

const put = (Key: string, Body: Buffer, Bucket = BUCKET) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** One turn of Lambda's poller: failed messages become visible at once instead of after their timeout. */
async function poll(): Promise<{ received: number; failed: number }> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
  );
  if (Messages.length === 0) return { received: 0, failed: 0 };
  const Records = Messages.map(({ MessageId, Body }) => ({
    messageId: MessageId,
    body: Body,
    eventSource: 'aws:sqs',
  }));
  const answer = await handler({ Records }, { awsRequestId: 'poll' });
  const failed = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { MessageId = '', ReceiptHandle } of Messages) {
    const place = { QueueUrl: queueUrl, ReceiptHandle };
    if (failed.has(MessageId))
      await sqs.send(new ChangeMessageVisibilityCommand({ ...place, VisibilityTimeout: 0 }));
    else await sqs.send(new DeleteMessageCommand(place));
  }
  return { received: Messages.length, failed: failed.size };
}

/** Polls until the queue is empty; answers how many messages came out, repeats counted. */
async function drain(): Promise<number> {
  let total = 0;
  for (let turn = 0; turn < 50; turn += 1) {
    const { received } = await poll();
    if (received === 0) return total;
    total += received;
  }
  throw new Error('the queue does not come to rest');
}

const records = () => readLog(lines).records;

test('on-deploy turns EventBridge on and keeps what was there', async () => {
  const notifications = new NotificationConfigurations(s3, ACCOUNT);
  expect(await turnOnEventBridge([BUCKET], notifications)).toEqual([{ bucket: BUCKET, result: 'turned-on' }]);
  const after = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }));
  expect(after.EventBridgeConfiguration).toEqual({});
  expect(after.QueueConfigurations).toEqual(OTHERS.QueueConfigurations);
  expect(await turnOnEventBridge([BUCKET], notifications)).toEqual([
    { bucket: BUCKET, result: 'already-on' },
  ]);
});

test('a bucket that does not exist fails with its name, and leaves the others alone', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'pipeline-other' }));
  const notifications = new NotificationConfigurations(s3, ACCOUNT);
  await expect(turnOnEventBridge(['pipeline-other', 'pipeline-none'], notifications)).rejects.toThrow(
    /s3:\/\/pipeline-none\/: the bucket does not exist/,
  );
  const other = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: 'pipeline-other' }));
  expect(other.EventBridgeConfiguration).toBeUndefined();
});

test('reports that land are opted out, anything else never reaches the queue', async () => {
  const report = generateReport({ outputBytes: 300 });
  const special = generateReport({ trainingJobName: 'a b+c%20/ä', outputBytes: 300 });
  await put(`${report.folder}profiler-report.html`, report.html);
  await put(`${report.folder}profiler-report.ipynb`, report.notebook);
  await put(`${special.folder}profiler-report.ipynb`, special.notebook);
  await put('profiler-output/profiler-report.ipynb', report.notebook);
  await put(`${report.folder}profiler-reports/BatchSize.json`, Buffer.from('{}'));
  await put('x-profiler-output/profiler-report.ipynb', report.notebook);
  await put('job/profiler-output/profiler-report.ipynb.bak', report.notebook);
  // Four objects are reports, and the three notebooks' rewritings raise events of their own.
  expect(await drain()).toBe(7);
  const outcomes = records().map(({ outcome, object }) => `${outcome} ${object.key.split('/').at(-1)}`);
  const optedOut = outcomes.filter((outcome) => outcome === 'opted-out profiler-report.ipynb');
  expect(optedOut).toHaveLength(3);
  for (const key of [
    `${report.folder}profiler-report.ipynb`,
    `${special.folder}profiler-report.ipynb`,
    'profiler-output/profiler-report.ipynb',
  ]) {
    const { ContentLength } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    const original = key.startsWith(special.folder) ? special.notebook : report.notebook;
    expect(ContentLength).toBe(original.length + 14);
  }
  expect(await drain()).toBe(0);
});

test('a bucket that nobody named raises nothing', async () => {
  await put('job/profiler-output/profiler-report.ipynb', Buffer.from('{}'), 'pipeline-other');
  expect(await drain()).toBe(0);
});

test('a malformed message and a fault end among the dead letters, with reasons on the log; the rest is done', async () => {
  lines.length = 0;
  const report = generateReport({ trainingJobName: 'good', outputBytes: 300 });
  await put(`${report.folder}profiler-report.ipynb`, report.notebook);
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  await send('no event');
  const gone = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: {
      bucket: { name: 'pipeline-none' },
      object: { key: 'job/profiler-output/profiler-report.ipynb' },
    },
  };
  await send(JSON.stringify(gone));
  await drain();
  expect(records().map(({ outcome }) => outcome)).toContain('opted-out');
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: deadLettersUrl, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map(({ Body }) => Body).sort()).toEqual(['no event', JSON.stringify(gone)]);
  const errors = readLog(lines).items.filter(({ level }) => level === 'ERROR');
  const said = (message: string) => errors.filter((error) => error.message === message);
  expect([said('malformed delivery').length, said('fault').length]).toEqual([
    maxReceiveCount,
    maxReceiveCount,
  ]);
  expect(new Set(errors.map(({ messageId }) => messageId))).toEqual(
    new Set(Messages.map(({ MessageId }) => MessageId)),
  );
});
