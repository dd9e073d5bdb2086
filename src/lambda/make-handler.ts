/** The handler of `on-report-created`: decodes an event, processes its deliveries, and answers which failed. */
import type { SQSBatchResponse } from 'aws-lambda';
import type { Message } from './events/delivery.ts';
import { decodeEvent } from './events/envelopes.ts';
import { type Failures, processDeliveries } from './process-deliveries.ts';
import type { FunctionParts } from './process-report.ts';
import type { InvocationContext } from './within-time.ts';

/**
 * The handler: an event from a queue is answered with the messages to deliver again. All others are answered with
 * nothing, or with an error. Source: AWS Lambda Developer Guide, "Partial batch responses".
 */
export type ReportHandler = (
  event: unknown,
  context: InvocationContext,
) => Promise<SQSBatchResponse | undefined>;

/** Makes the handler from its parts. */
export function makeHandler(parts: FunctionParts): ReportHandler {
  return async (event, context) => {
    const decoded = decodeEvent(event);
    try {
      if (decoded.kind === 'queue') {
        const items = decoded.messages.flatMap(({ messageId, deliveries }) =>
          deliveries.map((delivery) => ({ delivery, messageId })),
        );
        return batchResponse(decoded.messages, await processDeliveries(items, context, parts));
      }
      const items = decoded.deliveries.map((delivery) => ({ delivery }));
      throwFailures(await processDeliveries(items, context, parts));
      return undefined;
    } finally {
      parts.meter.publish();
    }
  };
}

/** Each failed message once, in the order of the event: its deliveries come again together. */
function batchResponse(messages: readonly Message[], failures: Failures): SQSBatchResponse {
  const failed = new Set([...failures.keys()].map(({ messageId = '' }) => messageId));
  return {
    batchItemFailures: messages
      .filter(({ messageId }) => failed.has(messageId))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

function throwFailures(failures: Failures): void {
  const errors = [...failures.values()];
  if (errors.length > 1) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  const [error] = errors;
  if (error !== undefined) throw error;
}
