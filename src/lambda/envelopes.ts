/** Takes events out of their envelopes: SQS, SNS, SNS inside SQS. Pure; any JSON gives an answer. */
import { catchError } from '../text/catch-error.ts';
import type { Delivery, Message, Opened } from './delivery.ts';
import { decodeEventBridge, isEventBridge } from './eventbridge.ts';
import { recordsOf, textAt } from './json.ts';
import { decodeS3Notification, isS3Notification } from './s3-notification.ts';

/** The deliveries of an event: by message when it comes from a queue. */
export function openEnvelopes(event: unknown): Opened {
  const records = recordsOf(event);
  if (records.some((record) => textAt(record, 'eventSource') === 'aws:sqs')) {
    return { kind: 'queue', messages: records.map(openMessage) };
  }
  return { kind: 'direct', deliveries: decodeEvent(event) };
}

function openMessage(record: unknown): Message {
  const messageId = textAt(record, 'messageId') ?? '';
  const body = textAt(record, 'body');
  return {
    messageId,
    deliveries: body === undefined ? [malformed('an SQS record without a body')] : decodeText(body),
  };
}

/** S3's notification or EventBridge's event, bare or in SNS's envelopes. */
function decodeEvent(event: unknown): readonly Delivery[] {
  if (isS3Notification(event)) return decodeS3Notification(event);
  if (isEventBridge(event)) return [decodeEventBridge(event)];
  const notification = textAt(event, 'Type') === 'Notification' ? textAt(event, 'Message') : undefined;
  if (notification !== undefined) return decodeText(notification);
  const messages = recordsOf(event).map((record) => textAt(record, 'Sns', 'Message'));
  if (messages.length === 0) return [malformed(EXPECTED)];
  return messages.flatMap((message) => (message === undefined ? [malformed(EXPECTED)] : decodeText(message)));
}

const EXPECTED =
  'neither an S3 notification nor an EventBridge "Object Created" event, bare or inside SQS or SNS: check what sends events here';

function decodeText(text: string): readonly Delivery[] {
  const event: unknown = catchError(SyntaxError, () => JSON.parse(text));
  return event instanceof SyntaxError
    ? [malformed(`a message that is no JSON: ${event.message}`)]
    : decodeEvent(event);
}

const malformed = (why: string): Delivery => ({ kind: 'malformed', why });
