/** The Lambda function that jobs of S3 Batch Operations invoke for the reports that exist already. */
import type { S3BatchHandler } from 'aws-lambda';
import { wireBatchHandler } from './wiring.ts';

/** Takes events of S3 Batch Operations, and answers each task. */
export const handler = wireBatchHandler(process.env, (line) =>
  process.stdout.write(`${line}\n`),
) satisfies S3BatchHandler;
