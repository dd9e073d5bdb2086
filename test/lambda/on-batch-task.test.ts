/** The function for the back catalogue, on its files in events/, against a real S3-protocol server (fauxqs). */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeBatchHandler } from '../../src/lambda/make-batch-handler.ts';
import { EmfMeter } from '../../src/lambda/meter.ts';
import { wireBatchHandler } from '../../src/lambda/wiring.ts';
import { Fault } from '../../src/report/fault.ts';
import { BUCKET, first, keyOf, putReports, readEvent, special } from '../support/event-expectations.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { readLog } from '../support/read-log.ts';
import { type LocalS3, pointSdkAt, startLocalS3 } from '../support/servers/s3-server.ts';

const CONTEXT = { awsRequestId: 'request-1' };

/** An event of S3 Batch Operations as events/ has it. */
interface BatchEvent {
  invocationSchemaVersion: string;
  tasks: { taskId: string; s3Key: string; s3Bucket?: string }[];
}
const readTask = (name: string) => readEvent(`on-batch-task/${name}`) as BatchEvent;
const notebookKey = (report: typeof first) => keyOf(report, 'ipynb');

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

const wire = (environment: Record<string, string> = {}) =>
  wireBatchHandler(environment, (line) => lines.push(line));

test.each([
  ['schema-1.0', first, 'notebook opted-out; html reports-usage'],
  ['schema-2.0', special, 'notebook opted-out; html reports-usage'],
  ['html', first, 'html reports-usage'],
  ['reconciliation', first, 'html reports-usage'],
])('%s.json', async (name, report, expected) => {
  const event = readTask(name);
  expect(await wire()(event, CONTEXT)).toEqual({
    invocationSchemaVersion: event.invocationSchemaVersion,
    treatMissingKeysAs: 'PermanentFailure',
    invocationId: 'YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo',
    results: [{ taskId: 'dGFza2lkZ29lc2hlcmUK', resultCode: 'Succeeded', resultString: expected }],
  });
  const trigger = { source: 'batch-operations', eventId: 'dGFza2lkZ29lc2hlcmUK', requestId: 'request-1' };
  expect(readLog(lines).records.map((record) => record.trigger)).toEqual(
    expected.split('; ').map(() => trigger),
  );
  const { bytes } = await s3.get(notebookKey(report));
  expect(bytes.length - report.notebook.length).toBe(name.startsWith('schema') ? 14 : 0);
  expect(await wire()(event, CONTEXT)).toMatchObject({ results: [{ resultCode: 'Succeeded' }] });
  expect((await s3.get(notebookKey(report))).bytes.equals(bytes)).toBe(true);
});

test('a dry run says what would be done', async () => {
  const answer = await wire({ MODE: 'dry-run' })(readTask('schema-1.0'), CONTEXT);
  expect(answer.results[0]?.resultString).toBe('notebook would-opt-out; html reports-usage');
  expect((await s3.get(notebookKey(first))).bytes.equals(first.notebook)).toBe(true);
});

test('a refused report is a permanent failure with its reason', async () => {
  await s3.put(notebookKey(first), Buffer.from('{'));
  const { results } = await wire()(readTask('schema-1.0'), CONTEXT);
  expect(results[0]).toMatchObject({
    resultCode: 'PermanentFailure',
    resultString: expect.stringMatching(/^notebook refused not-json: .*; html reports-usage$/),
  });
});

test.each([
  ['a key of something else', 'a/b.txt'],
  ['a key that is not URL-encoded', 'a%'],
])('%s: a permanent failure, and the other tasks are processed', async (_what, s3Key) => {
  const event = readTask('schema-2.0');
  const [task] = event.tasks;
  const tasks = [{ ...task, taskId: 'other', s3Key }, ...event.tasks];
  const { results } = await wire()({ ...event, tasks }, CONTEXT);
  expect(results.map(({ resultCode }) => resultCode)).toEqual(['PermanentFailure', 'Succeeded']);
  expect(results[0]?.resultString).toMatch(/not that of a report/);
});

test('a report that no longer exists is a success', async () => {
  const event = readTask('schema-2.0');
  const tasks = event.tasks.map((task) => ({ ...task, s3Key: 'x/profiler-output/profiler-report.ipynb' }));
  const { results } = await wire()({ ...event, tasks }, CONTEXT);
  expect(results[0]).toMatchObject({ resultCode: 'Succeeded', resultString: 'notebook missing' });
});

test('a bucket that does not exist is a permanent failure that names it', async () => {
  const event = JSON.parse(JSON.stringify(readTask('schema-1.0')).replace(BUCKET, 'no-such-bucket'));
  const { results } = await wire({ STACK_NAME: 'stack' })(event, CONTEXT);
  expect(results[0]).toMatchObject({
    resultCode: 'PermanentFailure',
    resultString: expect.stringMatching(/s3:\/\/no-such-bucket\/.*does not exist/),
  });
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ service: 'stack', Faults: 1 });
});

test.each([
  [{}, /not an event of S3 Batch Operations/],
  [{ ...readTask('schema-1.0'), tasks: [] }, /not an event of S3 Batch Operations/],
  [{ ...readTask('schema-1.0'), invocationSchemaVersion: '3.0' }, /invocation schema "3.0"/],
  [{ ...readTask('schema-1.0'), tasks: [{ taskId: 't', s3Key: 'k' }] }, /has no taskId, no s3Key/],
])('an event of another shape is an error: %j', async (event, message) => {
  await expect(wire()(event, CONTEXT)).rejects.toThrow(message);
});

/** The handler over a store in memory. */
const handlerOver = (store: MemoryStore) =>
  makeBatchHandler({
    store,
    policy: { mode: 'enforce', html: 'record', sizeLimitBytes: 1e6 },
    clock: { now: () => new Date(0), sleep: async () => {}, random: () => 0 },
    log: { debug: () => {}, error: (message) => lines.push(message) },
    meter: new EmfMeter('stack', () => {}, { now: () => new Date(0) }),
    writeRecord: () => {},
  });

function failing(error: unknown) {
  const store = new MemoryStore();
  store.read = () => Promise.reject(error);
  return handlerOver(store);
}

test('a retryable fault is a temporary failure, a bug an error', async () => {
  const slow = failing(new Fault('throttled', 'slow down', { retryable: true }));
  expect(await slow(readTask('schema-1.0'), CONTEXT)).toMatchObject({
    results: [{ resultCode: 'TemporaryFailure', resultString: 'slow down' }],
  });
  await expect(failing(new TypeError('a bug'))(readTask('schema-1.0'), CONTEXT)).rejects.toThrow(TypeError);
  await expect(failing('text')(readTask('schema-1.0'), CONTEXT)).rejects.toBe('text');
  expect(lines).toEqual(['fault', 'bug: please report this']);
});

test('a report that changes in every attempt is a temporary failure', async () => {
  const store = new MemoryStore();
  const ref = { bucket: BUCKET, key: notebookKey(first) };
  store.put(ref, first.notebook);
  store.beforeReplace = (intruded) =>
    intruded.put(ref, Buffer.concat([intruded.peek(ref).bytes, Buffer.from(' ')]));
  expect((await handlerOver(store)(readTask('schema-1.0'), CONTEXT)).results[0]?.resultCode).toBe(
    'TemporaryFailure',
  );
});
