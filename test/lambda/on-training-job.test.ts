/** The handler that watches training jobs, with SageMaker's protocol and S3 on loopback. No secret of a job gets out. */
import { readdirSync } from 'node:fs';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ledgerKey } from '../../src/audit/record/ledger.ts';
import type { TrainingJobRecord } from '../../src/audit/record/schema.ts';
import { listLedgerObjects } from '../../src/aws/ledger/read-s3-ledger.ts';
import { wireJobHandler } from '../../src/lambda/training-jobs/wire-job-handler.ts';
import { EVENTS, readEvent } from '../support/event-expectations.ts';
import { jobArnOf, reportRule } from '../support/job-records.ts';
import { type LocalS3, pointSdkAt, startLocalS3 } from '../support/servers/s3-server.ts';
import {
  DENIED,
  type Failure,
  type SageMakerServer,
  SECRET,
  type ServedJob,
  servedArn,
  startSageMaker,
  THROTTLED,
} from '../support/servers/sagemaker-server.ts';
import { expectValidRecord } from '../support/validate-record.ts';

const NAME = 'pytorch-training-2026-03-02-09-14-07-381';
const CREATED = new Date('2026-03-02T09:14:07.381Z');
const BUCKET = 'ledger';

let s3: LocalS3;
let sagemaker: SageMakerServer;
let jobs: ServedJob[] = [];
let failure: Failure | undefined;
let lines: string[] = [];

beforeAll(async () => {
  process.env['AWS_REGION'] = 'us-east-1';
  s3 = await startLocalS3('other');
  pointSdkAt(s3.endpointUrl);
  sagemaker = await startSageMaker(
    () => jobs,
    () => failure,
  );
  process.env['AWS_ENDPOINT_URL_SAGEMAKER'] = sagemaker.url;
});
afterAll(async () => {
  await sagemaker.stop();
  await s3.stop();
});
beforeEach(() => {
  s3.server.createBucket(BUCKET);
  [jobs, failure, lines] = [[{ name: NAME, createdAt: CREATED, rules: [reportRule()] }], undefined, []];
  sagemaker.calls.length = 0;
});
/** Whatever a test does, nothing of it may show what is in hyperparameters. */
afterEach(async () => {
  expect(lines.join('\n')).not.toContain(SECRET);
  expect(JSON.stringify([...(await readLedger())])).not.toContain(SECRET);
  s3.server.emptyBucket(BUCKET);
});

const wire = () =>
  wireJobHandler({ LEDGER_BUCKET: BUCKET, LEDGER_PREFIX: 'a/', STACK_NAME: 'stack' }, (line) =>
    lines.push(line),
  );

/** Runs a handler on an event; answers the answer, or the error without its secrets, and the records on the log. */
async function deliver(event: unknown, handler = wire(), context = {}) {
  lines = [];
  const answer = await handler(event, { awsRequestId: 'request-1', ...context }).catch(
    (error: Error) => error,
  );
  expect(String(answer instanceof Error ? `${answer.stack} ${answer.cause}` : answer)).not.toContain(SECRET);
  const items = lines.map((line) => JSON.parse(line));
  const records: TrainingJobRecord[] = items.flatMap(({ audit }) => (audit === undefined ? [] : [audit]));
  for (const record of records) expectValidRecord<TrainingJobRecord>(record);
  return { answer, items, records, metrics: items.find(({ _aws }) => _aws !== undefined) };
}

async function readLedger(): Promise<Map<string, TrainingJobRecord>> {
  const records = new Map<string, TrainingJobRecord>();
  for await (const { key } of listLedgerObjects(s3.client, BUCKET, '')) {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    records.set(key, JSON.parse((await Body?.transformToString()) ?? ''));
  }
  return records;
}

const failed = (...ends: string[]) => ({
  batchItemFailures: ends.map((end) => ({ itemIdentifier: `7a1d7b1c-0d57-4a3e-8a7f-1c1f5c1c1d${end}` })),
});

