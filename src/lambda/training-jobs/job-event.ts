/**
 * EventBridge's events about training jobs. They hold hyperparameters: only the fields named here are ever looked at.
 * Source: Amazon SageMaker AI Developer Guide, "SageMaker training job state change".
 */

import type { Trigger } from '../../report/trigger.ts';
import { defined } from '../../text/defined.ts';
import type { DecodedEvent, Unprocessed } from '../events/delivery.ts';
import { type EventKind, openEnvelopes } from '../events/envelopes.ts';
import { isObject, textAt } from '../events/json-fields.ts';
import { decodeTime } from '../events/s3-notification.ts';

/** One job that started. */
export interface StartedJob {
  readonly kind: 'started';
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly createdAt?: Date;
  readonly trigger: Trigger;
}

/** A delivery about training jobs. */
export type JobDelivery = StartedJob | Unprocessed;

/** The deliveries of an event about training jobs, by message when it comes from a queue. */
export const decodeJobEvent = (event: unknown): DecodedEvent<JobDelivery> => openEnvelopes(event, JOB_EVENTS);

/** The type of the events, as EventBridge has it. */
export const JOB_EVENT_TYPE = 'SageMaker Training Job State Change';

/** Source: Amazon SageMaker API Reference, TrainingJobArn and TrainingJobName. */
const ARN =
  /^arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):[0-9]{12}:training-job\/([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/;

interface JobEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: {
    readonly TrainingJobName: string;
    readonly TrainingJobArn: string;
    readonly TrainingJobStatus: string;
  };
}
const text = textAt<JobEvent>;

/** A message that is not JSON is not quoted, as it may be of any content. */
const JOB_EVENTS: EventKind<JobDelivery> = {
  decode: (event) => (text(event, 'detail-type') === undefined ? undefined : [decodeBare(event)]),
  malformed: (why) => ({ kind: 'malformed', why }),
  unknownEvent: `not an EventBridge "${JOB_EVENT_TYPE}" event, directly or inside SQS or SNS: check what sends events to this function`,
  notJson: () => 'the message is not JSON',
};

function decodeBare(event: unknown): JobDelivery {
  const [source, type] = [text(event, 'source'), text(event, 'detail-type')];
  if (source !== 'aws.sagemaker' || type !== JOB_EVENT_TYPE)
    return { kind: 'ignored', why: 'the event is not about the state of a training job' };
  const status = text(event, 'detail', 'TrainingJobStatus');
  if (status !== undefined && status !== 'InProgress')
    return { kind: 'ignored', why: 'the training job is not one that has just started' };
  const arn = text(event, 'detail', 'TrainingJobArn') ?? '';
  const [, region, nameInArn] = ARN.exec(arn) ?? [];
  if (region === undefined || nameInArn === undefined || status === undefined)
    return {
      kind: 'malformed',
      why: 'the event has no detail.TrainingJobStatus, or no detail.TrainingJobArn of a training job',
    };
  const name = text(event, 'detail', 'TrainingJobName') ?? nameInArn;
  // In the ARNs of older jobs names are in lower case.
  if (name.toLowerCase() !== nameInArn.toLowerCase())
    return { kind: 'malformed', why: 'detail.TrainingJobName is not the name in detail.TrainingJobArn' };
  return {
    kind: 'started',
    arn,
    name,
    region,
    ...defined({ createdAt: creationTimeOf(event) }),
    trigger: {
      source: 'eventbridge',
      ...defined({ eventId: text(event, 'id'), eventTime: decodeTime(text(event, 'time')) }),
    },
  };
}

/** Epoch milliseconds, as a number or, in AWS's own example, as a text. */
function creationTimeOf(event: unknown): Date | undefined {
  const detail = isObject(event) ? event['detail'] : undefined;
  const value = isObject(detail) ? detail['CreationTime'] : undefined;
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^[0-9]{1,15}$/.test(value));
  const time = new Date(isNumber ? Number(value) : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
