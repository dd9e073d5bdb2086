/** When a report was generated, and what says so. */
import { expect, test } from 'vitest';
import {
  type GenerationFacts,
  generationOf,
  generationsOf,
} from '../../../src/report/findings/generation.ts';

const OBJECT = new Date('2025-06-01T00:00:00Z');
const of = (facts: Partial<GenerationFacts>): string => {
  const { at, source } = generationOf({ objectTime: OBJECT, ...facts });
  return `${source} ${at.toISOString()}`;
};
const OBJECT_ANSWER = 'object 2025-06-01T00:00:00.000Z';
const ARN = 'arn:aws:sagemaker:us-east-1:111122223333:processing-job/';

test('papermill comes before names, and names before the object', () => {
  const facts = {
    ruleName: 'ProfilerReport-1642978309',
    trainingJobName: 'training-2022-01-23-22-51-49-123',
    objectTime: OBJECT,
  };
  const papermillTime = new Date('2022-01-23T23:33:44.748Z');
  expect(of({ ...facts, papermillTime })).toBe('papermill 2022-01-23T23:33:44.748Z');
  expect(of(facts)).toBe('rule-name 2022-01-23T22:51:49.000Z');
  expect(of({ trainingJobName: facts.trainingJobName })).toBe('job-name 2022-01-23T22:51:49.123Z');
  expect(of({})).toBe(OBJECT_ANSWER);
  expect(generationsOf({ ...facts, papermillTime }).map(({ source }) => source)).toEqual([
    'papermill',
    'rule-name',
    'job-name',
    'object',
  ]);
});

test.each([
  ['ProfilerReport-1639878720', 'rule-name 2021-12-19T01:52:00.000Z'],
  ['MyRule-1639878720', 'rule-name 2021-12-19T01:52:00.000Z'],
  // Random numbers, as reports made without the SDK have them.
  ['ProfilerReport-895003436', OBJECT_ANSWER],
  ['ProfilerReport-50255563', OBJECT_ANSWER],
  ['ProfilerReport-2140196496', OBJECT_ANSWER],
  ['ProfilerReport-4284790506', OBJECT_ANSWER],
  ['ProfilerReport-1156133690', OBJECT_ANSWER],
  // On the bounds: the profiler's first days, and a day after the object.
  ['ProfilerReport-1606780799', OBJECT_ANSWER],
  ['ProfilerReport-1606780800', 'rule-name 2020-12-01T00:00:00.000Z'],
  ['ProfilerReport-1748822400', 'rule-name 2025-06-02T00:00:00.000Z'],
  ['ProfilerReport-1748822401', OBJECT_ANSWER],
  ['ProfilerReport-16398787201', OBJECT_ANSWER],
  ['ProfilerReport1639878720', OBJECT_ANSWER],
  ['1639878720', OBJECT_ANSWER],
])('the rule %s: %s', (ruleName, expected) => {
  expect(of({ ruleName })).toBe(expected);
});

test.each([
  ['training-2022-01-23-22-51-49-123', 'job-name 2022-01-23T22:51:49.123Z'],
  ['2022-01-23-22-51-49-123', 'job-name 2022-01-23T22:51:49.123Z'],
  ['tuning-2022-01-23-22-51-49-123-007-abc', 'job-name 2022-01-23T22:51:49.123Z'],
  ['bestmodel-2022-01-23-22-51-profilerreport-329f4b59', 'job-name 2022-01-23T22:51:00.000Z'],
  ['MAIN-2024-09-11-05-25-31-2-ProfilerReport-806c4c62', 'job-name 2024-09-11T05:25:31.000Z'],
  ['training-2022-02-30-22-51-49-123', OBJECT_ANSWER],
  ['training-2022-13-01-22-51-49-123', OBJECT_ANSWER],
  ['training-2020-11-30-22-51-49-123', OBJECT_ANSWER],
  ['training-2026-01-23-22-51-49-123', OBJECT_ANSWER],
  ['pytorch-training-2021-12-1-profilerreport-3c1a0341', OBJECT_ANSWER],
  ['training-2022-01-23', OBJECT_ANSWER],
  ['training2022-01-23-22-51-49-123', OBJECT_ANSWER],
])('the training job %s: %s', (trainingJobName, expected) => {
  expect(of({ trainingJobName })).toBe(expected);
});

test('the names of rule and job stand in the name of the processing job, too', () => {
  const job = 'smdebugger-cifar-pytorch-2-profilerreport-1639878720-838048e0';
  expect(of({ processingJobArn: ARN + job, ruleName: 'ProfilerReport-2023460788' })).toBe(
    'rule-name 2021-12-19T01:52:00.000Z',
  );
  // The rule was renamed by whoever copied it, or its number is random.
  expect(
    of({ processingJobArn: `${ARN}training-profilerreport-329f4b59`, ruleName: 'ProfilerReport-1639878720' }),
  ).toBe(OBJECT_ANSWER);
  expect(of({ processingJobArn: `${ARN}bestmodel-2022-01-23-22-51-profilerreport-329f4b59` })).toBe(
    'job-name 2022-01-23T22:51:00.000Z',
  );
});

test('a number that the date in the name of the job contradicts is no time', () => {
  const ruleName = 'ProfilerReport-1666001893';
  expect(of({ ruleName })).toBe('rule-name 2022-10-17T10:18:13.000Z');
  expect(of({ ruleName, trainingJobName: 'llama-2023-11-18-03-00-00-000' })).toBe(
    'job-name 2023-11-18T03:00:00.000Z',
  );
  expect(of({ ruleName, trainingJobName: 'llama-2022-10-17-10-18-10-000' })).toMatch(/^rule-name/);
});

test('a copied object says nothing against the notebook, whatever its own time', () => {
  const papermillTime = new Date('2022-01-23T23:33:44.748Z');
  expect(of({ papermillTime, objectTime: new Date('1980-01-01T00:00:00Z') })).toMatch(/^papermill 2022/);
});
