/**
 * The bundles that `sam build` makes, run by AWS's runtime interface client against a Runtime API on loopback, with
 * S3 on a real S3-protocol server (fauxqs; moto's for objects too large for it). `sam build` and
 * `npm ci --prefix .ci/runtime` come first, `.ci/with-moto` around it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../src/audit/schema.ts';
import { BUCKET, DONE, EXPECTED, first, keyOf, readEvent, reports } from '../support/event-expectations.ts';
import { LambdaProcess } from '../support/lambda-process.ts';
import { generateReport } from '../support/report-generator.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from '../support/s3-server.ts';
import { propertiesOf } from '../support/template.ts';
import { expectValidRecord } from '../support/validate-record.ts';

const BUILT = new URL('../../.aws-sam/build/', import.meta.url).pathname;
if (!existsSync(BUILT)) throw new Error('nothing is built: run sam build');
const figures: string[] = [];

interface FunctionProperties {
  readonly Handler: string;
  readonly Timeout: number;
  readonly Environment?: { readonly Variables: Record<string, string> };
}
let s3: LocalS3;
const running: LambdaProcess[] = [];
beforeAll(async () => {
  s3 = await startLocalS3(BUCKET);
});
beforeEach(async () => {
  for (const report of reports) {
    await s3.put(keyOf(report, 'ipynb'), report.notebook, { owner: 'sagemaker' });
    await s3.put(keyOf(report, 'html'), report.html);
  }
});
afterEach(async () => {
  for (const process of running.splice(0)) await process.stop();
});
afterAll(async () => {
  await s3.stop();
  console.log(figures.join('\n'));
});

/** Starts a function with the handler, timeout and environment of the template. */
async function start(name: string, environment: Record<string, string> = {}): Promise<LambdaProcess> {
  const { Handler, Timeout, Environment } = propertiesOf<FunctionProperties>(name);
  const started = await LambdaProcess.start({
    folder: `${BUILT}${name}`,
    handler: Handler,
    timeoutMs: Timeout * 1000,
    environment: {
      ...Environment?.Variables,
      AWS_ENDPOINT_URL_S3: s3.endpointUrl,
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
      ...environment,
    },
  });
  running.push(started);
  return started;
}

/** The records among log lines, each valid; every line must be JSON. */
function recordsIn(lines: readonly string[]): AuditRecord[] {
  const items = lines.map((line): { audit?: AuditRecord; madeAgain?: true } => JSON.parse(line));
  const records = items.flatMap(({ audit, madeAgain }) => (audit && !madeAgain ? [audit] : []));
  for (const record of records) expectValidRecord(record);
  return records;
}
const outcomesOf = (lines: readonly string[]) =>
  recordsIn(lines).map(({ outcome, object }) => `${outcome} ${object.kind}`);

describe.each(Object.entries(EXPECTED))('OnReportCreated, events/%s.json', (name, { outcomes, answer }) => {
  test('leaves the records, bytes and answers expected; a redelivery writes nothing', async () => {
    const lambda = await start('OnReportCreated');
    expect(lambda.initError).toBeUndefined();
    const ran = await lambda.invoke(readEvent(name));
    expect(outcomesOf(ran.lines).sort()).toEqual([...outcomes].sort());
    if (answer === undefined) expect(ran).toMatchObject({ kind: 'response', payload: null });
    else expect(ran).toMatchObject({ kind: 'response', payload: answer });
    const optedOut = new Set(
      recordsIn(ran.lines)
        .filter(({ outcome }) => outcome === 'opted-out')
        .map(({ object }) => object.key),
    );
    for (const report of reports) {
      const key = keyOf(report, 'ipynb');
      const { bytes, metadata } = await s3.get(key);
      expect(bytes.toString().replace(', opt_out=True', '')).toBe(report.notebook.toString());
      expect(bytes.length).toBe(report.notebook.length + (optedOut.has(key) ? 14 : 0));
      expect(metadata['owner']).toBe('sagemaker');
      expect((await s3.get(keyOf(report, 'html'))).bytes.equals(report.html)).toBe(true);
    }
    const before = await Promise.all(reports.map((report) => s3.get(keyOf(report, 'ipynb'))));
    expect(outcomesOf((await lambda.invoke(readEvent(name))).lines)).not.toContain('opted-out notebook');
    expect(await Promise.all(reports.map((report) => s3.get(keyOf(report, 'ipynb'))))).toEqual(before);
    expect(lambda.isAlive).toBe(true);
    expect(await lambda.stop()).toBe('SIGTERM');
  });
});

