/** Invokes the deployed function of the back catalogue as a job of S3 Batch Operations does. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { readEvent } from '../../support/event-expectations.ts';
import { lambda } from './clients.ts';
import type { Stack } from './stack.ts';

/** What the function answered for one object. */
export interface TaskResult {
  readonly resultCode: string;
  readonly resultString: string;
}

/** Has one object processed. */
export async function runTask(stack: Stack, bucket: string, key: string): Promise<TaskResult> {
  const event = readEvent('on-batch-task/schema-2.0') as { tasks: object[] };
  const [task] = event.tasks;
  const tasks = [{ ...task, s3Bucket: bucket, s3Key: encodeURIComponent(key), s3VersionId: null }];
  const { Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: stack.ids['OnBatchTask'],
      Payload: Buffer.from(JSON.stringify({ ...event, tasks })),
    }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString()).results[0];
}
