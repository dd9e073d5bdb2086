/** The handler of `on-training-job`: decodes an event, watches the jobs in it, and answers which messages have to come again. */
import { defined } from '../../text/defined.ts';
import { answerEvent, type DeliveredItem, itemsOf } from '../answer-event.ts';
import { deliveryError, logFailure } from '../failures.ts';
import type { ReportHandler } from '../make-handler.ts';
import { processInTime } from '../process-in-time.ts';
import { decodeJobEvent, type JobDelivery } from './job-event.ts';
import { type JobParts, JobWatch } from './watch-job.ts';

/** Makes the handler from its parts. Neither an event nor an answer of SageMaker is ever logged: they hold hyperparameters. */
export function makeJobHandler(parts: JobParts): ReportHandler {
  const watch = new JobWatch(parts);
  return async (event, context) => {
    const decoded = decodeJobEvent(event);
    try {
      // One after the other: the calls of SageMaker are paced in any case.
      const failures = await processInTime([itemsOf(decoded)], context, {
        concurrency: 1,
        process: (item) => processItem(item, context.awsRequestId, watch, parts),
        timedOut: (item) => {
          const error = deliveryError('timed out: not finished before the time limit of the function');
          logFailure(error, fieldsOf(item), parts);
          return error;
        },
      });
      return answerEvent(decoded, failures);
    } finally {
      parts.meter.publish();
    }
  };
}

async function processItem(
  item: DeliveredItem<JobDelivery>,
  requestId: string,
  watch: JobWatch,
  parts: JobParts,
): Promise<Error | undefined> {
  const { log, meter } = parts;
  const { delivery } = item;
  switch (delivery.kind) {
    case 'ignored':
      log.debug('delivery ignored', { why: delivery.why });
      return undefined;
    case 'malformed':
      log.error('malformed delivery', { ...fieldsOf(item), why: delivery.why });
      meter.countMalformed();
      return deliveryError(`malformed delivery: ${delivery.why}`);
    case 'started':
      try {
        const why = await watch.watch(delivery, requestId);
        if (why !== undefined) log.debug('delivery ignored', { ...fieldsOf(item), why });
        return undefined;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        logFailure(error, fieldsOf(item), parts);
        return error;
      }
  }
}

/** The fields that identify a delivery on the log. */
const fieldsOf = ({ delivery, messageId }: DeliveredItem<JobDelivery>): Readonly<Record<string, string>> => ({
  ...defined({ messageId }),
  ...(delivery.kind === 'started' ? { trainingJobArn: delivery.arn } : {}),
});
