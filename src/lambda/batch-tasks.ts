/**
 * The events of S3 Batch Operations and the answers to them.
 * Source: Amazon S3 User Guide, "Invoke AWS Lambda function" (invocation schemas 1.0 and 2.0).
 */
import { isObject, textAt } from './json.ts';
import { decodeKey } from './s3-notification.ts';

/** One object that a job asks to be dealt with. */
export interface BatchTask {
  readonly taskId: string;
  readonly bucket: string;
  /** Undefined when the key is not URL-encoded as S3 does it. */
  readonly key: string | undefined;
}

/** One invocation: in practice it holds one task. */
export interface BatchInvocation {
  readonly schemaVersion: string;
  readonly invocationId: string;
  readonly tasks: readonly BatchTask[];
}

/** What became of a task: S3 tries a temporary failure again, and reports the others. */
export type ResultCode = 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure';

/** The answer for one task; the job's completion report shows `resultString`. */
export interface BatchResult {
  readonly taskId: string;
  readonly resultCode: ResultCode;
  readonly resultString: string;
}

/** The answer to an invocation. */
export interface BatchAnswer {
  readonly invocationSchemaVersion: string;
  /** What S3 shall take a task for that the answer does not name. */
  readonly treatMissingKeysAs: ResultCode;
  readonly invocationId: string;
  readonly results: readonly BatchResult[];
}

/** The invocation that an event holds. @throws Error that says what is missing */
export function decodeBatchInvocation(event: unknown): BatchInvocation {
  const schemaVersion = textAt(event, 'invocationSchemaVersion');
  const invocationId = textAt(event, 'invocationId');
  const tasks = isObject(event) && Array.isArray(event['tasks']) ? event['tasks'] : [];
  if (schemaVersion === undefined || invocationId === undefined || tasks.length === 0) {
    throw new Error(
      'no event of S3 Batch Operations (invocationSchemaVersion, invocationId and tasks): only its jobs may invoke this function',
    );
  }
  if (schemaVersion !== '1.0' && schemaVersion !== '2.0') {
    throw new Error(`invocation schema ${JSON.stringify(schemaVersion)}: create the job with 1.0 or 2.0`);
  }
  return { schemaVersion, invocationId, tasks: tasks.map(decodeTask) };
}

function decodeTask(task: unknown): BatchTask {
  const taskId = textAt(task, 'taskId');
  // Schema 1.0 has the bucket's ARN, 2.0 its name.
  const bucket = textAt(task, 's3Bucket') ?? textAt(task, 's3BucketArn')?.split(':').at(-1);
  const key = textAt(task, 's3Key');
  if (taskId === undefined || !bucket || key === undefined) {
    throw new Error('a task of S3 Batch Operations without taskId, s3Key, and s3Bucket or s3BucketArn');
  }
  return { taskId, bucket, key: decodeKey(key) };
}

/** One line of the completion report a task: long details are cut. */
const RESULT_LIMIT = 1_024;

/** The answer for a task; the text goes into a CSV file that people open. */
export const batchResult = (taskId: string, resultCode: ResultCode, text: string): BatchResult => ({
  taskId,
  resultCode,
  resultString: text.slice(0, RESULT_LIMIT),
});
