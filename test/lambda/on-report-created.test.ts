/** The handler that is deployed, on every file in events/, against a real S3-protocol server (fauxqs, see s3-server.ts). */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import type { ReportHandler } from '../../src/lambda/make-handler.ts';
import { wireReportHandler } from '../../src/lambda/wiring.ts';
import {
  BUCKET,
  DONE,
  EVENTS,
  EXPECTED,
  expectOptedOut,
  first,
  keyOf,
  putReports,
  readEvent,
  readNotebooks,
} from '../support/event-expectations.ts';
import { optedOutKeys, outcomesOf, readLog } from '../support/read-log.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { startLoopbackServer } from '../support/servers/loopback-server.ts';
import { type LocalS3, pointSdkAt, startLocalS3 } from '../support/servers/s3-server.ts';

let s3: LocalS3;
let lines: string[] = [];

beforeAll(async () => {
  s3 = await startLocalS3(BUCKET);
  pointSdkAt(s3.endpointUrl);
});
afterAll(() => s3.stop());
beforeEach(async () => {
  lines = [];
  await putReports(s3);
});

const wire = (environment: Record<string, string> = {}): ReportHandler =>
  wireReportHandler(environment, (line) => lines.push(line));

/** Runs the handler on an event; answers what it answered, and the records it logged, each valid. */
async function deliver(event: unknown, handler = wire()) {
  lines = [];
  const answer = await handler(event, { awsRequestId: 'request-1' }).catch((error: Error) => error);
  const log = readLog(lines);
  return { ...log, answer, outcomes: outcomesOf(log.records) };
}

test('every file in events/ is run', () => {
  const names = readdirSync(EVENTS).filter((name) => name.endsWith('.json'));
  expect(names.map((name) => name.replace('.json', '')).sort()).toEqual(Object.keys(EXPECTED).sort());
});

describe.each(Object.entries(EXPECTED))('%s', (name, { outcomes, answer }) => {
  test('leaves the records and the bytes expected, and a redelivery writes nothing', async () => {
    const ran = await deliver(readEvent(name));
    expect(ran.outcomes.toSorted()).toEqual([...outcomes].toSorted());
    expect(ran.answer).toEqual(answer);
    await expectOptedOut(s3, optedOutKeys(ran.records));
    const before = await readNotebooks(s3);
    const again = await deliver(readEvent(name));
    expect(again.outcomes.some((outcome) => outcome.startsWith('opted-out'))).toBe(false);
    const withoutTrigger = (records: readonly AuditRecord[]) =>
      [...new Map(records.map(({ trigger: _trigger, ...record }) => [record.id, record])).values()]
        .filter(({ outcome }) => outcome === 'opted-out')
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(withoutTrigger(again.madeAgain)).toEqual(withoutTrigger(ran.records));
    expect(await readNotebooks(s3)).toEqual(before);
  });
});

test('records have the trigger, and the request that processed it', async () => {
  const { records } = await deliver(readEvent('sqs-eventbridge'));
  expect(records[0]?.trigger).toEqual({
    source: 'eventbridge',
    eventId: '17793124-05d4-b198-2fde-7ededc63b103',
    eventTime: '2026-03-02T10:01:12.000Z',
    requestId: 'request-1',
  });
});

test('the HTML report is silenced when asked, and nothing is written in a dry run', async () => {
  const dry = await deliver(readEvent('s3-put'), wire({ MODE: 'dry-run', HTML_REPORTS: 'silence' }));
  expect(dry.outcomes).toEqual(['would-opt-out notebook', 'would-silence html']);
  expect((await s3.get(keyOf(first, 'ipynb'))).bytes.equals(first.notebook)).toBe(true);
  const ran = await deliver(readEvent('s3-put'), wire({ HTML_REPORTS: 'silence' }));
  expect(ran.outcomes).toEqual(['opted-out notebook', 'silenced html']);
  expect((await s3.get(keyOf(first, 'html'))).bytes.includes('profiler-telemetry" src="https')).toBe(false);
});

test('a notebook gone since is on record as missing', async () => {
  const event = readEvent('sqs-s3') as { Records: [{ body: string }] };
  event.Records[0].body = event.Records[0].body.replace('pytorch-training-2026-03-02', 'gone');
  expect(await deliver(event)).toMatchObject({ outcomes: ['missing notebook'], answer: DONE });
});

test('a refused notebook is done, on record at warn level', async () => {
  await s3.put(keyOf(first, 'ipynb'), Buffer.from('{'));
  const ran = await deliver(readEvent('sqs-s3'));
  expect(ran).toMatchObject({ answer: DONE, outcomes: ['refused notebook', 'reports-usage html'] });
  expect(ran.items.map(({ level }) => level)).toEqual(['WARN', 'INFO']);
});

