/**
 * The deployed pipeline inside this process: an S3-protocol server with one bucket, S3's notifications in a queue, and
 * the very handler that is deployed.
 */
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { LOCAL_CREDENTIALS, type LocalS3, pointSdkAt, startLocalS3 } from './s3-server.ts';

export const BUCKET = 'sagemaker-us-east-1-123456789012';
const QUEUE = 'profiler-reports';
const MESSAGES_PER_BATCH = 10;

/** A running pipeline. */
export interface LocalPipeline extends Pick<LocalS3, 'put' | 'get'> {
  /** Sends the notification for each key through the queue to the handler; the records that it makes. */
  readonly notify: (keys: readonly string[]) => Promise<AuditRecord[]>;
  readonly stop: () => Promise<void>;
}

/** Starts server, queue and handler, with the settings that a stack has unless told otherwise. */
export async function startLocalPipeline(): Promise<LocalPipeline> {
  const s3 = await startLocalS3(BUCKET);
  s3.server.createQueue(QUEUE);
  const { endpointUrl } = s3;
  const queue = new SQSClient({ endpoint: endpointUrl, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
  const QueueUrl = `${endpointUrl}/000000000000/${QUEUE}`;
  const handle = await deployedHandler(endpointUrl);

  async function notify(keys: readonly string[]): Promise<AuditRecord[]> {
    for (const key of keys) {
      await queue.send(
        new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(notificationOf(key)) }),
      );
    }
    const records: AuditRecord[] = [];
    for (let left = keys.length; left > 0; ) {
      const { Messages = [] } = await queue.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: MESSAGES_PER_BATCH }),
      );
      if (Messages.length === 0) throw new Error(`${left} messages did not come out of the queue`);
      records.push(...(await handle(Messages)));
      left -= Messages.length;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await queue.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
    return uniqueById(records);
  }

  const stop = async () => {
    queue.destroy();
    await s3.stop();
  };
  return { put: s3.put, get: s3.get, notify, stop };
}

/** The deployed handler for a batch of messages; its audit records are taken from its log. */
async function deployedHandler(
  endpointUrl: string,
): Promise<(messages: readonly Message[]) => Promise<AuditRecord[]>> {
  pointSdkAt(endpointUrl);
  const { wireReportHandler } = await import('../../../src/lambda/wiring.ts');
  let lines: string[] = [];
  const handler = wireReportHandler({}, (line) => lines.push(line));
  return async (messages) => {
    lines = [];
    const Records = messages.map(({ MessageId, Body }) => ({
      messageId: MessageId,
      body: Body,
      eventSource: 'aws:sqs',
    }));
    const answer = JSON.stringify(await handler({ Records }, { awsRequestId: 'local' }));
    if (answer !== '{"batchItemFailures":[]}') throw new Error(`the handler answered ${answer}`);
    const items: { audit?: AuditRecord; madeAgain?: true }[] = lines.map((line) => JSON.parse(line));
    // A record that is made again from a rewritten object is on record already.
    return items.flatMap(({ audit, madeAgain }) => (audit && !madeAgain ? [audit] : []));
  };
}

/** The notification that S3 sends for a new object: keys are form-URL-encoded. The server sends none of its own. */
const notificationOf = (key: string) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: new Date().toISOString(),
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: BUCKET },
        object: { key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/') },
      },
    },
  ],
});

/** A notebook's event examines the HTML report too, and the HTML report has one of its own. */
const uniqueById = (records: readonly AuditRecord[]): AuditRecord[] => [
  ...new Map(records.map((record) => [record.id, record])).values(),
];
