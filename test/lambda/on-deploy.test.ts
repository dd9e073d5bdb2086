/** The custom resource: what it asks S3, and what it tells CloudFormation, which listens on loopback. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { NotificationConfigurations } from '../../src/aws/bucket-notifications.ts';
import { handler } from '../../src/lambda/on-deploy.ts';
import { turnOnEventBridge } from '../../src/lambda/turn-on-eventbridge.ts';

const createEvent = JSON.parse(
  readFileSync(new URL('../../events/on-deploy/create.json', import.meta.url), 'utf8'),
);
const OTHERS: NotificationConfiguration = {
  QueueConfigurations: [
    { Id: 'a', QueueArn: 'arn:aws:sqs:us-east-1:123456789012:a', Events: ['s3:ObjectRemoved:*'] },
    { Id: 'b', QueueArn: 'arn:aws:sqs:us-east-1:123456789012:b', Events: ['s3:ObjectCreated:Put'] },
  ],
  LambdaFunctionConfigurations: [
    {
      Id: 'f',
      LambdaFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      Events: ['s3:ObjectCreated:*'],
      Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'images/' }] } },
    },
  ],
};
const WITH_EVENTBRIDGE = { ...OTHERS, EventBridgeConfiguration: {} };

/** CloudFormation's side: what it was told, and what it answers. */
const told: { body: Record<string, unknown>; contentType: string | undefined }[] = [];
let statuses: number[] = [];
let cloudFormation: Server;
let responseUrl: string;
beforeAll(async () => {
  process.env['AWS_REGION'] = 'us-east-1';
  cloudFormation = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const status = statuses.shift() ?? 200;
    if (status === 200) {
      const text = Buffer.concat(chunks).toString();
      expect(text.length).toBeLessThanOrEqual(4096);
      told.push({ body: JSON.parse(text), contentType: request.headers['content-type'] });
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  responseUrl = `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/pre-signed`;
});
afterAll(() => new Promise((resolve) => cloudFormation.close(resolve)));

/** S3's side: the notification configuration of each bucket. */
const s3 = mockClient(S3Client);
let buckets: Map<string, NotificationConfiguration>;
beforeEach(() => {
  told.length = 0;
  statuses = [];
  buckets = new Map([
    ['sagemaker-us-east-1-123456789012', OTHERS],
    ['second', OTHERS],
  ]);
  s3.reset();
  s3.on(GetBucketNotificationConfigurationCommand).callsFake(({ Bucket }) => ({
    $metadata: {},
    ...configurationOf(Bucket),
  }));
  s3.on(PutBucketNotificationConfigurationCommand).callsFake(({ Bucket, NotificationConfiguration }) => {
    configurationOf(Bucket);
    buckets.set(Bucket, NotificationConfiguration);
  });
});
function configurationOf(bucket: string): NotificationConfiguration {
  const configuration = buckets.get(bucket);
  if (configuration === undefined) throw failure('NoSuchBucket', 404);
  return configuration;
}
const failure = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode } });

const request = (change: Record<string, unknown> = {}, names?: readonly unknown[]) => ({
  ...createEvent,
  ResponseURL: responseUrl,
  ...(names === undefined
    ? {}
    : { ResourceProperties: { ...createEvent.ResourceProperties, Buckets: names } }),
  ...change,
});
const puts = () => s3.commandCalls(PutBucketNotificationConfigurationCommand);
const IDS = {
  StackId: createEvent.StackId,
  RequestId: createEvent.RequestId,
  LogicalResourceId: 'EventBridgeForBuckets',
};

test('turns EventBridge on, and leaves the other notifications as they are', async () => {
  await handler(request(), {});
  expect(buckets.get('sagemaker-us-east-1-123456789012')).toEqual(WITH_EVENTBRIDGE);
  expect(puts().map(({ args }) => args[0].input)).toMatchObject([
    { ExpectedBucketOwner: '123456789012', SkipDestinationValidation: true },
  ]);
  expect(told).toEqual([
    {
      contentType: '',
      body: {
        Status: 'SUCCESS',
        ...IDS,
        PhysicalResourceId: `EventBridgeForBuckets-${createEvent.RequestId}`,
        Data: { Buckets: 'sagemaker-us-east-1-123456789012 turned-on' },
      },
    },
  ]);
});

