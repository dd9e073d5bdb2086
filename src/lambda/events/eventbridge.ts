/**
 * EventBridge's events about S3 objects. Source: Amazon S3 User Guide, "EventBridge event message structure".
 */
import type { S3ObjectCreatedNotificationEvent } from 'aws-lambda';
import { defined } from '../../text/defined.ts';
import type { Delivery } from './delivery.ts';
import { textAt } from './json-fields.ts';
import { decodeKey, decodeTime } from './s3-notification.ts';

/** Nothing is assumed about an event; the type is what its fields are called. */
const text = textAt<S3ObjectCreatedNotificationEvent>;

/** True when an event has EventBridge's envelope. */
export const isEventBridge = (event: unknown): boolean => text(event, 'detail-type') !== undefined;

/** The delivery of one event. Keys are not URL-encoded here, as is widely reported; AWS does not say so. */
export function decodeEventBridge(event: unknown): Delivery {
  const [source = 'an unknown source', type] = [text(event, 'source'), text(event, 'detail-type')];
  if (source !== 'aws.s3' || type !== 'Object Created')
    return { kind: 'ignored', why: `"${type}" from ${source} is not the creation of an S3 object` };
  const bucket = text(event, 'detail', 'bucket', 'name');
  const key = text(event, 'detail', 'object', 'key');
  if (bucket === undefined || key === undefined) {
    return {
      kind: 'malformed',
      why: 'the EventBridge event has no detail.bucket.name or no detail.object.key',
    };
  }
  const decodedKey = decodeKey(key);
  const versionId = text(event, 'detail', 'object', 'version-id') || undefined;
  return {
    kind: 'created',
    bucket,
    key,
    ...defined({ decodedKey: decodedKey === key ? undefined : decodedKey, versionId }),
    trigger: {
      source: 'eventbridge',
      ...defined({ eventId: text(event, 'id'), eventTime: decodeTime(text(event, 'time')) }),
    },
  };
}