/** The records and the answer that each file leads to. */
const EXPECTED: Readonly<Record<string, readonly [records: number, answer: unknown]>> = {
  eventbridge: [1, undefined],
  'eventbridge-completed': [0, undefined],
  sqs: [1, failed()],
  'sqs-duplicates': [1, failed()],
  'sqs-partly-malformed': [1, failed('02', '03')],
};

test('every file in events/on-training-job is run', () => {
  const names = readdirSync(new URL('on-training-job/', EVENTS)).map((name) => name.replace('.json', ''));
  expect(names.sort()).toEqual(Object.keys(EXPECTED).sort());
});

test.each(Object.entries(EXPECTED))('%s', async (name, [count, answer]) => {
  const ran = await deliver(readEvent(`on-training-job/${name}`));
  expect([ran.records.length, ran.answer]).toEqual([count, answer]);
  // Another instance of the function, which remembers nothing, adds nothing to the ledger.
  const before = await readLedger();
  await deliver(readEvent(`on-training-job/${name}`));
  expect(before.size).toBe(count);
  expect([...(await readLedger()).keys()]).toEqual([...before.keys()]);
  for (const [key, record] of before) expect(key).toBe(`a/${ledgerKey(record)}`);
});

describe('a job that started', () => {
  const event = readEvent('on-training-job/sqs');

  test.each<[string, Partial<ServedJob>, object, string[]]>([
    ['opts out', { rules: [reportRule('True')] }, { outcome: 'in-force' }, ['TrainingJobInForce']],
    [
      'does not opt out',
      {},
      { outcome: 'absent', trainingJob: { rules: [{ name: 'ProfilerReport', state: 'absent' }] } },
      ['TrainingJobAbsent', 'TrainingJobsNotOptedOut'],
    ],
    [
      'has a value that is not understood',
      { rules: [reportRule('true')] },
      { outcome: 'unrecognised-value' },
      ['TrainingJobUnrecognisedValue', 'TrainingJobsNotOptedOut'],
    ],
    [
      'has no rule',
      { rules: [] },
      { outcome: 'no-rule', reason: 'no-profiler-report-rule' },
      ['TrainingJobNoRule'],
    ],
    [
      'was started by a tuning job',
      { rules: [], tuningJobArn: jobArnOf('x').replace('training-job', 'hyper-parameter-tuning-job') },
      {
        outcome: 'no-rule',
        reason: 'tuning-job',
        trainingJob: { tuningJobArn: expect.stringContaining('tuning') },
      },
      ['TrainingJobNoRule'],
    ],
  ])('and %s is recorded, logged and counted', async (_what, job, expected, counted) => {
    jobs = [{ name: NAME, createdAt: CREATED, rules: [reportRule()], ...job }];
    const { records, answer, metrics, items } = await deliver(event);
    expect(answer).toEqual(failed());
    expect(records).toMatchObject([
      {
        ...expected,
        object: { kind: 'training-job', arn: servedArn(NAME), name: NAME, createdAt: CREATED.toISOString() },
        trigger: { source: 'eventbridge', eventTime: '2026-03-02T09:14:09.000Z', requestId: 'request-1' },
      },
    ]);
    expect([...(await readLedger()).values()]).toEqual(records);
    expect(Object.keys(metrics).filter((name) => name.startsWith('TrainingJob'))).toEqual(counted);
    expect(metrics.service).toBe('stack');
    expect(items[0].level).toBe(counted.length > 1 ? 'WARN' : 'INFO');
  });

  test('and is gone is recorded by the time that the event has', async () => {
    jobs = [];
    const { records, answer, metrics } = await deliver(readEvent('on-training-job/eventbridge'));
    expect(answer).toBeUndefined();
    expect(records).toMatchObject([{ outcome: 'gone', object: { createdAt: CREATED.toISOString() } }]);
    expect(records[0]).not.toHaveProperty('trainingJob');
    expect(metrics).toMatchObject({ TrainingJobGone: 1 });
    expect((await deliver(event)).records).toMatchObject([{ outcome: 'gone' }]);
  });

  test('is on the log once for an instance, and again when its state is another', async () => {
    const handler = wire();
    expect((await deliver(event, handler)).records).toHaveLength(1);
    expect((await deliver(event, handler)).records).toHaveLength(0);
    jobs = [{ name: NAME, createdAt: CREATED, rules: [reportRule('True')] }];
    expect((await deliver(event, handler)).records).toMatchObject([{ outcome: 'in-force' }]);
    expect((await readLedger()).size).toBe(2);
  });

  test('is recorded again when the ledger could not be written', async () => {
    const handler = wireJobHandler({ LEDGER_BUCKET: 'made-later' }, (line) => lines.push(line));
    expect((await deliver(event, handler)).answer).toEqual(failed('01'));
    s3.server.createBucket('made-later');
    expect(await deliver(event, handler)).toMatchObject({
      answer: failed(),
      records: [{ outcome: 'absent' }],
    });
  });

  test('in another region or account is left alone', async () => {
    const elsewhere = JSON.parse(JSON.stringify(event).replaceAll('us-east-1', 'eu-west-1'));
    expect(await deliver(elsewhere)).toMatchObject({ answer: failed(), records: [] });
    expect(sagemaker.calls).toEqual([]);
    const others = JSON.parse(JSON.stringify(event).replaceAll('123456789012', '444455556666'));
    expect(await deliver(others)).toMatchObject({ answer: failed(), records: [] });
  });
});