test('once more: nothing is written, and the physical id stays', async () => {
  await handler(request({}, ['second', 'second']), {});
  await handler(request({ RequestType: 'Update', PhysicalResourceId: 'p' }, ['second']), {});
  expect(puts()).toHaveLength(1);
  expect(told[1]?.body).toMatchObject({ PhysicalResourceId: 'p', Data: { Buckets: 'second already-on' } });
});

test('removing the stack asks S3 nothing and turns nothing off', async () => {
  await handler(request({ RequestType: 'Delete', PhysicalResourceId: 'p' }), {});
  expect(s3.calls()).toEqual([]);
  expect(told[0]?.body).toMatchObject({ Status: 'SUCCESS', Data: { Buckets: 'left as they are' } });
});

describe('a bucket that cannot be used fails the deployment with its name, and no bucket is changed', () => {
  test.each([
    ['does not exist', failure('NoSuchBucket', 404), /s3:\/\/bad\/: the bucket does not exist: correct/],
    [
      'lies in another region',
      failure('PermanentRedirect', 301),
      /s3:\/\/bad\/: .*another region.*deploy a stack/,
    ],
    ['cannot be reached', failure('ServiceUnavailable', 503), /s3:\/\/bad\/: throttled|S3 does not answer/],
  ])('%s', async (_what, error, reason) => {
    s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'bad' }).rejects(error);
    await handler(request({}, ['second', 'bad']), {});
    expect(told.map(({ body }) => body)).toMatchObject([
      { Status: 'FAILED', ...IDS, Reason: expect.stringMatching(reason) },
    ]);
    expect(puts()).toEqual([]);
  });

  test.each([[[]], [['']], ['text'], [undefined], [['a', 1]]])('no list of names: %j', async (names) => {
    await handler(request({ ResourceProperties: { Buckets: names } }), {});
    expect(told[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/ReportBuckets/) });
  });
});

const configurations = () =>
  new NotificationConfigurations(new S3Client({ region: 'us-east-1' }), '123456789012');

test('access denied: tried again for a while, since a new role may not be known yet', async () => {
  const waits: number[] = [];
  s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'second' })
    .rejectsOnce(failure('AccessDenied', 403))
    .callsFake(() => ({ $metadata: {}, ...configurationOf('second') }));
  const wait = async (ms: number) => waits.push(ms);
  expect(await turnOnEventBridge(['second'], configurations(), wait)).toEqual([
    { bucket: 'second', result: 'turned-on' },
  ]);
  expect(waits).toEqual([1000]);
  s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'second' }).rejects(
    failure('AccessDenied', 403),
  );
  await expect(turnOnEventBridge(['second'], configurations(), wait)).rejects.toThrow(
    /s3:\/\/second\/: access denied: if the bucket belongs to another account/,
  );
  expect(waits).toEqual([1000, 1000, 2000, 4000, 8000]);
});

