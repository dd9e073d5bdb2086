/** Turns EventBridge on for all buckets of a deployment, or for none: never off, nothing else changed. */
import pRetry from 'p-retry';
import type { BucketNotifications, NotificationConfigurations } from '../aws/bucket-notifications.ts';
import { Fault } from '../report/fault.ts';
import { showSafely } from '../text/safe-text.ts';

/** The result for one bucket. */
export interface BucketResult {
  readonly bucket: string;
  readonly result: 'turned-on' | 'already-on';
}

/** Configurations by bucket. */
type Configurations = Map<string, BucketNotifications>;

/**
 * Reads the configuration of every bucket before it changes any. When a later bucket fails, those changed by this
 * call get their previous configuration back, unless somebody has changed it since.
 * @throws Fault that names the bucket and what to do
 */
export async function turnOnEventBridge(
  buckets: readonly string[],
  notifications: NotificationConfigurations,
): Promise<BucketResult[]> {
  const configurations: Configurations = new Map();
  for (const bucket of buckets) {
    configurations.set(bucket, await retryWhileDenied(() => notifications.read(bucket)));
  }
  const previous: Configurations = new Map();
  try {
    const results: BucketResult[] = [];
    for (const [bucket, configuration] of configurations) {
      const result = await turnOnForBucket(bucket, configuration, previous, notifications);
      results.push({ bucket, result });
    }
    return results;
  } catch (error) {
    throw await rollBack(error, previous, notifications);
  }
}

/** `previous` is given what the bucket had before it was last written. */
function turnOnForBucket(
  bucket: string,
  first: BucketNotifications,
  previous: Configurations,
  notifications: NotificationConfigurations,
): Promise<BucketResult['result']> {
  const attempt = async (attemptNumber: number): Promise<BucketResult['result']> => {
    const configuration = attemptNumber === 1 ? first : await notifications.read(bucket);
    if (!configuration.isEventBridgeOn) previous.set(bucket, configuration);
    const result = await retryWhileDenied(() => notifications.turnOn(bucket, configuration));
    // Somebody else turned it on, so a failed deployment must not turn it off.
    if (result === 'already-on') previous.delete(bucket);
    if (result === 'changed') throw new ConcurrentChange(bucket);
    return result;
  };
  return pRetry(attempt, {
    ...CHANGED_RETRIES,
    shouldRetry: ({ error }) => error instanceof ConcurrentChange,
  });
}

/** 1, 2, 4 and 8 seconds between five attempts. */
const CHANGED_RETRIES = { retries: 4, minTimeout: 1_000, factor: 2 } as const;

/** Somebody else changed the configuration while it was read and written. */
class ConcurrentChange extends Fault {
  constructor(bucket: string) {
    const attempts = CHANGED_RETRIES.retries + 1;
    const message = `cannot turn EventBridge on for s3://${showSafely(bucket)}: its notifications were changed by somebody else in each of ${attempts} attempts: deploy again when nothing else changes them`;
    super('unavailable', message, { retryable: true });
  }
}

/** Gives the buckets their previous configuration back. Returns the error to report: it names what could not be undone. */
async function rollBack(
  error: unknown,
  previous: Configurations,
  notifications: NotificationConfigurations,
): Promise<unknown> {
  const failed: string[] = [];
  for (const [bucket, configuration] of previous) {
    await notifications.putBack(bucket, configuration).catch(() => failed.push(showSafely(`s3://${bucket}`)));
  }
  if (failed.length === 0 || !(error instanceof Error)) return error;
  return new Error(`${error.message}; EventBridge may still be turned on for ${failed.join(', ')}`, {
    cause: error,
  });
}

/** IAM takes some seconds to make a new role known everywhere; until then it may be denied what it may do. */
const DENIED_RETRIES = { retries: 4, minTimeout: 1_000, factor: 2 } as const;

const retryWhileDenied = <Result>(call: () => Promise<Result>): Promise<Result> =>
  pRetry(call, {
    ...DENIED_RETRIES,
    shouldRetry: ({ error }) => error instanceof Fault && error.code === 'access-denied',
  });
