/** The states of jobs. */
import { expect, test } from 'vitest';
import {
  type BatchJob,
  callsFunction,
  foundNothing,
  isLost,
  isWithin,
  type JobStatus,
  phaseOf,
  reportKey,
} from '../../src/batch/job.ts';

test.each([
  ['New', 'preparing'],
  ['Suspended', 'waiting'],
  ['Paused', 'running'],
  ['Failing', 'running'],
  ['Cancelled', 'ended'],
  ['Hibernating', 'running'],
])('%s is %s', (status, phase) => {
  expect(phaseOf({ status: status as JobStatus })).toBe(phase);
});

test('the completion report lies in a folder of the job, with or without a prefix', () => {
  expect(reportKey('reports', '1')).toBe('reports/job-1/manifest.json');
  expect(reportKey('', '1')).toBe('job-1/manifest.json');
});

test.each([
  ['arn:f', true],
  ['arn:f:live', true],
  ['arn:f-other', false],
  [undefined, false],
])('a job with the function %j calls arn:f: %j', (functionArn, calls) => {
  expect(callsFunction({ functionArn } as BatchJob, 'arn:f')).toBe(calls);
});

test.each([
  ['Failing', true],
  ['Cancelled', true],
  ['Complete', false],
  ['Suspended', false],
] as const)('a job that is %s is lost: %j', (status, lost) => {
  expect(isLost({ status })).toBe(lost);
});

const NO_KEYS = 'X: Manifest generation found no keys matching the filter criteria.';
test.each([
  ['Failed', ['cancelled by somebody', NO_KEYS], true],
  ['Failing', [NO_KEYS], true],
  ['Failed', ['AccessDenied: no'], false],
  ['Failed', [], false],
  ['Cancelled', [NO_KEYS], false],
] as const)('a job that is %s for %j has found nothing: %j', (status, reasons, nothing) => {
  expect(foundNothing({ status, reasons })).toBe(nothing);
});

const scope = { bucket: 'b', prefix: 'a/', suffix: '/x.html', createdBefore: new Date(5) };
test.each([
  [{}, true],
  [{ prefix: '' }, true],
  [{ suffix: '' }, true],
  [{ createdBefore: undefined }, true],
  [{ createdBefore: new Date(6) }, true],
  [{ createdBefore: new Date(4) }, false],
  [{ bucket: 'c' }, false],
  [{ prefix: 'a/b/' }, false],
  [{ suffix: '/x.ipynb' }, false],
])('a scope is within one with %j: %j', (change, within) => {
  expect(isWithin(scope, { ...scope, ...change })).toBe(within);
});

test('a scope without a day is within none that has one', () => {
  expect(isWithin({ ...scope, createdBefore: undefined }, scope)).toBe(false);
});