describe('a deployment that fails half way', () => {
  test('gives the buckets back what they had', async () => {
    s3.on(PutBucketNotificationConfigurationCommand, { Bucket: 'second' }).rejects(
      failure('NoSuchBucket', 404),
    );
    await handler(request({}, ['sagemaker-us-east-1-123456789012', 'second']), {});
    expect(told[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/s3:\/\/second\//),
    });
    expect(buckets.get('sagemaker-us-east-1-123456789012')).toEqual(OTHERS);
  });

  test('leaves alone what somebody else has changed since, and what was on before', async () => {
    const changed = { ...WITH_EVENTBRIDGE, TopicConfigurations: [] as never[] };
    buckets.set('on', WITH_EVENTBRIDGE);
    s3.on(PutBucketNotificationConfigurationCommand, { Bucket: 'second' }).callsFake(() => {
      const [queue] = OTHERS.QueueConfigurations ?? [];
      buckets.set('first', { ...changed, QueueConfigurations: queue === undefined ? [] : [queue] });
      throw failure('NoSuchBucket', 404);
    });
    buckets.set('first', OTHERS);
    await expect(turnOnEventBridge(['on', 'first', 'second'], configurations())).rejects.toThrow(/second/);
    expect(buckets.get('first')?.EventBridgeConfiguration).toEqual({});
    expect(buckets.get('on')).toEqual(WITH_EVENTBRIDGE);
  });

  test('says which bucket may be left turned on', async () => {
    let writes = 0;
    s3.on(PutBucketNotificationConfigurationCommand).callsFake(({ Bucket, NotificationConfiguration }) => {
      writes += 1;
      if (writes > 1) throw failure('NoSuchBucket', 404);
      buckets.set(Bucket, NotificationConfiguration);
    });
    const buckets2 = ['sagemaker-us-east-1-123456789012', 'second'];
    await expect(turnOnEventBridge(buckets2, configurations())).rejects.toThrow(
      /s3:\/\/second\/.*; EventBridge may be left turned on for s3:\/\/sagemaker-us-east-1-123456789012$/,
    );
  });
});

describe('somebody else changes the notifications at the same time', () => {
  test('before our write: their change is kept', async () => {
    let reads = 0;
    const theirs = { QueueConfigurations: OTHERS.QueueConfigurations ?? [] };
    s3.on(GetBucketNotificationConfigurationCommand).callsFake(({ Bucket }) => {
      reads += 1;
      if (reads === 2) buckets.set(Bucket, theirs);
      return { $metadata: {}, ...configurationOf(Bucket) };
    });
    expect(await turnOnEventBridge(['second'], configurations(), async () => {})).toEqual([
      { bucket: 'second', result: 'turned-on' },
    ]);
    expect(buckets.get('second')).toEqual({ ...theirs, EventBridgeConfiguration: {} });
  });

  test('right after it: EventBridge is added to what they wrote', async () => {
    let writes = 0;
    s3.on(PutBucketNotificationConfigurationCommand).callsFake(({ Bucket, NotificationConfiguration }) => {
      writes += 1;
      buckets.set(Bucket, writes === 1 ? {} : NotificationConfiguration);
    });
    await turnOnEventBridge(['second'], configurations(), async () => {});
    expect(buckets.get('second')).toEqual({ EventBridgeConfiguration: {} });
  });

  test('again and again: the deployment fails', async () => {
    let count = 0;
    s3.on(GetBucketNotificationConfigurationCommand).callsFake(() => {
      count += 1;
      return { $metadata: {}, QueueConfigurations: [{ Id: `${count}`, QueueArn: 'q', Events: [] }] };
    });
    await expect(turnOnEventBridge(['second'], configurations(), async () => {})).rejects.toThrow(
      /in each of 5 attempts/,
    );
    expect(puts()).toEqual([]);
  });
});

describe('CloudFormation is told in every case', () => {
  test('also when S3 never answers', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).callsFake(() => new Promise(() => {}));
    await handler(request(), { getRemainingTimeInMillis: () => 5_050 });
    expect(told[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^out of time/) });
  });

  test('also when it answers only after a while', async () => {
    statuses = [503, 500];
    await handler(request(), {});
    expect(told).toHaveLength(1);
  });

  test('and when it cannot be, Lambda runs the request again', async () => {
    statuses = [503, 503, 503, 503];
    await expect(handler(request(), {})).rejects.toThrow(/cannot be told/);
  });

  test('with a reason that is cut to what it takes', async () => {
    const name = 'b'.repeat(5_000);
    await handler(request({}, [name]), {});
    expect(told[0]?.body).toMatchObject({ Status: 'FAILED' });
  });
});

test('an event of something else is an error', async () => {
  await expect(handler({ RequestType: 'Create' }, {})).rejects.toThrow(/no request of CloudFormation/);
  await expect(handler(request({ RequestType: 'Other' }), {})).rejects.toThrow(
    /no request of CloudFormation/,
  );
});

vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
