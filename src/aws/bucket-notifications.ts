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
import { s3Fault } from './faults.ts';

/** A bucket's notification configuration as it was read: opaque, to be given back. */
export interface BucketNotifications {
  readonly isEventBridgeOn: boolean;
  readonly configuration: NotificationConfiguration;
}

/** What came of turning EventBridge on: `changed` when somebody else changed the configuration meanwhile. */
export type TurnedOn = 'turned-on' | 'already-on' | 'changed';

const ADVICE = {
  'not-found': 'the bucket does not exist: correct ReportBuckets',
  'wrong-region':
    'the bucket lies in another region, whose events this stack does not get: take it out of ReportBuckets, and deploy a stack in its region',
  'access-denied':
    'access denied: if the bucket belongs to another account, deploy a stack there; else let its policy allow s3:GetBucketNotification and s3:PutBucketNotification, or turn EventBridge on yourself and set TurnOnEventBridge to false',
} as const;

/** The notification configurations of the buckets of one account. Needs s3:GetBucketNotification, s3:PutBucketNotification. */
export class NotificationConfigurations {
  readonly #client: S3Client;
  readonly #accountId: string;

  /** Buckets of other accounts are refused: their events would not reach this account's rule. */
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
      throw s3Fault(error, 'read the notifications of', { bucket }, ADVICE);
    }
  }

  /**
   * Adds EventBridge to what `seen` holds, if the bucket still has that, and reads back what then stands there.
   * @throws Fault
   */
  async turnOn(bucket: string, seen: BucketNotifications): Promise<TurnedOn> {
    if (seen.isEventBridgeOn) return 'already-on';
    if (!isSame(await this.read(bucket), seen)) return 'changed';
    const written = withEventBridge(seen);
    await this.#write(bucket, written);
    return isSame(await this.read(bucket), written) ? 'turned-on' : 'changed';
  }

  /**
   * Undoes a set-up that failed half way: puts `earlier` back if the bucket has that with EventBridge added.
   * @throws Fault
   */
  async putBack(bucket: string, earlier: BucketNotifications): Promise<void> {
    if (isSame(await this.read(bucket), withEventBridge(earlier))) await this.#write(bucket, earlier);
  }

  /** The targets of the bucket's other notifications are not ours to test: a broken one must not stop us. */
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
      throw s3Fault(error, 'write the notifications of', { bucket }, ADVICE);
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

/** S3 may give lists in another order than it took them, and empty ones as none. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(comparable(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0),
  );
  return Object.fromEntries(entries.sort().map(([name, item]) => [name, comparable(item)]));
}
