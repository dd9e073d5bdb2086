/**
 * The whole pipeline on one machine, without an AWS account: reports are uploaded to an S3-protocol server inside
 * this process, S3's notification for each goes through a queue to the very handler that is deployed, and what
 * happened is shown. `npm start -- <folder>` takes other reports than the examples; the folder is only read.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createTwoFilesPatch } from 'diff';
import type { AuditRecord } from '../src/audit/record/schema.ts';
import { rendererOf } from '../src/cli/output/formats.ts';
import { walkFiles } from '../src/files/walk.ts';
import { Fault } from '../src/report/fault.ts';
import { parseReportKey } from '../src/report/key.ts';
import { renderJsonLine, showSafely } from '../src/text/safe-text.ts';
import {
  LOCAL_CREDENTIALS,
  type LocalS3,
  pointSdkAt,
  startLocalS3,
} from '../test/support/servers/s3-server.ts';

const BUCKET = 'sagemaker-us-east-1-123456789012';
const QUEUE = 'profiler-reports';
const say = (text: string) => console.log(text);

const onSkippedLink = async (path: string) => say(`not followed: ${path}`);

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('../examples/', import.meta.url)));
async function run(local: LocalS3): Promise<void> {
  const originals = new Map<string, Buffer>();
  for await (const { path } of walkFiles({ start: root, base: undefined }, { onSkippedLink })) {
    const key = relative(root, path).split(sep).join('/');
    // The pipeline keeps to the layout that SageMaker writes.
    if (parseReportKey(key) !== undefined) originals.set(key, readFileSync(path));
  }
  if (originals.size === 0) {
    throw new Fault('not-found', `no profiling reports in ${root}: name a folder that holds some`, {
      retryable: false,
    });
  }
  say(
    `S3 and SQS inside this process at ${local.endpointUrl}, bucket ${BUCKET}; html reports are silenced\n`,
  );
  for (const [key, bytes] of originals) await local.put(key, bytes);
  local.server.createQueue(QUEUE);

  const invoke = await deployedHandler(local.endpointUrl);
  const first = await deliver(local, [...originals.keys()], invoke);
  // Behind the record of a rewriting comes that of the new version, for which there was nothing left to do.
  const shown = [...new Map(first.toReversed().map((record) => [record.object.key, record])).values()];
  const table = rendererOf('table', process.stdout.columns ?? 120);
  process.stdout.write(
    table.head + table.renderRecords(inKeyOrder(shown)) + table.renderTail(countsOf(shown)),
  );
  await showDiff(local, originals, first);

  const before = await etagsOf(local, originals.keys());
  const second = await deliver(local, [...originals.keys()], invoke);
  const written = [...(await etagsOf(local, originals.keys()))].filter(
    ([key, etag]) => before.get(key) !== etag,
  );
  say(`\nThe same notifications once more: ${summaryOf(second)}; ${written.length} objects written.`);
  if (written.length > 0)
    throw new Error(`a second delivery wrote ${written.map(([key]) => key).join(', ')}`);
  const path = join(mkdtempSync(join(tmpdir(), 'profiler-opt-out-')), 'audit.ndjson');
  writeFileSync(path, [...first, ...second].map((record) => `${renderJsonLine(record)}\n`).join(''));
  say(`Audit records, one a line: ${path}`);
}

type Invoke = (event: unknown) => Promise<{ answer: unknown; records: AuditRecord[] }>;

/** The deployed handler, with the environment that the Lambda would have, and its log taken apart. */
async function deployedHandler(endpointUrl: string): Promise<Invoke> {
  pointSdkAt(endpointUrl);
  const { wireReportHandler } = await import('../src/lambda/wiring.ts');
  let lines: string[] = [];
  const handler = wireReportHandler({ HTML_REPORTS: 'silence' }, (line) => lines.push(line));
  return async (event) => {
    lines = [];
    const answer = await handler(event, { awsRequestId: 'local' });
    const items: { audit?: AuditRecord; madeAgain?: true }[] = lines.map((line) => JSON.parse(line));
    // A record that was made again from a rewritten object is one that stands there already.
    return { answer, records: items.flatMap(({ audit, madeAgain }) => (audit && !madeAgain ? [audit] : [])) };
  };
}

/** Sends S3's notification for every key through the queue, in batches as Lambda takes them. */
async function deliver(local: LocalS3, keys: readonly string[], invoke: Invoke): Promise<AuditRecord[]> {
  const client = new SQSClient({
    endpoint: local.endpointUrl,
    region: 'us-east-1',
    credentials: LOCAL_CREDENTIALS,
  });
  const QueueUrl = `${local.endpointUrl}/000000000000/${QUEUE}`;
  for (const key of keys) {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(notificationOf(key)) }));
  }
  const records: AuditRecord[] = [];
  for (let left = keys.length; left > 0; ) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) throw new Error(`${left} messages did not come out of the queue`);
    const event = {
      Records: Messages.map(({ MessageId, Body }) => ({
        messageId: MessageId,
        body: Body,
        eventSource: 'aws:sqs',
      })),
    };
    const { answer, records: made } = await invoke(event);
    if (JSON.stringify(answer) !== '{"batchItemFailures":[]}')
      throw new Error(`the handler answered ${JSON.stringify(answer)}`);
    records.push(...made);
    left -= Messages.length;
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  client.destroy();
  return uniqueById(records);
}

/** What S3 sends when an object was put: keys form-URL-encoded. The server sends none of its own. */
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

const inKeyOrder = (records: readonly AuditRecord[]) =>
  records.toSorted((a, b) => (a.object.key < b.object.key ? -1 : a.object.key > b.object.key ? 1 : 0));

function countsOf(records: readonly AuditRecord[]): Map<AuditRecord['outcome'], number> {
  const counts = new Map<AuditRecord['outcome'], number>();
  for (const { outcome } of records) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}

const summaryOf = (records: readonly AuditRecord[]): string =>
  [...countsOf(records)].map(([outcome, count]) => `${count} ${outcome}`).join(', ');

async function etagsOf(local: LocalS3, keys: Iterable<string>): Promise<Map<string, string>> {
  const etags = new Map<string, string>();
  for (const key of keys) etags.set(key, (await local.get(key)).etag);
  return etags;
}

async function showDiff(
  local: LocalS3,
  originals: ReadonlyMap<string, Buffer>,
  records: readonly AuditRecord[],
): Promise<void> {
  const key = records.find(({ outcome }) => outcome === 'opted-out')?.object.key;
  const original = key === undefined ? undefined : originals.get(key);
  if (key === undefined || original === undefined) return;
  const now = (await local.get(key)).bytes;
  const name = relative('.', key);
  say(
    `\n${createTwoFilesPatch(name, name, original.toString(), now.toString(), 'before', 'after', { context: 2 })}`,
  );
}

const s3 = await startLocalS3(BUCKET);
try {
  await run(s3);
} catch (error) {
  // A folder that is not there or holds no reports needs a sentence, a bug its stack.
  console.error(error instanceof Fault ? showSafely(error.message) : error);
  process.exitCode = 1;
} finally {
  await s3.stop();
}
