/** The function for the back catalogue, on its files in events/, against a real S3-protocol server (fauxqs). */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AuditRecord } from '../../src/audit/schema.ts';
import { makeBatchHandler } from '../../src/lambda/make-batch-handler.ts';
import { EmfMeter } from '../../src/lambda/meter.ts';
import { wireBatchHandler } from '../../src/lambda/wiring.ts';
import { Fault } from '../../src/report/fault.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { generateReport } from '../support/report-generator.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from '../support/s3-server.ts';
import { expectValidRecord } from '../support/validate-record.ts';

const BUCKET = 'sagemaker-us-east-1-123456789012';
const CONTEXT = { awsRequestId: 'request-1' };

/** An event of S3 Batch Operations as events/ has it. */
interface BatchEvent {
  invocationSchemaVersion: string;
  tasks: { taskId: string; s3Key: string; s3Bucket?: string }[];
}
const readEvent = (name: string): BatchEvent =>
  JSON.parse(readFileSync(new URL(`../../events/on-batch-task/${name}.json`, import.meta.url), 'utf8'));

const plain = generateReport({
  trainingJobName: 'pytorch-training-2026-03-02-09-14-07-381',
  ruleName: 'ProfilerReport-1772442847',
  outputBytes: 900,
});
const special = generateReport({
  trainingJobName: 'teams/Müller & Söhne/100% +1/job',
  ruleName: 'ProfilerReport-1',
  outputBytes: 900,
});
const notebookKey = (report: typeof plain) => `${report.folder}profiler-report.ipynb`;

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
  for (const report of [plain, special]) {
    await s3.put(notebookKey(report), report.notebook);
    await s3.put(`${report.folder}profiler-report.html`, report.html);
  }
});

const wire = (environment: Record<string, string> = {}) =>
  wireBatchHandler(environment, (line) => lines.push(line));
const recordsOf = (): AuditRecord[] =>
  lines.flatMap((line) => {
    const { audit } = JSON.parse(line) as { audit?: AuditRecord };
    if (audit !== undefined) expectValidRecord(audit);
    return audit === undefined ? [] : [audit];
  });

test.each([
  ['schema-1.0', plain, 'notebook opted-out; html reports-usage'],
  ['schema-2.0', special, 'notebook opted-out; html reports-usage'],
  ['html', plain, 'html reports-usage'],
])('%s.json', async (name, report, said) => {
  const event = readEvent(name);
  expect(await wire()(event, CONTEXT)).toEqual({
    invocationSchemaVersion: event.invocationSchemaVersion,
    treatMissingKeysAs: 'PermanentFailure',
    invocationId: 'YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo',
    results: [{ taskId: 'dGFza2lkZ29lc2hlcmUK', resultCode: 'Succeeded', resultString: said }],
  });
  const trigger = { source: 'batch-operations', eventId: 'dGFza2lkZ29lc2hlcmUK', requestId: 'request-1' };
  expect(recordsOf().map((record) => record.trigger)).toEqual(said.split('; ').map(() => trigger));
  const { bytes } = await s3.get(notebookKey(report));
  expect(bytes.length - report.notebook.length).toBe(name === 'html' ? 0 : 14);
  expect(await wire()(event, CONTEXT)).toMatchObject({ results: [{ resultCode: 'Succeeded' }] });
  expect((await s3.get(notebookKey(report))).bytes.equals(bytes)).toBe(true);
});

test('a dry run says what would be done', async () => {
  const answer = await wire({ MODE: 'dry-run' })(readEvent('schema-1.0'), CONTEXT);
  expect(answer.results[0]?.resultString).toBe('notebook would-opt-out; html reports-usage');
  expect((await s3.get(notebookKey(plain))).bytes.equals(plain.notebook)).toBe(true);
});

test('a refused report is a permanent failure with its reason', async () => {
  await s3.put(notebookKey(plain), Buffer.from('{'));
  const { results } = await wire()(readEvent('schema-1.0'), CONTEXT);
  expect(results[0]).toMatchObject({
    resultCode: 'PermanentFailure',
    resultString: expect.stringMatching(/^notebook refused not-json: .*; html reports-usage$/),
  });
});

