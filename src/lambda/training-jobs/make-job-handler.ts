/** The handler of `on-training-job`: decodes an event, watches the jobs in it, and answers which messages have to come again. */
import { defined } from '../../text/defined.ts';
import { answerEvent, type DeliveredItem, itemsOf } from '../answer-event.ts';
import type { ReportHandler } from '../make-handler.ts';
import { processGroups } from '../process-groups.ts';
import { decodeJobEvent, type JobDelivery, type StartedJob } from './job-event.ts';
import { type JobParts, JobWatch } from './watch-job.ts';

/** Makes the handler from its parts. Neither an event nor an answer of SageMaker is ever logged: they hold hyperparameters. */
export function makeJobHandler(parts: JobParts): ReportHandler {
  const watch = new JobWatch(parts);
  return async (event, context) => {
    const decoded = decodeJobEvent(event);
    const process = async (job: StartedJob): Promise<undefined> => {
      const why = await watch.watch(job, context.awsRequestId);
      if (why !== undefined) parts.log.debug('delivery ignored', { trainingJobArn: job.arn, why });
    };
    try {
      // One after the other: the calls of SageMaker are paced in any case.
      const failures = await processGroups([itemsOf(decoded)], context, {
        concurrency: 1,
        process,
        fieldsOf,
        parts,
      });
      return answerEvent(decoded, failures);
    } finally {
      parts.meter.publish();
    }
  };
}

/** The fields that identify a delivery on the log. */
const fieldsOf = ({ delivery, messageId }: DeliveredItem<JobDelivery>): Readonly<Record<string, string>> => ({
  ...defined({ messageId }),
  ...(delivery.kind === 'started' ? { trainingJobArn: delivery.arn } : {}),
});
