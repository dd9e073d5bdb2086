/**
 * EventBridge's events about S3 objects. Source: Amazon S3 User Guide, "EventBridge event message structure".
 */
import { defined } from '../text/defined.ts';
import type { Delivery } from './delivery.ts';
import { textAt } from './json.ts';
import { decodeKey, timeOf } from './s3-notification.ts';

/** Whether an event has EventBridge's envelope. */
export const isEventBridge = (event: unknown): boolean => textAt(event, 'detail-type') !== undefined;

/** The delivery of one event. Keys are not URL-encoded here, as is widely reported; AWS does not say so. */
export function decodeEventBridge(event: unknown): Delivery {
  const [source = 'nobody', type] = [textAt(event, 'source'), textAt(event, 'detail-type')];
  if (source !== 'aws.s3' || type !== 'Object Created')
    return { kind: 'ignored', why: `"${type}" of ${source} is no creation in S3` };
  const bucket = textAt(event, 'detail', 'bucket', 'name');
  const key = textAt(event, 'detail', 'object', 'key');
  if (bucket === undefined || key === undefined) {
    return { kind: 'malformed', why: 'an EventBridge event without detail.bucket.name or detail.object.key' };
  }
  const decodedKey = decodeKey(key);
  const versionId = textAt(event, 'detail', 'object', 'version-id');
  const eventId = textAt(event, 'id');
  return {
    kind: 'created',
    bucket,
    key,
    ...(decodedKey === undefined || decodedKey === key ? {} : { decodedKey }),
    ...(versionId ? { versionId } : {}),
    trigger: {
      source: 'eventbridge',
      ...defined({ eventId }),
      ...timeOf(textAt(event, 'time')),
    },
  };
}
