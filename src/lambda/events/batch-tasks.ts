/**
 * The events of S3 Batch Operations and the results of their tasks.
 * Source: Amazon S3 User Guide, "Invoke AWS Lambda function" (invocation schemas 1.0 and 2.0).
 */
import type {
  S3BatchEvent,
  S3BatchEventTask,
  S3BatchResultResult,
  S3BatchResultResultCode,
} from 'aws-lambda';
import { isObject, textAt } from './json-fields.ts';
import { decodeKey } from './s3-notification.ts';

/** One object that a job asks to process. */
export interface BatchTask {
  readonly taskId: string;
  readonly bucket: string;
  /** Undefined when the key is not valid URL encoding. */
  readonly key: string | undefined;
}

/** One invocation: in practice it holds one task. */
export interface BatchInvocation {
  readonly schemaVersion: string;
  readonly invocationId: string;
  readonly tasks: readonly BatchTask[];
  /** Why the job was created, as its request says; only with schema 2.0. */
  readonly purpose: string | undefined;
}

/** The invocation that an event holds. @throws Error that says what is missing */
export function decodeBatchInvocation(event: unknown): BatchInvocation {
  const schemaVersion = textAt<S3BatchEvent>(event, 'invocationSchemaVersion');
  const invocationId = textAt<S3BatchEvent>(event, 'invocationId');
  const tasks = isObject(event) && Array.isArray(event['tasks']) ? event['tasks'] : [];
  if (schemaVersion === undefined || invocationId === undefined || tasks.length === 0) {
    throw new Error(
      'not an event of S3 Batch Operations: invocationSchemaVersion, invocationId or tasks is missing. Only jobs of S3 Batch Operations may invoke this function',
    );
  }
  if (schemaVersion !== '1.0' && schemaVersion !== '2.0') {
    throw new Error(
      `invocation schema ${JSON.stringify(schemaVersion)} is not supported: create the job with 1.0 or 2.0`,
    );
  }
  return { schemaVersion, invocationId, tasks: tasks.map(decodeTask), purpose: purposeOf(event) };
}

function purposeOf(event: unknown): string | undefined {
  const job = isObject(event) ? event['job'] : undefined;
  const purpose =
    isObject(job) && isObject(job['userArguments']) ? job['userArguments']['purpose'] : undefined;
  return typeof purpose === 'string' ? purpose : undefined;
}

/** Schema 1.0 has the bucket's ARN, 2.0 its name, which the published type lacks. */
type Task = S3BatchEventTask & { readonly s3Bucket: string };

function decodeTask(task: unknown): BatchTask {
  const taskId = textAt<Task>(task, 'taskId');
  const bucket = textAt<Task>(task, 's3Bucket') ?? textAt<Task>(task, 's3BucketArn')?.split(':').at(-1);
  const key = textAt<Task>(task, 's3Key');
  if (taskId === undefined || !bucket || key === undefined) {
    throw new Error(
      'the task of S3 Batch Operations has no taskId, no s3Key, or no s3Bucket and no s3BucketArn',
    );
  }
  return { taskId, bucket, key: decodeKey(key) };
}

/** The completion report has one line for each task: long details are cut. */
const MAX_RESULT_LENGTH = 1_024;

/** The result of a task; the job's completion report, a CSV file that people open, shows the text. */
export const batchResult = (
  taskId: string,
  resultCode: S3BatchResultResultCode,
  text: string,
): S3BatchResultResult => ({
  taskId,
  resultCode,
  resultString: text.slice(0, MAX_RESULT_LENGTH),
});
