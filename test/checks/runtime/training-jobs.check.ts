/**
 * The bundle of OnTrainingJob, run as artefact.check.ts runs the others, on events of jobs with and without a rule,
 * opted out and not, twice, gone and throttled. What stands in hyperparameters appears nowhere.
 */
import { expect, onTestFinished, test } from 'vitest';
import type { TrainingJobRecord } from '../../../src/audit/record/schema.ts';
import { readEvent } from '../../support/event-expectations.ts';
import { reportRule } from '../../support/job-records.ts';
import {
  DENIED,
  type Failure,
  SECRET,
  type ServedJob,
  startSageMaker,
  THROTTLED,
} from '../../support/servers/sagemaker-server.ts';
import { expectValidRecord } from '../../support/validate-record.ts';
import { readLedger, start } from './built-functions.ts';

const JOB: ServedJob = {
  name: 'pytorch-training-2026-03-02-09-14-07-381',
  createdAt: new Date('2026-03-02T09:14:07.381Z'),
};
const FIRST = '7a1d7b1c-0d57-4a3e-8a7f-1c1f5c1c1d01';
const again = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

/** Starts the function in front of a SageMaker that knows these jobs. */
async function watch(jobs: readonly ServedJob[], fail?: () => Failure | undefined) {
  const sagemaker = await startSageMaker(() => jobs, fail);
  onTestFinished(sagemaker.stop);
  const lambda = await start('OnTrainingJob', { AWS_ENDPOINT_URL_SAGEMAKER: sagemaker.url });
  expect(lambda.initError).toBeUndefined();
  return async (name: string) => {
    const { kind, payload, lines } = await lambda.invoke(readEvent(`on-training-job/${name}`));
    expect(lambda.lines.join()).not.toContain(SECRET);
    expect(JSON.stringify([payload, ...(await readLedger())])).not.toContain(SECRET);
    const items = lines.map((line) => JSON.parse(line));
    const records: TrainingJobRecord[] = items.flatMap(({ audit }) => (audit === undefined ? [] : [audit]));
    for (const record of records) expectValidRecord<TrainingJobRecord>(record);
    return { kind, payload, records, items, metrics: items.at(-1) };
  };
}

test.each<[string, readonly ServedJob[], TrainingJobRecord['outcome'], object]>([
  ['opts out', [{ ...JOB, rules: [reportRule('True')] }], 'in-force', { TrainingJobInForce: 1 }],
  ['does not opt out', [{ ...JOB, rules: [reportRule()] }], 'absent', { TrainingJobsNotOptedOut: 1 }],
  [
    'has two rules, one of which does not',
    [{ ...JOB, rules: [reportRule('True', 'a'), reportRule('False', 'b')] }],
    'absent',
    { TrainingJobAbsent: 1 },
  ],
  [
    'has an odd value',
    [{ ...JOB, rules: [reportRule('true')] }],
    'unrecognised-value',
    { TrainingJobsNotOptedOut: 1 },
  ],
  ['has no rule', [JOB], 'no-rule', { TrainingJobNoRule: 1 }],
  ['is gone', [], 'gone', { TrainingJobGone: 1 }],
])('a job that %s has one record, however many events come', async (_what, jobs, outcome, counted) => {
  const deliver = await watch(jobs);
  const first = await deliver('sqs-duplicates');
  expect(first).toMatchObject({
    kind: 'response',
    payload: again(),
    records: [{ outcome }],
    metrics: counted,
  });
  const ledger = await readLedger();
  expect([...ledger.values()]).toEqual(first.records);
  expect(await deliver('eventbridge')).toMatchObject({ kind: 'response', payload: null });
  expect(await deliver('eventbridge-completed')).toMatchObject({
    kind: 'response',
    payload: null,
    records: [],
  });
  expect(await readLedger()).toEqual(outcome === 'gone' ? expect.anything() : ledger);
});

test('messages that are not understood come again, the others are recorded', async () => {
  const deliver = await watch([{ ...JOB, rules: [reportRule()] }]);
  const { payload, records } = await deliver('sqs-partly-malformed');
  expect([payload, records.length]).toEqual([again(FIRST.replace(/1$/, '2'), FIRST.replace(/1$/, '3')), 1]);
});

test.each<[string, Failure]>([
  ['throttled', THROTTLED],
  ['access-denied', DENIED],
  ['unavailable', { body: `{"HyperParameters":{"t":"${SECRET}"` }],
])('%s: the message comes again, and is recorded then', async (code, failure) => {
  let failing = true;
  const deliver = await watch([{ ...JOB, rules: [reportRule()] }], () => (failing ? failure : undefined));
  expect(await deliver('sqs')).toMatchObject({
    payload: again(FIRST),
    records: [],
    items: [{ code }, { Faults: 1 }],
  });
  expect(await deliver('eventbridge')).toMatchObject({ kind: 'error', payload: { errorType: 'Fault' } });
  failing = false;
  expect(await deliver('sqs')).toMatchObject({ payload: again(), records: [{ outcome: 'absent' }] });
});
