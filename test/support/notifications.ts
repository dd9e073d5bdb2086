/** S3's side of notification configurations: the SDK's commands, answered from a map that the test can change. */
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach } from 'vitest';

/** Notifications that are not ours. */
export const OTHERS: NotificationConfiguration = {
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
/** The same, with EventBridge turned on. */
export const WITH_EVENTBRIDGE = { ...OTHERS, EventBridgeConfiguration: {} };

/** The bucket of events/on-deploy/create.json. */
export const FIRST = 'sagemaker-us-east-1-123456789012';
export const s3 = mockClient(S3Client);
/** Each bucket's configuration; one that is not here does not exist. */
export const buckets = new Map<string, NotificationConfiguration>();
beforeEach(() => {
  buckets.clear();
  buckets.set(FIRST, OTHERS).set('second', OTHERS);
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

/** @throws S3ServiceException as S3 does for a bucket that does not exist */
export function configurationOf(bucket: string): NotificationConfiguration {
  const configuration = buckets.get(bucket);
  if (configuration === undefined) throw failure('NoSuchBucket', 404);
  return configuration;
}

/** What the SDK throws for an answer of S3's that is an error. */
export const failure = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode } });

/** The writes that were asked for. */
export const puts = () => s3.commandCalls(PutBucketNotificationConfigurationCommand);
