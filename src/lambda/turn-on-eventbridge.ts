/** Turns EventBridge on for all buckets of a deployment, or for none: never off, nothing else changed. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BucketNotifications, NotificationConfigurations } from '../aws/bucket-notifications.ts';
import { Fault } from '../report/fault.ts';
import { showSafely } from '../text/safe-text.ts';

/** How often a configuration is read anew that somebody else changes at the same time. */
const MAX_ATTEMPTS = 5;
/** A role that was made seconds ago may be denied what it may do; IAM needs so long to get around. */
const DENIED_RETRIES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000];

/** What was done about one bucket. */
export interface BucketResult {
  readonly bucket: string;
  readonly result: 'turned-on' | 'already-on';
}

/** Waits; tests wait less. */
export type Wait = (delayMs: number) => Promise<unknown>;

/**
 * Looks at every bucket before it changes any. When a later one fails, those changed by this call get back what
 * they had, as long as nobody has changed them since.
 * @throws Fault that names the bucket and what to do
 */
export async function turnOnEventBridge(
  buckets: readonly string[],
  notifications: NotificationConfigurations,
  wait: Wait = delay,
): Promise<BucketResult[]> {
  const seen = new Map<string, BucketNotifications>();
  for (const bucket of buckets) {
    seen.set(bucket, await patiently(() => notifications.read(bucket), wait));
  }
  const begun = new Map<string, BucketNotifications>();
  try {
    const results: BucketResult[] = [];
    for (const [bucket, first] of seen) {
      const result = await turnOnOne(bucket, first, begun, notifications, wait);
      results.push({ bucket, result });
    }
    return results;
  } catch (error) {
    throw await undone(error, begun, notifications);
  }
}

/** `begun` holds what each bucket had before it was last written. */
async function turnOnOne(
  bucket: string,
  first: BucketNotifications,
  begun: Map<string, BucketNotifications>,
  notifications: NotificationConfigurations,
  wait: Wait,
): Promise<BucketResult['result']> {
  let seen = first;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const earlier = seen;
    if (!earlier.isEventBridgeOn) begun.set(bucket, earlier);
    const answer = await patiently(() => notifications.turnOn(bucket, earlier), wait);
    // It is not ours to undo then.
    if (answer === 'already-on') begun.delete(bucket);
    if (answer !== 'changed') return answer;
    await wait(1_000 * attempt);
    seen = await notifications.read(bucket);
  }
  const message = `cannot turn EventBridge on for s3://${showSafely(bucket)}: its notifications were changed by somebody else in each of ${MAX_ATTEMPTS} attempts: deploy again when they are at rest`;
  throw new Fault('unavailable', message, { retryable: true });
}

/** Gives the buckets back what they had; answers the error to report, with what could not be undone. */
async function undone(
  error: unknown,
  begun: ReadonlyMap<string, BucketNotifications>,
  notifications: NotificationConfigurations,
): Promise<unknown> {
  const left: string[] = [];
  for (const [bucket, earlier] of begun) {
    await notifications.putBack(bucket, earlier).catch(() => left.push(showSafely(`s3://${bucket}`)));
  }
  if (left.length === 0 || !(error instanceof Error)) return error;
  return new Error(`${error.message}; EventBridge may be left turned on for ${left.join(', ')}`, {
    cause: error,
  });
}

async function patiently<Answer>(work: () => Promise<Answer>, wait: Wait): Promise<Answer> {
  for (const delayMs of DENIED_RETRIES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'access-denied') throw error;
      await wait(delayMs);
    }
  }
  return work();
}
