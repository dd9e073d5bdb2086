/** The handler of `on-jobs`: schedules, completion reports and deployments, each in its own way. */
import type { S3ObjectCreatedNotificationEvent } from 'aws-lambda';
import { jobOfReport } from '../../batch/coverage.ts';
import { phaseOf } from '../../batch/job.ts';
import { PURPOSE } from '../../batch/job-request.ts';
import { answerRequest } from '../answer-custom-resource.ts';
import {
  type CustomResourceRequest,
  decodeCustomResourceRequest,
} from '../events/custom-resource-request.ts';
import { isObject, textAt } from '../events/json-fields.ts';
import { deliveryError } from '../failures.ts';
import type { Deadline } from '../within-time.ts';
import type { JobParts } from './job-parts.ts';
import { reconcile } from './reconcile.ts';
import { isReconciliation, recordCoverage } from './record-coverage.ts';
import { stopJobs } from './stop-jobs.ts';

/** The input of the template's schedule. */
interface ScheduledEvent {
  /** ISO 8601. */
  readonly scheduledTime: string;
}

/** @throws Error for an event that is none of the three, or that has to come again; Fault */
export type JobsHandler = (event: unknown, context: Deadline) => Promise<void>;

/** Makes the handler from its parts. */
export function makeJobsHandler(parts: JobParts): JobsHandler {
  return async (event, context) => {
    if (isObject(event) && 'RequestType' in event) {
      const request = decodeCustomResourceRequest(event);
      const result = await answerRequest(request, () => deploy(request, parts, context), context);
      if (result.Status === 'FAILED') parts.log.error('deployment failed', { reason: result.Reason });
      return;
    }
    const scheduledTime = textAt<ScheduledEvent>(event, 'scheduledTime');
    if (scheduledTime !== undefined) return reconcile(parseTime(scheduledTime), parts);
    await takeReport(event, parts);
  };
}

/** A stack that is deleted takes its jobs along: their function goes with it. */
async function deploy(
  { RequestType, ResourceProperties }: CustomResourceRequest,
  parts: JobParts,
  context: Deadline,
): Promise<{ readonly Jobs: string }> {
  const isStopped = RequestType === 'Delete' || ResourceProperties['DrainQueue'] === 'false';
  return { Jobs: isStopped ? await stopJobs(parts, context) : 'unchanged' };
}

/** Takes EventBridge's event about a completion report; one of another purpose is left alone. */
async function takeReport(event: unknown, parts: JobParts): Promise<void> {
  const text = textAt<S3ObjectCreatedNotificationEvent>;
  const bucket = text(event, 'detail', 'bucket', 'name');
  const key = text(event, 'detail', 'object', 'key');
  if (bucket === undefined || key === undefined)
    throw deliveryError('the event is no schedule, no completion report and no request of CloudFormation');
  const id = bucket === parts.stack.reportsBucket ? jobOfReport(PURPOSE.reconciliation, key) : undefined;
  if (id === undefined) {
    parts.log.debug('ignored: no completion report of the reconciliation', { bucket, key });
    return;
  }
  const job = await parts.jobs.describe(id);
  if (!isReconciliation(job, parts.stack)) return;
  if (phaseOf(job) !== 'ended')
    throw deliveryError(
      `the job ${id} has a completion report and has not ended: the event has to come again`,
    );
  await recordCoverage(job, 'landed', parts);
}

function parseTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw deliveryError(`the schedule's time is ${JSON.stringify(text)}, which is no time`);
  return time;
}
