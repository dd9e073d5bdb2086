/** Takes events out of their envelopes: SQS, SNS, SNS inside SQS. Pure; any JSON gives an answer. */
import type { SNSEventRecord, SNSMessage, SQSRecord } from 'aws-lambda';
import { catchError } from '../../text/catch-error.ts';
import type { DecodedEvent, Delivery, Message } from './delivery.ts';
import { decodeEventBridge, isEventBridge } from './eventbridge.ts';
import { recordsOf, textAt } from './json-fields.ts';
import { decodeS3Notification, isS3Notification } from './s3-notification.ts';

/** The deliveries of an event about reports, by message when it comes from a queue. */
export const decodeEvent = (event: unknown): DecodedEvent => openEnvelopes(event, REPORT_EVENTS);

/** The events that a function takes. */
export interface EventKind<Content> {
  /** The deliveries of an event without envelopes; undefined for anything else. */
  readonly decode: (event: unknown) => readonly Content[] | undefined;
  readonly malformed: (why: string) => Content;
  /** Why anything else is malformed. */
  readonly unknownEvent: string;
  /** Why a message is malformed that is not JSON; the error may quote it. */
  readonly notJson: (error: SyntaxError) => string;
}

/** The deliveries of an event of one kind, by message when it comes from a queue. */
export function openEnvelopes<Content>(event: unknown, kind: EventKind<Content>): DecodedEvent<Content> {
  const records = recordsOf(event);
  if (records.some((record) => textAt<SQSRecord>(record, 'eventSource') === 'aws:sqs')) {
    return { kind: 'queue', messages: records.map((record) => decodeMessage(record, kind)) };
  }
  return { kind: 'direct', deliveries: decodeDeliveries(event, kind) };
}

function decodeMessage<Content>(record: unknown, kind: EventKind<Content>): Message<Content> {
  const messageId = textAt<SQSRecord>(record, 'messageId') ?? '';
  const body = textAt<SQSRecord>(record, 'body');
  return {
    messageId,
    deliveries: body === undefined ? [kind.malformed('the SQS record has no body')] : decodeText(body, kind),
  };
}

/** Reads an event, bare or in envelopes of SNS. */
function decodeDeliveries<Content>(event: unknown, kind: EventKind<Content>): readonly Content[] {
  const bare = kind.decode(event);
  if (bare !== undefined) return bare;
  // A queue that is subscribed to a topic gets the message without the list of records.
  if (textAt<SNSMessage>(event, 'Type') === 'Notification') {
    return decodeOptionalText(textAt<SNSMessage>(event, 'Message'), kind);
  }
  const records = recordsOf(event);
  if (records.length === 0) return [kind.malformed(kind.unknownEvent)];
  return records.flatMap((record) =>
    decodeOptionalText(textAt<SNSEventRecord>(record, 'Sns', 'Message'), kind),
  );
}

const decodeOptionalText = <Content>(
  text: string | undefined,
  kind: EventKind<Content>,
): readonly Content[] => (text === undefined ? [kind.malformed(kind.unknownEvent)] : decodeText(text, kind));

function decodeText<Content>(text: string, kind: EventKind<Content>): readonly Content[] {
  const event: unknown = catchError(SyntaxError, () => JSON.parse(text));
  return event instanceof SyntaxError ? [kind.malformed(kind.notJson(event))] : decodeDeliveries(event, kind);
}

const REPORT_EVENTS: EventKind<Delivery> = {
  decode: (event) => {
    if (isS3Notification(event)) return decodeS3Notification(event);
    return isEventBridge(event) ? [decodeEventBridge(event)] : undefined;
  },
  malformed: (why) => ({ kind: 'malformed', why }),
  unknownEvent:
    'not an S3 notification or an EventBridge "Object Created" event, directly or inside SQS or SNS: check what sends events to this function',
  notJson: ({ message }) => `the message is not JSON: ${message}`,
};
