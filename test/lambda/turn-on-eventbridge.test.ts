/** Turning EventBridge on for several buckets, while others write, and when it fails half way. */
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
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
    await expect(turnOnEventBridge([FIRST, 'second'], configurations())).rejects.toThrow(
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
