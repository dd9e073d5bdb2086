/** Answers an event: a queue with the messages to deliver again, anything else with nothing or an error. */
import type { SQSBatchResponse } from 'aws-lambda';
import type { DecodedEvent } from './events/delivery.ts';

/** A delivery, and the message of the queue that it came in. */
export interface DeliveredItem<Content> {
  readonly delivery: Content;
  readonly messageId?: string;
}

/** All deliveries of an event. */
export const itemsOf = <Content>(event: DecodedEvent<Content>): readonly DeliveredItem<Content>[] =>
  event.kind === 'direct'
    ? event.deliveries.map((delivery) => ({ delivery }))
    : event.messages.flatMap(({ messageId, deliveries }) =>
        deliveries.map((delivery) => ({ delivery, messageId })),
      );

/**
 * The answer when these deliveries failed: each message once, in the order of the event, since its deliveries come again
 * together. Source: AWS Lambda Developer Guide, "Partial batch responses".
 * @throws Error for an event that did not come from a queue
 */
export function answerEvent<Content>(
  event: DecodedEvent<Content>,
  failures: ReadonlyMap<DeliveredItem<Content>, Error>,
): SQSBatchResponse | undefined {
  if (event.kind === 'direct') {
    throwErrors([...failures.values()]);
    return undefined;
  }
  const failed = new Set([...failures.keys()].map(({ messageId = '' }) => messageId));
  return {
    batchItemFailures: event.messages
      .filter(({ messageId }) => failed.has(messageId))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

function throwErrors(errors: readonly Error[]): void {
  if (errors.length > 1) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  const [error] = errors;
  if (error !== undefined) throw error;
}
