/**
 * The Lambda function of the jobs of S3 Batch Operations: creates those of the reconciliation on a schedule, counts
 * what their completion reports say, and cancels all when a deployment throws the kill switch.
 */
import type { Handler } from 'aws-lambda';
import { wireJobsHandler } from './jobs/wire-jobs-handler.ts';

/** Takes inputs of the template's schedule, EventBridge's events about completion reports, and requests of CloudFormation. */
export const handler = wireJobsHandler(process.env, (line) =>
  process.stdout.write(`${line}\n`),
) satisfies Handler<unknown, void>;
