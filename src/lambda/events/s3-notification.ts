/**
 * S3's own event notifications. Source: Amazon S3 User Guide, "Event message structure".
 */
import type { S3EventRecord } from 'aws-lambda';
import { catchError } from '../../text/catch-error.ts';
import { defined } from '../../text/defined.ts';
import type { Delivery } from './delivery.ts';
import { recordsOf, textAt } from './json-fields.ts';

/** Nothing is assumed about a record; the type is what its fields are called. */
const text = textAt<S3EventRecord>;

/** True for notifications of S3 itself, the test message included. */
export const isS3Notification = (event: unknown): boolean =>
  isTestMessage(event) || recordsOf(event).some((record) => text(record, 'eventSource') === 'aws:s3');

/** S3 sends this when a notification is set up. */
const isTestMessage = (event: unknown): boolean =>
  textAt<{ readonly Event: string }>(event, 'Event') === 's3:TestEvent';

/** The deliveries of a notification, one for each record. */
export function decodeS3Notification(event: unknown): Delivery[] {
  if (isTestMessage(event))
    return [{ kind: 'ignored', why: 's3:TestEvent, sent when notifications are set up' }];
  return recordsOf(event).map(decodeRecord);
}

function decodeRecord(record: unknown): Delivery {
  const eventName = text(record, 'eventName');
  const bucket = text(record, 's3', 'bucket', 'name');
  const encodedKey = text(record, 's3', 'object', 'key');
  if (eventName === undefined || bucket === undefined || encodedKey === undefined) {
    return { kind: 'malformed', why: 'the S3 record has no eventName, s3.bucket.name or s3.object.key' };
  }
  if (!/^(?:s3:)?ObjectCreated:/.test(eventName))
    return { kind: 'ignored', why: `${eventName} is not the creation of an object` };
  const key = decodeKey(encodedKey);
  if (key === undefined) return { kind: 'malformed', why: `the key ${encodedKey} is not valid URL encoding` };
  const versionId = text(record, 's3', 'object', 'versionId') || undefined;
  const eventId = text(record, 'responseElements', 'x-amz-request-id');
  const eventTime = decodeTime(text(record, 'eventTime'));
  return {
    kind: 'created',
    bucket,
    key,
    ...defined({ versionId }),
    trigger: { source: 's3', ...defined({ eventId, eventTime }) },
  };
}

/** Decodes a form-URL-encoded key: plus signs are spaces, the rest percent-encoded UTF-8. Undefined when it is not that. */
export function decodeKey(encoded: string): string | undefined {
  const key = catchError(URIError, () => decodeURIComponent(encoded.replaceAll('+', ' ')));
  return typeof key === 'string' ? key : undefined;
}

/** An event's time as audit records have it, or undefined when the text is not a time. */
export function decodeTime(written: string | undefined): string | undefined {
  const time = new Date(written ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
