import { expect, test } from 'vitest';
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import { makeHandler } from '../../src/lambda/make-handler.ts';
import { EmfMeter } from '../../src/lambda/meter.ts';
import type { InvocationContext } from '../../src/lambda/within-time.ts';
import { Fault } from '../../src/report/fault.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { generateReport } from '../support/reports/report-generator.ts';

const report = generateReport({ outputBytes: 100 });
const key = `${report.folder}profiler-report.ipynb`;
const bodyFor = (bucket: string, ofKey = key) =>
  JSON.stringify({
    source: 'aws.s3',
    time: '1969-12-31T23:59:00Z',
    'detail-type': 'Object Created',
    detail: { bucket: { name: bucket }, object: { key: ofKey } },
  });
const queueOf = (...bodies: string[]) => ({
  Records: bodies.map((body, index) => ({ eventSource: 'aws:sqs', messageId: `m${index}`, body })),
});

function make(store: MemoryStore) {
  const records: AuditRecord[] = [];
  const madeAgain: AuditRecord[] = [];
  const figures: Record<string, unknown>[] = [];
  const errors: [string, Readonly<Record<string, unknown>>][] = [];
  const handler = makeHandler({
    store,
    policy: { mode: 'enforce', html: 'record', sizeLimitBytes: 1e6 },
    clock: { now: () => new Date(0), sleep: async () => {}, random: () => 0 },
    log: { debug: () => {}, error: (message, extra) => errors.push([message, extra]) },
    meter: new EmfMeter('stack', (line) => figures.push(JSON.parse(line)), { now: () => new Date(0) }),
    writeRecord: (record, isMadeAgain) => (isMadeAgain ? madeAgain : records).push(record),
  });
  const run = (event: unknown, more: Partial<InvocationContext> = {}) =>
    handler(event, { awsRequestId: 'r', ...more });
  return { run, records, madeAgain, figures, errors };
}

test('a contended report is delivered again', async () => {
  const store = new MemoryStore();
  store.put({ bucket: 'b', key }, report.notebook);
  store.beforeReplace = (intruded, ref) =>
    intruded.put(ref, Buffer.concat([intruded.peek(ref).bytes, Buffer.from(' ')]));
  const { run, records } = make(store);
  expect(await run(queueOf(bodyFor('b')))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(records.map(({ outcome }) => outcome)).toEqual(['contended']);
  await expect(run(JSON.parse(bodyFor('b')))).rejects.toThrow(
    /changed by somebody else in each of 5 attempts/,
  );
});

test('a bug fails its own message, with the error in the log', async () => {
  const store = new MemoryStore();
  store.put({ bucket: 'good', key }, report.notebook);
  const read = store.read.bind(store);
  store.read = async (ref, limit) => {
    if (ref.bucket === 'bad') throw new TypeError('a bug');
    return read(ref, limit);
  };
  const { run, records, errors } = make(store);
  const answer = await run(queueOf(bodyFor('bad'), bodyFor('good')));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(records.map(({ outcome }) => outcome)).toEqual(['opted-out']);
  expect(errors).toEqual([
    [
      'bug: please report this',
      { messageId: 'm0', bucket: 'bad', key, error: expect.objectContaining({ message: 'a bug' }) },
    ],
  ]);
  await expect(run(JSON.parse(bodyFor('bad')))).rejects.toThrow(TypeError);
});

test('the notebook of a batch goes first, so that the record of its HTML report says when it was opted out', async () => {
  const store = new MemoryStore();
  const pageKey = `${report.folder}profiler-report.html`;
  store.put({ bucket: 'b', key }, report.notebook);
  store.put({ bucket: 'b', key: pageKey }, report.html);
  const { run, records } = make(store);
  await run(queueOf(bodyFor('b', pageKey), bodyFor('b')));
  expect(records.map(({ outcome, html }) => [outcome, html?.optedOutAt])).toEqual([
    ['opted-out', undefined],
    ['reports-usage', new Date(0).toISOString()],
    ['reports-usage', undefined],
  ]);
});

test('a thrown value that is not an Error is passed on', async () => {
  const store = new MemoryStore();
  store.read = () => Promise.reject('text');
  await expect(make(store).run(queueOf(bodyFor('b')))).rejects.toBe('text');
});

test('deliveries of one report wait for each other, those of others do not', async () => {
  const store = new MemoryStore();
  const folders = ['a', 'b', 'c'].map((name) => `${name}/profiler-output/profiler-report.ipynb`);
  for (const folder of folders) store.put({ bucket: 'b', key: folder }, report.notebook);
  let underWay = 0;
  const most: Record<string, number> = {};
  let mostTogether = 0;
  const read = store.read.bind(store);
  store.read = async (ref, limit) => {
    underWay += 1;
    most[ref.key] = (most[ref.key] ?? 0) + 1;
    mostTogether = Math.max(mostTogether, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await read(ref, limit);
    underWay -= 1;
    return answer;
  };
  const { run, records, madeAgain } = make(store);
  const bodies = folders.flatMap((folder) => [bodyFor('b', folder), bodyFor('b', folder)]);
  expect(await run(queueOf(...bodies))).toEqual({ batchItemFailures: [] });
  expect(mostTogether).toBe(3);
  const outcomes = records.map(({ outcome }) => outcome).sort();
  expect(outcomes).toEqual([...Array(3).fill('already-opted-out'), ...Array(3).fill('opted-out')]);
  const ids = new Set(records.map(({ id }) => id));
  expect(madeAgain.map(({ id }) => ids.has(id))).toEqual([true, true, true]);
});

test('hostile keys do not stand raw in what is thrown', async () => {
  const hostile = 'a\u001b[31m\u202e\u0085/profiler-output/profiler-report.ipynb';
  const store = new MemoryStore();
  store.put({ bucket: 'b', key: hostile }, report.notebook);
  store.beforeReplace = (intruded, ref) =>
    intruded.put(ref, Buffer.concat([intruded.peek(ref).bytes, Buffer.from(' ')]));
  const notification = {
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'b' }, object: { key: `%${hostile}` } },
  };
  const events = [
    JSON.parse(bodyFor('b', hostile)),
    { Records: [notification] },
    { Records: [{ Sns: { Message: hostile } }] },
  ];
  for (const event of events) {
    await expect(make(store).run(event)).rejects.toThrow(/^[^\p{Cc}\p{Cf}]+$/u);
  }
});