test('a fault fails its own message only, and a direct event as a whole', async () => {
  const event = readEvent('sqs-eventbridge') as { Records: { messageId: string; body: string }[] };
  const broken = {
    ...event,
    Records: event.Records.map((record, index) => ({
      ...record,
      body: index === 0 ? record.body.replaceAll(BUCKET, 'no-such-bucket') : record.body,
    })),
  };
  const ran = await deliver(broken);
  expect(ran.answer).toEqual({ batchItemFailures: [{ itemIdentifier: event.Records[0]?.messageId }] });
  expect(ran.outcomes).toEqual(['reports-usage html']);
  expect(ran.items.find(({ level }) => level === 'ERROR')).toMatchObject({
    message: 'fault',
    code: 'not-found',
    retryable: false,
  });
  const direct = JSON.parse(
    JSON.stringify(readEvent('s3-several-records')).replaceAll(BUCKET, 'no-such-bucket'),
  );
  expect((await deliver(direct)).answer).toBeInstanceOf(AggregateError);
  expect((await deliver({ hello: 'world' })).answer).toMatchObject({
    message: expect.stringMatching(/^malformed delivery: not an S3 notification/),
  });
});

test('hostile keys do not reach the log raw', async () => {
  const hostile = generateReport({ trainingJobName: 'a\u001b[31m\u202e\u0085', outputBytes: 100 });
  await s3.put(keyOf(hostile, 'ipynb'), Buffer.from('{'));
  const event = JSON.parse(JSON.stringify(readEvent('s3-put')));
  event.Records[0].s3.object.key = encodeURIComponent(keyOf(hostile, 'ipynb'));
  const { records } = await deliver(event);
  expect(records[0]?.object.key).toBe(keyOf(hostile, 'ipynb'));
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('ignored deliveries are logged at debug level', async () => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'DEBUG';
  const handler = wire();
  delete process.env['POWERTOOLS_LOG_LEVEL'];
  const { items } = await deliver(readEvent('s3-look-alike-key'), handler);
  expect(items).toHaveLength(3);
  expect(items[0]).toMatchObject({
    level: 'DEBUG',
    message: 'delivery ignored',
    why: 'the key is not that of a report',
  });
  expect((await deliver(readEvent('s3-test-event'), handler)).items[0]).toMatchObject({
    why: expect.stringMatching(/TestEvent/),
  });
});

test.each(['ERROR', 'SILENT'])('records are written at log level %s, messages are not', async (level) => {
  process.env['POWERTOOLS_LOG_LEVEL'] = level;
  const handler = wire();
  delete process.env['POWERTOOLS_LOG_LEVEL'];
  const { items, records } = await deliver(readEvent('sqs-partly-malformed'), handler);
  expect(records.map(({ outcome }) => outcome)).toEqual(['opted-out', 'reports-usage']);
  expect(items.filter(({ audit }) => audit === undefined)).toHaveLength(level === 'ERROR' ? 3 : 0);
});

test('Option 1 is looked up when that is asked for, once for both objects of a report', async () => {
  const calls: string[] = [];
  const server = await startLoopbackServer(({ headers, body }, response) => {
    calls.push(`${headers['x-amz-target']} ${body}`);
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }));
  });
  onTestFinished(server.stop);
  process.env['AWS_ENDPOINT_URL_SAGEMAKER'] = server.url;
  process.env['AWS_REGION'] = 'us-east-1';
  const { records } = await deliver(readEvent('s3-put'), wire({ LOOK_UP_TRAINING_JOBS: 'true' }));
  expect(records.map(({ outcome, optionOne }) => [outcome, optionOne])).toEqual([
    ['opted-out', { state: 'unknown', reason: 'access-denied' }],
    ['reports-usage', { state: 'unknown', reason: 'access-denied' }],
  ]);
  const [, name] = first.processingJobArn.split('/');
  expect(calls).toEqual([`SageMaker.DescribeProcessingJob ${JSON.stringify({ ProcessingJobName: name })}`]);
  await deliver(readEvent('s3-put'));
  expect(calls).toHaveLength(1);
});

test('a bad setting fails at start', () => {
  expect(() => wire({ MODE: 'on' })).toThrow('MODE is "on": use enforce or dry-run');
});

test('the metrics of a stack come after the records', async () => {
  await deliver(readEvent('sqs-s3'), wire({ STACK_NAME: 'my-stack' }));
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ service: 'my-stack', OptedOut: 1, ReportsUsage: 1 });
});
