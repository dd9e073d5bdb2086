/** Takes events out of their envelopes: SQS, SNS, SNS inside SQS. Pure; any JSON gives an answer. */
import type { SNSEventRecord, SNSMessage, SQSRecord } from 'aws-lambda';
import { catchError } from '../../text/catch-error.ts';
import type { DecodedEvent, Delivery, Message } from './delivery.ts';
import { decodeEventBridge, isEventBridge } from './eventbridge.ts';
import { recordsOf, textAt } from './json-fields.ts';
import { decodeS3Notification, isS3Notification } from './s3-notification.ts';

/** The deliveries of an event, by message when it comes from a queue. */
export function decodeEvent(event: unknown): DecodedEvent {
  const records = recordsOf(event);
  if (records.some((record) => textAt<SQSRecord>(record, 'eventSource') === 'aws:sqs')) {
    return { kind: 'queue', messages: records.map(decodeMessage) };
  }
  return { kind: 'direct', deliveries: decodeDeliveries(event) };
}

function decodeMessage(record: unknown): Message {
  const messageId = textAt<SQSRecord>(record, 'messageId') ?? '';
  const body = textAt<SQSRecord>(record, 'body');
  return {
    messageId,
    deliveries: body === undefined ? [malformed('the SQS record has no body')] : decodeText(body),
  };
}

/** Reads a notification of S3 or an event of EventBridge, bare or in envelopes of SNS. */
function decodeDeliveries(event: unknown): readonly Delivery[] {
  if (isS3Notification(event)) return decodeS3Notification(event);
  if (isEventBridge(event)) return [decodeEventBridge(event)];
  // A queue that is subscribed to a topic gets the message without the list of records.
  if (textAt<SNSMessage>(event, 'Type') === 'Notification') {
    return decodeOptionalText(textAt<SNSMessage>(event, 'Message'));
  }
  const records = recordsOf(event);
  if (records.length === 0) return [UNKNOWN_EVENT];
  return records.flatMap((record) => decodeOptionalText(textAt<SNSEventRecord>(record, 'Sns', 'Message')));
}

const decodeOptionalText = (text: string | undefined): readonly Delivery[] =>
  text === undefined ? [UNKNOWN_EVENT] : decodeText(text);

function decodeText(text: string): readonly Delivery[] {
  const event: unknown = catchError(SyntaxError, () => JSON.parse(text));
  return event instanceof SyntaxError
    ? [malformed(`the message is not JSON: ${event.message}`)]
    : decodeDeliveries(event);
}

const malformed = (why: string): Delivery => ({ kind: 'malformed', why });

const UNKNOWN_EVENT = malformed(
  'not an S3 notification or an EventBridge "Object Created" event, directly or inside SQS or SNS: check what sends events to this function',
);
