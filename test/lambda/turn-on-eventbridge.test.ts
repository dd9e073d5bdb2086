/** Turning EventBridge on for several buckets, while others write, and when it fails half way. */
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NotificationConfigurations } from '../../src/aws/bucket-notifications.ts';
import { turnOnEventBridge } from '../../src/lambda/turn-on-eventbridge.ts';
import {
  buckets,
  configurationOf,
  FIRST,
  failure,
  OTHERS,
  puts,
  s3,
  WITH_EVENTBRIDGE,
} from '../support/notifications.ts';

const configurations = () =>
  new NotificationConfigurations(new S3Client({ region: 'us-east-1' }), '123456789012');
const TURNED_ON = [{ bucket: 'second', result: 'turned-on' }];

/** Waits between attempts pass at once, and are counted. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Turns EventBridge on while time runs: the results or the error, and the time that it took. */
async function turnOn(...names: string[]) {
  const startMs = Date.now();
  const settled = turnOnEventBridge(names, configurations()).then(
    (results) => ({ results, error: undefined }),
    (error: Error) => ({ results: undefined, error: error.message }),
  );
  let isSettled = false;
  settled.then(() => {
    isSettled = true;
  });
  await vi.runAllTimersAsync();
  while (!isSettled) await vi.runAllTimersAsync();
  return { ...(await settled), tookMs: Date.now() - startMs };
}

test('access denied: tried again for a while, since a new role may not be known yet', async () => {
  s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'second' })
    .rejectsOnce(failure('AccessDenied', 403))
    .callsFake(() => ({ $metadata: {}, ...configurationOf('second') }));
  expect(await turnOn('second')).toMatchObject({ results: TURNED_ON, tookMs: 1_000 });
  s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'second' }).rejects(
    failure('AccessDenied', 403),
  );
  expect(await turnOn('second')).toMatchObject({
    error: expect.stringMatching(/s3:\/\/second\/: access denied: if the bucket belongs to another account/),
    tookMs: 15_000,
  });
});

describe('a deployment that fails half way', () => {
  test('leaves buckets alone that somebody else has changed since, or that were on before', async () => {
    const changed = { ...WITH_EVENTBRIDGE, TopicConfigurations: [] as never[] };
    buckets.set('on', WITH_EVENTBRIDGE);
    s3.on(PutBucketNotificationConfigurationCommand, { Bucket: 'second' }).callsFake(() => {
      const [queue] = OTHERS.QueueConfigurations ?? [];
      buckets.set('first', { ...changed, QueueConfigurations: queue === undefined ? [] : [queue] });
      throw failure('NoSuchBucket', 404);
    });
    buckets.set('first', OTHERS);
    expect((await turnOn('on', 'first', 'second')).error).toMatch(/second/);
    expect(buckets.get('first')?.EventBridgeConfiguration).toEqual({});
    expect(buckets.get('on')).toEqual(WITH_EVENTBRIDGE);
  });

  test('names the bucket that may still be turned on', async () => {
    let writes = 0;
    s3.on(PutBucketNotificationConfigurationCommand).callsFake(({ Bucket, NotificationConfiguration }) => {
      writes += 1;
      if (writes > 1) throw failure('NoSuchBucket', 404);
      buckets.set(Bucket, NotificationConfiguration);
    });
    expect((await turnOn(FIRST, 'second')).error).toMatch(
      /s3:\/\/second\/.*; EventBridge may still be turned on for s3:\/\/sagemaker-us-east-1-123456789012$/,
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
    expect(await turnOn('second')).toMatchObject({ results: TURNED_ON, tookMs: 1_000 });
    expect(buckets.get('second')).toEqual({ ...theirs, EventBridgeConfiguration: {} });
  });

  test('right after it: EventBridge is added to what they wrote', async () => {
    let writes = 0;
    s3.on(PutBucketNotificationConfigurationCommand).callsFake(({ Bucket, NotificationConfiguration }) => {
      writes += 1;
      buckets.set(Bucket, writes === 1 ? {} : NotificationConfiguration);
    });
    await turnOn('second');
    expect(buckets.get('second')).toEqual({ EventBridgeConfiguration: {} });
  });

  test('again and again: the deployment fails', async () => {
    let count = 0;
    s3.on(GetBucketNotificationConfigurationCommand).callsFake(() => {
      count += 1;
      return { $metadata: {}, QueueConfigurations: [{ Id: `${count}`, QueueArn: 'q', Events: [] }] };
    });
    expect(await turnOn('second')).toMatchObject({
      error: expect.stringMatching(/in each of 5 attempts/),
      tookMs: 15_000,
    });
    expect(puts()).toEqual([]);
  });
});