describe('OnReportCreated', () => {
  test('a setting that is not allowed stops the start, with name and value', async () => {
    const lambda = await start('OnReportCreated', { MODE: 'on' });
    expect(lambda.initError).toMatchObject({
      errorMessage: expect.stringContaining('MODE is "on": enforce or dry-run are allowed'),
    });
  });

  test('a direct event that meets a fault is an error of the invocation, and the function goes on', async () => {
    const lambda = await start('OnReportCreated');
    const event = JSON.parse(JSON.stringify(readEvent('s3-put')).replaceAll(BUCKET, 'no-such-bucket'));
    const failed = await lambda.invoke(event);
    expect(failed).toMatchObject({
      kind: 'error',
      payload: { errorType: 'Fault', errorMessage: expect.stringMatching(/no-such-bucket.*does not exist/) },
    });
    const { kind } = await lambda.invoke(readEvent('s3-put'));
    expect(kind).toBe('response');
  });

  test('the figures of a stack stand behind the records', async () => {
    const lambda = await start('OnReportCreated');
    const { lines } = await lambda.invoke(readEvent('sqs-s3'));
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      service: 'stack',
      OptedOut: 1,
      ReportsUsage: 1,
      ReportDuration: expect.anything(),
      OldestReportAge: expect.any(Number),
    });
  });

  test('a payload of the maximum size', async () => {
    const lambda = await start('OnReportCreated');
    const event = readEvent('sqs-s3') as { Records: { messageId: string; body: string }[] };
    const [message] = event.Records;
    if (message === undefined) throw new Error('the event has a message');
    // Lambda takes 6 MB; SQS messages have up to 1 MiB. Five that are none of ours, then a good one.
    const filler = Array.from({ length: 5 }, (_, index) => ({
      ...message,
      messageId: `filler-${index}`,
      body: JSON.stringify({ filler: 'x'.repeat(1_100_000) }),
    }));
    const ran = await lambda.invoke({ Records: [...filler, message] });
    expect(ran.payload).toEqual({
      batchItemFailures: filler.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    expect(outcomesOf(ran.lines)).toEqual(['opted-out notebook', 'reports-usage html']);
  });

  test('ten notebooks of 60 MB in one batch: within the memory of the template', async () => {
    const large = generateReport({ outputBytes: 46_000_000 });
    const keys = Array.from(
      { length: 10 },
      (_, index) => `large-${index}/profiler-output/profiler-report.ipynb`,
    );
    const moto = { AWS_ENDPOINT_URL_S3: process.env['MOTO_ENDPOINT'] ?? '' };
    const client = new S3Client({
      endpoint: moto.AWS_ENDPOINT_URL_S3,
      region: 'us-east-1',
      credentials: LOCAL_CREDENTIALS,
      forcePathStyle: true,
    });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    for (const Key of keys)
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: large.notebook }));
    client.destroy();
    const lambda = await start('OnReportCreated', moto);
    const [message] = (readEvent('sqs-s3') as { Records: { body: string }[] }).Records;
    const oldKey = keyOf(first, 'ipynb');
    const Records = keys.map((key, index) => ({
      ...message,
      messageId: `m${index}`,
      body: message?.body.replaceAll(oldKey, key),
    }));
    const { payload, ms, lines } = await lambda.invoke({ Records });
    expect(payload).toEqual(DONE);
    expect(outcomesOf(lines)).toEqual(keys.map(() => 'opted-out notebook'));
    const mebibytes = lambda.peakMemoryBytes / 2 ** 20;
    figures.push(
      `ten notebooks of ${(large.notebook.length / 1e6).toFixed(0)} MB in one batch: ${(ms / 1000).toFixed(1)} s, peak memory ${mebibytes.toFixed(0)} MiB`,
    );
    const { MemorySize } = propertiesOf<{ MemorySize: string }>('OnReportCreated');
    expect(mebibytes).toBeLessThan(Number(MemorySize));
  }, 120_000);

  test('size and times', async () => {
    const bundle = readFileSync(`${BUILT}OnReportCreated/on-report-created.mjs`);
    const kib = (size: number) => (size / 1024).toFixed(0);
    const inits: number[] = [];
    const firsts: number[] = [];
    const warm: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const lambda = await start('OnReportCreated');
      inits.push(lambda.initMs);
      firsts.push((await lambda.invoke(readEvent('s3-put'))).ms);
      for (let turn = 0; turn < 20; turn += 1) warm.push((await lambda.invoke(readEvent('s3-put'))).ms);
      await lambda.stop();
    }
    const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]?.toFixed(0);
    figures.push(
      `OnReportCreated: bundle ${kib(bundle.length)} KiB (${kib(gzipSync(bundle).length)} KiB compressed)`,
      `process start to ready ${median(inits)} ms, first invocation ${median(firsts)} ms, warm ${median(warm)} ms (medians)`,
    );
    expect(warm).toHaveLength(100);
  });
});

