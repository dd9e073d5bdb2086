/** The handler that is deployed, on every file in events/, against a real S3-protocol server (fauxqs, see s3-server.ts). */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../src/audit/schema.ts';
import type { ReportHandler } from '../../src/lambda/make-handler.ts';
import { wireReportHandler } from '../../src/lambda/wiring.ts';
import {
  BUCKET,
  DONE,
  EVENTS,
  EXPECTED,
  first,
  keyOf,
  readEvent,
  reports,
} from '../support/event-expectations.ts';
import { generateReport } from '../support/report-generator.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from '../support/s3-server.ts';
import { expectValidRecord } from '../support/validate-record.ts';

let s3: LocalS3;
let lines: string[] = [];

beforeAll(async () => {
  s3 = await startLocalS3(BUCKET);
  process.env['AWS_ENDPOINT_URL_S3'] = s3.endpointUrl;
  process.env['AWS_ACCESS_KEY_ID'] = LOCAL_CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = LOCAL_CREDENTIALS.secretAccessKey;
});
afterAll(() => s3.stop());
beforeEach(async () => {
  lines = [];
  for (const report of reports) {
    await s3.put(keyOf(report, 'ipynb'), report.notebook, { owner: 'sagemaker' });
    await s3.put(keyOf(report, 'html'), report.html);
  }
});

const wire = (environment: Record<string, string> = {}): ReportHandler =>
  wireReportHandler(environment, (line) => lines.push(line));

/** Runs the handler on an event; answers what it answered, and the records it logged, each valid. */
async function deliver(event: unknown, handler = wire()) {
  lines = [];
  const answer = await handler(event, { awsRequestId: 'request-1' }).catch((error: Error) => error);
  const items = lines.map((line): { level: string; audit?: AuditRecord; madeAgain?: true } =>
    JSON.parse(line),
  );
  const audited = (isMadeAgain: boolean) =>
    items.flatMap(({ audit, madeAgain = false }) =>
      audit === undefined || madeAgain !== isMadeAgain ? [] : [audit],
    );
  const [records, madeAgain] = [audited(false), audited(true)];
  for (const record of [...records, ...madeAgain]) expectValidRecord(record);
  return {
    answer,
    items,
    records,
    madeAgain,
    outcomes: records.map(({ outcome, object }) => `${outcome} ${object.kind}`),
  };
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
    const optedOut = new Set(
      ran.records.filter(({ outcome }) => outcome === 'opted-out').map(({ object }) => object.key),
    );
    for (const report of reports) {
      const key = keyOf(report, 'ipynb');
      const { bytes, metadata } = await s3.get(key);
      expect(bytes.toString().replace(', opt_out=True', '')).toBe(report.notebook.toString());
      expect(bytes.length).toBe(report.notebook.length + (optedOut.has(key) ? 14 : 0));
      expect(metadata['owner']).toBe('sagemaker');
      expect('profiler-opt-out-before' in metadata).toBe(optedOut.has(key));
      expect((await s3.get(keyOf(report, 'html'))).bytes.equals(report.html)).toBe(true);
    }
    const before = await Promise.all(reports.map((report) => s3.get(keyOf(report, 'ipynb'))));
    const again = await deliver(readEvent(name));
    expect(again.outcomes.some((outcome) => outcome.startsWith('opted-out'))).toBe(false);
    const withoutTrigger = (records: readonly AuditRecord[]) =>
      [...new Map(records.map(({ trigger: _trigger, ...record }) => [record.id, record])).values()]
        .filter(({ outcome }) => outcome === 'opted-out')
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(withoutTrigger(again.madeAgain)).toEqual(withoutTrigger(ran.records));
    expect(await Promise.all(reports.map((report) => s3.get(keyOf(report, 'ipynb'))))).toEqual(before);
  });
});

test('records carry the trigger, and the request that dealt with it', async () => {
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
    message: expect.stringMatching(/^malformed delivery: neither/),
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

test('ignored deliveries are said at debug level', async () => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'DEBUG';
  const handler = wire();
  delete process.env['POWERTOOLS_LOG_LEVEL'];
  const { items } = await deliver(readEvent('s3-look-alike-key'), handler);
  expect(items).toHaveLength(3);
  expect(items[0]).toMatchObject({
    level: 'DEBUG',
    message: 'delivery ignored',
    why: 'the key is no report object',
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

test('a bad setting fails at start', () => {
  expect(() => wire({ MODE: 'on' })).toThrow('MODE is "on": enforce or dry-run are allowed');
});

test('a stack gets its figures, behind the records', async () => {
  await deliver(readEvent('sqs-s3'), wire({ STACK_NAME: 'my-stack' }));
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ service: 'my-stack', OptedOut: 1, ReportsUsage: 1 });
});
