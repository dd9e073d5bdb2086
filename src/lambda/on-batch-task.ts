/** The Lambda function that jobs of S3 Batch Operations invoke for the back catalogue. */
import { wireBatchHandler } from './wiring.ts';

/** Takes the events of S3 Batch Operations, and answers each task. */
export const handler = wireBatchHandler(process.env, (line) => process.stdout.write(`${line}\n`));
