/** The Lambda function that runs when a training job starts: says whether Option 1 is in force for it. */
import type { Handler, SQSBatchResponse } from 'aws-lambda';
import { wireJobHandler } from './training-jobs/wire-job-handler.ts';

/** Takes EventBridge events about training jobs, directly or inside SQS and SNS. */
export const handler = wireJobHandler(process.env, (line) =>
  process.stdout.write(`${line}\n`),
) satisfies Handler<unknown, SQSBatchResponse | undefined>;
