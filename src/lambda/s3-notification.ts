/**
 * S3's own event notifications. Source: Amazon S3 User Guide, "Event message structure".
 */

import { catchError } from '../text/catch-error.ts';
import { defined } from '../text/defined.ts';
import type { Delivery } from './delivery.ts';
import { recordsOf, textAt } from './json.ts';

/** Whether an event looks like a notification of S3's own, the test message included. */
export const isS3Notification = (event: unknown): boolean =>
  isTestMessage(event) || recordsOf(event).some((record) => textAt(record, 'eventSource') === 'aws:s3');

/** S3 sends this when a notification is set up. */
const isTestMessage = (event: unknown): boolean => textAt(event, 'Event') === 's3:TestEvent';

/** The deliveries of a notification, one a record. */
export function decodeS3Notification(event: unknown): Delivery[] {
  if (isTestMessage(event))
    return [{ kind: 'ignored', why: 's3:TestEvent, sent when notifications are set up' }];
  return recordsOf(event).map(decodeRecord);
}

function decodeRecord(record: unknown): Delivery {
  const eventName = textAt(record, 'eventName');
  const bucket = textAt(record, 's3', 'bucket', 'name');
  const written = textAt(record, 's3', 'object', 'key');
  if (eventName === undefined || bucket === undefined || written === undefined) {
    return { kind: 'malformed', why: 'an S3 record without eventName, s3.bucket.name or s3.object.key' };
  }
  if (!/^(?:s3:)?ObjectCreated:/.test(eventName))
    return { kind: 'ignored', why: `${eventName} is no creation` };
  const key = decodeKey(written);
  if (key === undefined)
    return { kind: 'malformed', why: `the key ${written} is not URL-encoded as S3 does it` };
  const versionId = textAt(record, 's3', 'object', 'versionId');
  const eventId = textAt(record, 'responseElements', 'x-amz-request-id');
  const eventTime = textAt(record, 'eventTime');
  return {
    kind: 'created',
    bucket,
    key,
    ...(versionId ? { versionId } : {}),
    trigger: { source: 's3', ...defined({ eventId }), ...timeOf(eventTime) },
  };
}

/** Form-URL-decodes a key: a plus sign is a space, the rest percent-encoded UTF-8; undefined when it is not that. */
export function decodeKey(written: string): string | undefined {
  const key = catchError(URIError, () => decodeURIComponent(written.replaceAll('+', ' ')));
  return typeof key === 'string' ? key : undefined;
}

/** An event's time in the form of records; what is no time is left out. */
export function timeOf(text: string | undefined): { readonly eventTime?: string } {
  const time = new Date(text ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? {} : { eventTime: time.toISOString() };
}
