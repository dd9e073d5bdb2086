/** The custom resource: its calls of S3, and its answers to CloudFormation, a server on loopback. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { handler } from '../../src/lambda/on-deploy.ts';
import { buckets, FIRST, failure, OTHERS, puts, s3, WITH_EVENTBRIDGE } from '../support/notifications.ts';

const createEvent = JSON.parse(
  readFileSync(new URL('../../events/on-deploy/create.json', import.meta.url), 'utf8'),
);
/** The side of CloudFormation: the responses received, and the HTTP statuses to answer with. */
const responses: { body: Record<string, unknown>; contentType: string | undefined }[] = [];
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
      responses.push({ body: JSON.parse(text), contentType: request.headers['content-type'] });
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  responseUrl = `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/pre-signed`;
});
afterAll(() => new Promise((resolve) => cloudFormation.close(resolve)));

beforeEach(() => {
  responses.length = 0;
  statuses = [];
});

const request = (change: Record<string, unknown> = {}, names?: readonly unknown[]) => ({
  ...createEvent,
  ResponseURL: responseUrl,
  ...(names === undefined
    ? {}
    : { ResourceProperties: { ...createEvent.ResourceProperties, Buckets: names } }),
  ...change,
});
const IDS = {
  StackId: createEvent.StackId,
  RequestId: createEvent.RequestId,
  LogicalResourceId: 'EventBridgeForBuckets',
};

test('turns EventBridge on, and leaves the other notifications as they are', async () => {
  await handler(request(), {});
  expect(buckets.get(FIRST)).toEqual(WITH_EVENTBRIDGE);
  expect(puts().map(({ args }) => args[0].input)).toMatchObject([
    { ExpectedBucketOwner: '123456789012', SkipDestinationValidation: true },
  ]);
  expect(responses).toEqual([
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

test('a second time: nothing is written, and the physical id stays', async () => {
  await handler(request({}, ['second', 'second']), {});
  await handler(request({ RequestType: 'Update', PhysicalResourceId: 'p' }, ['second']), {});
  expect(puts()).toHaveLength(1);
  expect(responses[1]?.body).toMatchObject({
    PhysicalResourceId: 'p',
    Data: { Buckets: 'second already-on' },
  });
});

test('deleting the stack makes no call to S3 and turns nothing off', async () => {
  await handler(request({ RequestType: 'Delete', PhysicalResourceId: 'p' }), {});
  expect(s3.calls()).toEqual([]);
  expect(responses[0]?.body).toMatchObject({ Status: 'SUCCESS', Data: { Buckets: 'unchanged' } });
});

describe('a bucket that cannot be used fails the deployment with its name, and no bucket is changed', () => {
  test.each([
    ['does not exist', failure('NoSuchBucket', 404), /s3:\/\/bad\/: the bucket does not exist: correct/],
    [
      'lies in another region',
      failure('PermanentRedirect', 301),
      /s3:\/\/bad\/: .*another region.*deploy a stack/,
    ],
    ['cannot be reached', failure('ServiceUnavailable', 503), /s3:\/\/bad\/: S3 is unavailable/],
  ])('%s', async (_what, error, reason) => {
    s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'bad' }).rejects(error);
    await handler(request({}, ['second', 'bad']), {});
    expect(responses.map(({ body }) => body)).toMatchObject([
      { Status: 'FAILED', ...IDS, Reason: expect.stringMatching(reason) },
    ]);
    expect(puts()).toEqual([]);
  });

  test.each([[[]], [['']], ['text'], [undefined], [['a', 1]]])('no list of names: %j', async (names) => {
    await handler(request({ ResourceProperties: { Buckets: names } }), {});
    expect(responses[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/ReportBuckets/),
    });
  });
});

test('a deployment that fails half way restores the configurations', async () => {
  s3.on(PutBucketNotificationConfigurationCommand, { Bucket: 'second' }).rejects(
    failure('NoSuchBucket', 404),
  );
  await handler(request({}, [FIRST, 'second']), {});
  expect(responses[0]?.body).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/s3:\/\/second\//),
  });
  expect(buckets.get(FIRST)).toEqual(OTHERS);
});

describe('CloudFormation gets a response in every case', () => {
  test('also when S3 never answers', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).callsFake(() => new Promise(() => {}));
    await handler(request(), { getRemainingTimeInMillis: () => 5_050 });
    expect(responses[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^timed out/),
    });
  });

  test('also when it answers only after a while', async () => {
    statuses = [503, 500];
    await handler(request(), {});
    expect(responses).toHaveLength(1);
  });

  test('and when it takes none, Lambda runs the request again', async () => {
    statuses = [503, 503, 503, 503];
    await expect(handler(request(), {})).rejects.toThrow(/cannot send the result to CloudFormation/);
  });

  test('with a reason no longer than it takes', async () => {
    const name = 'b'.repeat(5_000);
    await handler(request({}, [name]), {});
    expect(responses[0]?.body).toMatchObject({ Status: 'FAILED' });
  });
});

test('any other event is an error', async () => {
  await expect(handler({ RequestType: 'Create' }, {})).rejects.toThrow(/not a request of CloudFormation/);
  await expect(handler(request({ RequestType: 'Other' }), {})).rejects.toThrow(
    /not a request of CloudFormation/,
  );
});

vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
