/** The handler of `on-report-created`: decodes an event, processes its deliveries, and answers which failed. */
import type { SQSBatchResponse } from 'aws-lambda';
import { answerEvent, itemsOf } from './answer-event.ts';
import { decodeEvent } from './events/envelopes.ts';
import { processDeliveries } from './process-deliveries.ts';
import type { FunctionParts } from './process-report.ts';
import type { InvocationContext } from './within-time.ts';

/**
 * The handler: an event from a queue is answered with the messages to deliver again. All others are answered with
 * nothing, or with an error.
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
      return answerEvent(decoded, await processDeliveries(itemsOf(decoded), context, parts));
    } finally {
      parts.meter.publish();
    }
  };
}
