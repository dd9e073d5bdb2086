/**
 * Turns EventBridge on in a bucket's notification configuration and leaves the rest of it as it is.
 * S3 has no conditional write here, so the configuration is read right before and right after the write.
 * Source: Amazon S3 API Reference, PutBucketNotificationConfiguration (replaces the whole configuration).
 */
import { isDeepStrictEqual } from 'node:util';
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { s3Fault } from './errors/faults.ts';

/** A bucket's notification configuration as it was read: opaque to callers, who give it back. */
export interface BucketNotifications {
  readonly isEventBridgeOn: boolean;
  readonly configuration: NotificationConfiguration;
}

/** The result of turning EventBridge on: `changed` when somebody else changed the configuration meanwhile. */
export type TurnOnResult = 'turned-on' | 'already-on' | 'changed';

const MESSAGES = {
  'not-found': 'the bucket does not exist: correct ReportBuckets',
  'wrong-region':
    'the bucket is in another region, whose events do not reach this stack: remove it from ReportBuckets, and deploy a stack in its region',
  'access-denied':
    'access denied: if the bucket belongs to another account, deploy a stack there. Otherwise allow s3:GetBucketNotification and s3:PutBucketNotification in its policy, or turn EventBridge on yourself and set TurnOnEventBridge to false',
} as const;

/** The notification configurations of the buckets of one account. Needs s3:GetBucketNotification, s3:PutBucketNotification. */
export class NotificationConfigurations {
  readonly #client: S3Client;
  readonly #accountId: string;

  /** Buckets of other accounts are refused: their events do not reach the rule of this account. */
  constructor(client: S3Client, accountId: string) {
    this.#client = client;
    this.#accountId = accountId;
  }

  /** @throws Fault */
  async read(bucket: string): Promise<BucketNotifications> {
    try {
      const command = new GetBucketNotificationConfigurationCommand({
        Bucket: bucket,
        ExpectedBucketOwner: this.#accountId,
      });
      const { $metadata, ...configuration } = await this.#client.send(command);
      return notificationsOf(configuration);
    } catch (error) {
      throw s3Fault(error, 'read the notifications of', { bucket }, MESSAGES);
    }
  }

  /**
   * Adds EventBridge to the configuration `expected`, if the bucket still has that, and reads back the result.
   * @throws Fault
   */
  async turnOn(bucket: string, expected: BucketNotifications): Promise<TurnOnResult> {
    if (expected.isEventBridgeOn) return 'already-on';
    if (!isSame(await this.read(bucket), expected)) return 'changed';
    const written = withEventBridge(expected);
    await this.#write(bucket, written);
    return isSame(await this.read(bucket), written) ? 'turned-on' : 'changed';
  }

  /**
   * Undoes a set-up that failed half way: restores `previous` if the bucket has that with EventBridge added.
   * @throws Fault
   */
  async putBack(bucket: string, previous: BucketNotifications): Promise<void> {
    if (isSame(await this.read(bucket), withEventBridge(previous))) await this.#write(bucket, previous);
  }

  /** The destinations of the bucket's other notifications are not validated: a broken one must not stop the deployment. */
  async #write(bucket: string, { configuration }: BucketNotifications): Promise<void> {
    try {
      await this.#client.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: bucket,
          ExpectedBucketOwner: this.#accountId,
          NotificationConfiguration: configuration,
          SkipDestinationValidation: true,
        }),
      );
    } catch (error) {
      throw s3Fault(error, 'write the notifications of', { bucket }, MESSAGES);
    }
  }
}

const notificationsOf = (configuration: NotificationConfiguration): BucketNotifications => ({
  isEventBridgeOn: configuration.EventBridgeConfiguration !== undefined,
  configuration,
});

const withEventBridge = ({ configuration }: BucketNotifications): BucketNotifications =>
  notificationsOf({ ...configuration, EventBridgeConfiguration: {} });

const isSame = (a: BucketNotifications, b: BucketNotifications): boolean =>
  isDeepStrictEqual(comparable(a.configuration), comparable(b.configuration));

/** S3 may return lists in another order than they were written, and leave out empty ones. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(comparable(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0),
  );
  return Object.fromEntries(entries.sort().map(([name, item]) => [name, comparable(item)]));
}