test.each(['schema-1.0', 'schema-2.0', 'html'])('OnBatchTask, events/on-batch-task/%s.json', async (name) => {
  const lambda = await start('OnBatchTask');
  const event = readEvent(`on-batch-task/${name}`) as { invocationId: string; tasks: { taskId: string }[] };
  const { kind, payload, lines } = await lambda.invoke(event);
  expect(kind).toBe('response');
  expect(payload).toMatchObject({
    invocationId: event.invocationId,
    results: [{ taskId: event.tasks[0]?.taskId, resultCode: 'Succeeded' }],
  });
  const expected = ['opted-out notebook', 'reports-usage html'];
  expect(outcomesOf(lines)).toEqual(name === 'html' ? expected.slice(1) : expected);
});

/** Listens on loopback; `answer` gets method, path and body. Answers its URL, and how to stop it. */
async function listen(
  answer: (method: string, path: string, body: string) => string,
): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    response.end(answer(request.method ?? '', request.url ?? '', text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

test('OnDeploy turns EventBridge on, and tells CloudFormation, also that it failed', async () => {
  const told: { Status: string }[] = [];
  const cloudFormation = await listen((_method, _path, body) => {
    told.push(JSON.parse(body));
    return '';
  });
  // Neither server at hand gives EventBridge back: this one keeps one bucket's configuration as it came.
  const others =
    '<QueueConfiguration><Id>a</Id><Queue>arn:aws:sqs:us-east-1:123456789012:q</Queue><Event>s3:ObjectRemoved:*</Event></QueueConfiguration>';
  let kept = `<NotificationConfiguration>${others}</NotificationConfiguration>`;
  const asked = new Set<string>();
  const notifications = await listen((method, path, body) => {
    asked.add(path);
    if (method === 'PUT') kept = body;
    return method === 'GET' ? kept : '';
  });
  try {
    const event = { ...(readEvent('on-deploy/create') as object), ResponseURL: cloudFormation.url };
    const lambda = await start('OnDeploy', { AWS_ENDPOINT_URL_S3: notifications.url });
    expect(await lambda.invoke(event)).toMatchObject({ kind: 'response', payload: null });
    expect(kept).toContain('<EventBridgeConfiguration/>');
    for (const part of ['<Id>a</Id>', ':q</Queue>', 's3:ObjectRemoved:*']) expect(kept).toContain(part);
    for (const path of asked) expect(path).toMatch(/^\/sagemaker-us-east-1-123456789012\/\?notification=?$/);
    await lambda.invoke({ ...event, RequestType: 'Delete' });
    expect(kept).toContain('<EventBridgeConfiguration/>');
    const other = await start('OnDeploy');
    await other.invoke({ ...event, ResourceProperties: { Buckets: ['no-such-bucket'] } });
    expect(told.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS', 'FAILED']);
  } finally {
    await cloudFormation.stop();
    await notifications.stop();
  }
});