describe('when SageMaker cannot be asked', () => {
  test.each<[string, Failure, string]>([
    ['throttles', THROTTLED, 'throttled'],
    ['denies access', DENIED, 'access-denied'],
    ['fails', { name: 'InternalFailure', message: 'x', status: 500 }, 'unavailable'],
    ['answers what is no JSON', { body: `{"HyperParameters": {"api_token": "${SECRET}" ` }, 'unavailable'],
    ['answers an error that quotes', { name: 'Odd', message: `HyperParameters ${SECRET}` }, 'unavailable'],
    ['answers a page', { body: `<html>${SECRET}</html>`, status: 502 }, 'unavailable'],
  ])('because it %s, the message comes again, and the fault is logged', async (_what, answered, code) => {
    failure = answered;
    const { answer, records, items, metrics } = await deliver(readEvent('on-training-job/sqs'));
    expect(answer).toEqual(failed('01'));
    expect(records).toEqual([]);
    expect(items[0]).toMatchObject({
      message: 'fault',
      code,
      trainingJobArn: servedArn(NAME),
      messageId: expect.any(String),
      error: { message: expect.stringMatching(/^cannot describe the training job pytorch/) },
    });
    expect(metrics).toMatchObject({ Faults: 1 });
    expect((await readLedger()).size).toBe(0);
    // Without a queue the invocation fails, so that the runtime shows the error.
    expect((await deliver(readEvent('on-training-job/eventbridge'))).answer).toBeInstanceOf(Error);
  });

  test('because the time is over, what is left comes again', async () => {
    const { answer, items } = await deliver(readEvent('on-training-job/sqs-duplicates'), wire(), {
      getRemainingTimeInMillis: () => 0,
    });
    expect(answer).toEqual(failed('01', '02'));
    expect(JSON.stringify(items)).toContain('timed out');
    // What is in progress goes on.
    await vi.waitFor(async () => expect((await readLedger()).size).toBe(1));
  });
});

test('without a ledger the log has the record; a bad setting stops the start', async () => {
  const handler = wireJobHandler({}, (line) => lines.push(line));
  expect((await deliver(readEvent('on-training-job/sqs'), handler)).records).toHaveLength(1);
  expect((await readLedger()).size).toBe(0);
  expect(() => wireJobHandler({ LEDGER_BUCKET: 'B' }, () => {})).toThrow(/LEDGER_BUCKET is "B"/);
});
