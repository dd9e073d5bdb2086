/**
 * The bundles that `sam build` makes, run by AWS's runtime interface client against a Runtime API on loopback, with
 * S3 on a real S3-protocol server (fauxqs; moto's for objects too large for it).
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import {
  BUCKET,
  DONE,
  EXPECTED,
  expectOptedOut,
  first,
  keyOf,
  readEvent,
  readNotebooks,
} from '../../support/event-expectations.ts';
import { optedOutKeys, outcomesOf, readLog } from '../../support/read-log.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { propertiesOf } from '../../support/template/template.ts';
import { connectToMoto, motoEndpoint } from '../setup/moto.ts';
import { BUILT, LEDGER, readLedger, s3, start } from './built-functions.ts';

const figures: string[] = [];
afterAll(() => console.log(figures.join('\n')));

describe.each(Object.entries(EXPECTED))('OnReportCreated, events/%s.json', (name, { outcomes, answer }) => {
  test('leaves the records, bytes and answers expected, on the log and in the ledger; a redelivery writes nothing', async () => {
    const lambda = await start('OnReportCreated');
    expect(lambda.initError).toBeUndefined();
    const ran = await lambda.invoke(readEvent(name));
    expect(outcomesOf(readLog(ran.lines).records).sort()).toEqual([...outcomes].sort());
    if (answer === undefined) expect(ran).toMatchObject({ kind: 'response', payload: null });
    else expect(ran).toMatchObject({ kind: 'response', payload: answer });
    await expectOptedOut(s3, optedOutKeys(readLog(ran.lines).records));
    const before = await readNotebooks(s3);
    const again = readLog((await lambda.invoke(readEvent(name))).lines);
    expect(outcomesOf(again.records)).not.toContain('opted-out notebook');
    expect(await readNotebooks(s3)).toEqual(before);
    expect(await readLedger()).toEqual(byId([...readLog(ran.lines).records, ...again.records]));
    expect(lambda.isAlive).toBe(true);
    expect(await lambda.stop()).toBe('SIGTERM');
  });
});

/** Of records with the same id the first one, as the ledger has it. */
const byId = (records: readonly AuditRecord[]) =>
  new Map(records.toReversed().map((record) => [record.id, record]));

describe('OnReportCreated', () => {
  test('a setting that is not allowed stops the start, with name and value', async () => {
    const lambda = await start('OnReportCreated', { MODE: 'on' });
    expect(lambda.initError).toMatchObject({
      errorMessage: expect.stringContaining('MODE is "on": use enforce or dry-run'),
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
    expect(outcomesOf(readLog(ran.lines).records)).toEqual(['opted-out notebook', 'reports-usage html']);
  });

  test('ten notebooks of 60 MB in one batch: within the memory of the template', async () => {
    const large = generateReport({ outputBytes: 46_000_000 });
    const keys = Array.from(
      { length: 10 },
      (_, index) => `large-${index}/profiler-output/profiler-report.ipynb`,
    );
    const client = connectToMoto();
    for (const Bucket of [BUCKET, LEDGER]) await client.send(new CreateBucketCommand({ Bucket }));
    for (const Key of keys)
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: large.notebook }));
    client.destroy();
    const lambda = await start('OnReportCreated', { AWS_ENDPOINT_URL_S3: motoEndpoint });
    const [message] = (readEvent('sqs-s3') as { Records: { body: string }[] }).Records;
    const oldKey = keyOf(first, 'ipynb');
    const Records = keys.map((key, index) => ({
      ...message,
      messageId: `m${index}`,
      body: message?.body.replaceAll(oldKey, key),
    }));
    const { payload, ms, lines } = await lambda.invoke({ Records });
    expect(payload).toEqual(DONE);
    expect(outcomesOf(readLog(lines).records)).toEqual(keys.map(() => 'opted-out notebook'));
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
    const median = (numbers: readonly number[]) =>
      numbers.toSorted((a, b) => a - b)[numbers.length >> 1]?.toFixed(0);
    figures.push(
      `OnReportCreated: bundle ${kib(bundle.length)} KiB (${kib(gzipSync(bundle).length)} KiB compressed)`,
      `process start to ready ${median(inits)} ms, first invocation ${median(firsts)} ms, warm ${median(warm)} ms (medians)`,
    );
    expect(warm).toHaveLength(100);
  });
});

const TASKS = ['schema-1.0', 'schema-2.0', 'html', 'reconciliation'];
test.each(TASKS)('OnBatchTask, events/on-batch-task/%s.json', async (name) => {
  const lambda = await start('OnBatchTask');
  const event = readEvent(`on-batch-task/${name}`) as { invocationId: string; tasks: { taskId: string }[] };
  const { kind, payload, lines } = await lambda.invoke(event);
  expect(kind).toBe('response');
  expect(payload).toMatchObject({
    invocationId: event.invocationId,
    results: [{ taskId: event.tasks[0]?.taskId, resultCode: 'Succeeded' }],
  });
  const expected = ['opted-out notebook', 'reports-usage html'];
  const isNotebook = name.startsWith('schema');
  expect(outcomesOf(readLog(lines).records)).toEqual(isNotebook ? expected : expected.slice(1));
});
