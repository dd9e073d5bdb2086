/** The Lambda function that runs when a report lands in S3. */
import type { Handler, SQSBatchResponse } from 'aws-lambda';
import { wireReportHandler } from './wiring.ts';

/** Takes S3 notifications and EventBridge events, directly or inside SQS and SNS. */
export const handler = wireReportHandler(process.env, (line) =>
  process.stdout.write(`${line}\n`),
) satisfies Handler<unknown, SQSBatchResponse | undefined>;