test('an EventBridge key of which only the URL-decoded form exists is found there, and one without either is missing', async () => {
  const store = new MemoryStore();
  const special = 'a b+c/profiler-output/profiler-report.ipynb';
  const written = 'a+b%2Bc/profiler-output/profiler-report.ipynb';
  const { run, records } = make(store);
  await run(JSON.parse(bodyFor('b', written)));
  expect(records.map(({ outcome, object }) => [outcome, object.key])).toEqual([['missing', written]]);
  store.put({ bucket: 'b', key: special }, report.notebook);
  await run(JSON.parse(bodyFor('b', written)));
  expect(records[1]).toMatchObject({ outcome: 'opted-out', object: { key: special } });
  store.put({ bucket: 'b', key: written }, report.notebook);
  await run(JSON.parse(bodyFor('b', written)));
  expect(records[2]).toMatchObject({ outcome: 'opted-out', object: { key: written } });
  await run(JSON.parse(bodyFor('b', '100%/profiler-output%2Fprofiler-report.ipynb')));
  store.put({ bucket: 'b', key: 'x y/profiler-output/profiler-report.html' }, report.html);
  await run(JSON.parse(bodyFor('b', 'x+y/profiler-output%2Fprofiler-report.html')));
  expect(records.slice(3)).toMatchObject([
    { outcome: 'reports-usage', object: { key: 'x y/profiler-output/profiler-report.html' } },
  ]);
});

test('the metrics of an invocation are one line of embedded metric format', async () => {
  const store = new MemoryStore();
  store.put({ bucket: 'good', key }, report.notebook);
  const read = store.read.bind(store);
  store.read = async (ref, limit) => {
    if (ref.bucket === 'bad') throw new Fault('throttled', 'slow down', { retryable: true });
    return read(ref, limit);
  };
  const { run, figures } = make(store);
  await run(queueOf(bodyFor('good'), bodyFor('bad'), 'no event', bodyFor('good')));
  expect(figures).toHaveLength(1);
  const [line] = figures;
  expect(line).toMatchObject({
    service: 'stack',
    OptedOut: 1,
    AlreadyOptedOut: 1,
    Faults: 1,
    MalformedDeliveries: 1,
    OldestReportAge: 60,
    ReportDuration: [0, 0, 0],
    _aws: {
      Timestamp: 0,
      CloudWatchMetrics: [
        {
          Namespace: 'ProfilerOptOut',
          Dimensions: [['service']],
          Metrics: expect.arrayContaining([
            { Name: 'OptedOut', Unit: 'Count' },
            { Name: 'OldestReportAge', Unit: 'Seconds' },
            { Name: 'ReportDuration', Unit: 'Milliseconds' },
          ]),
        },
      ],
    },
  });
  await run(queueOf(JSON.stringify({ Event: 's3:TestEvent', Service: 'Amazon S3' })));
  expect(figures).toHaveLength(1);
});

test('only unfinished deliveries come again when the time is nearly over', async () => {
  const store = new MemoryStore();
  for (const bucket of ['done', 'hangs']) store.put({ bucket, key }, report.notebook);
  const read = store.read.bind(store);
  const finished: (() => void)[] = [];
  const allDone = new Promise<void>((resolve) => finished.push(resolve));
  store.read = async (ref, limit) => {
    if (ref.bucket === 'hangs') await allDone;
    return read(ref, limit);
  };
  const { run, records, errors } = make(store);
  const answer = await run(queueOf(bodyFor('done'), bodyFor('hangs'), bodyFor('hangs')), {
    getRemainingTimeInMillis: () => 5_200,
  });
  expect(answer).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
  });
  expect(records.map(({ outcome, object }) => `${outcome} ${object.bucket}`)).toEqual(['opted-out done']);
  expect(errors).toHaveLength(2);
  expect(errors[0]?.[1]).toMatchObject({ messageId: 'm1', bucket: 'hangs' });
  finished[0]?.();
});
