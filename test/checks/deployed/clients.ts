/** Clients of the emulator that `with-emulator` starts, as an operator has them; the command line reaches it, too. */
import { readFileSync } from 'node:fs';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

const notes = process.env['EMULATOR_NOTES'];
if (notes === undefined) throw new Error('no emulator runs: run npm run verify -- deployed');

/** The account of the emulator. */
export const ACCOUNT = '000000000000';
export const s3 = new S3Client({ forcePathStyle: true });
export const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
export const cloudFormation = new CloudFormationClient({});
export const cloudWatch = new CloudWatchClient({});
export const logs = new CloudWatchLogsClient({});
export const lambda = new LambdaClient({});

/** The file in which a check notes the URL of its SageMaker, for the emulator. */
export const sagemakerNote = `${notes}/sagemaker-url`;

/**
 * Puts an event on the default bus, in the name of any service, which AWS lets nobody do.
 * @throws Error when it is not taken
 */
export async function putEvent(event: {
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
}): Promise<void> {
  const { source: Source, detailType: DetailType, detail } = event;
  const answer = await fetch(process.env['AWS_ENDPOINT_URL'] ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: [{ Source, DetailType, Detail: JSON.stringify(detail) }] }),
  });
  const text = await answer.text();
  if (!answer.ok || JSON.parse(text).FailedEntryCount !== 0) throw new Error(`PutEvents: ${text}`);
}

/** A call that a function made, as the emulator noted it. */
export interface NotedCall {
  readonly function: string;
  readonly service: string;
  readonly operation: string;
  readonly request: Readonly<Record<string, string>>;
  readonly status: number;
}

/** A process of a function, as the emulator started it. */
export interface NotedProcess {
  readonly function: string;
  readonly pid: number;
}

function readNotes<Note>(name: string): Note[] {
  const lines = readFileSync(`${notes}/${name}.ndjson`, { encoding: 'utf8', flag: 'a+' }).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** Every call that functions made so far. */
export const notedCalls = () => readNotes<NotedCall>('calls');

/** Every process of functions that was started so far. */
export const notedProcesses = () => readNotes<NotedProcess>('processes');