test.each([
  ['a key of something else', 'a/b.txt'],
  ['a key that is not URL-encoded', 'a%'],
])('%s: a permanent failure, and the other tasks are dealt with', async (_what, s3Key) => {
  const event = readEvent('schema-2.0');
  const [task] = event.tasks;
  const tasks = [{ ...task, taskId: 'other', s3Key }, ...event.tasks];
  const { results } = await wire()({ ...event, tasks }, CONTEXT);
  expect(results.map(({ resultCode }) => resultCode)).toEqual(['PermanentFailure', 'Succeeded']);
  expect(results[0]?.resultString).toMatch(/no report object/);
});

test('a report that is gone is nothing to do', async () => {
  const event = readEvent('schema-2.0');
  const tasks = event.tasks.map((task) => ({ ...task, s3Key: 'x/profiler-output/profiler-report.ipynb' }));
  const { results } = await wire()({ ...event, tasks }, CONTEXT);
  expect(results[0]).toMatchObject({ resultCode: 'Succeeded', resultString: 'notebook missing' });
});

test('a bucket that does not exist is a permanent failure that names it', async () => {
  const event = JSON.parse(JSON.stringify(readEvent('schema-1.0')).replace(BUCKET, 'no-such-bucket'));
  const { results } = await wire({ STACK_NAME: 'stack' })(event, CONTEXT);
  expect(results[0]).toMatchObject({
    resultCode: 'PermanentFailure',
    resultString: expect.stringMatching(/s3:\/\/no-such-bucket\/.*does not exist/),
  });
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ service: 'stack', Faults: 1 });
});

test.each([
  [{}, /no event of S3 Batch Operations/],
  [{ ...readEvent('schema-1.0'), tasks: [] }, /no event of S3 Batch Operations/],
  [{ ...readEvent('schema-1.0'), invocationSchemaVersion: '3.0' }, /invocation schema "3.0"/],
  [{ ...readEvent('schema-1.0'), tasks: [{ taskId: 't', s3Key: 'k' }] }, /without taskId, s3Key/],
])('an event of another shape is an error: %j', async (event, message) => {
  await expect(wire()(event, CONTEXT)).rejects.toThrow(message);
});

/** The handler over a store that throws. */
function failing(error: unknown) {
  const store = new MemoryStore();
  store.read = () => Promise.reject(error);
  return makeBatchHandler({
    store,
    policy: { mode: 'enforce', html: 'record', sizeLimitBytes: 1e6 },
    clock: { now: () => new Date(0), sleep: async () => {}, random: () => 0 },
    log: { debug: () => {}, error: (message) => lines.push(message) },
    meter: new EmfMeter('stack', () => {}),
    writeRecord: () => {},
  });
}

test('a fault that may pass is a temporary failure, a bug an error', async () => {
  const slow = failing(new Fault('throttled', 'slow down', { retryable: true }));
  expect(await slow(readEvent('schema-1.0'), CONTEXT)).toMatchObject({
    results: [{ resultCode: 'TemporaryFailure', resultString: 'slow down' }],
  });
  await expect(failing(new TypeError('a bug'))(readEvent('schema-1.0'), CONTEXT)).rejects.toThrow(TypeError);
  await expect(failing('text')(readEvent('schema-1.0'), CONTEXT)).rejects.toBe('text');
  expect(lines).toEqual(['fault', 'bug: please report this']);
});

test('a report that changes all the time is a temporary failure', async () => {
  const store = new MemoryStore();
  const ref = { bucket: BUCKET, key: notebookKey(plain) };
  store.put(ref, plain.notebook);
  store.beforeReplace = (intruded) =>
    intruded.put(ref, Buffer.concat([intruded.peek(ref).bytes, Buffer.from(' ')]));
  const handler = makeBatchHandler({
    store,
    policy: { mode: 'enforce', html: 'record', sizeLimitBytes: 1e6 },
    clock: { now: () => new Date(0), sleep: async () => {}, random: () => 0 },
    log: { debug: () => {}, error: () => {} },
    meter: new EmfMeter('stack', () => {}),
    writeRecord: () => {},
  });
  expect((await handler(readEvent('schema-1.0'), CONTEXT)).results[0]?.resultCode).toBe('TemporaryFailure');
});
