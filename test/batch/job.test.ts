/** The states of jobs. */
import { expect, test } from 'vitest';
import { type BatchJob, callsFunction, type JobStatus, phaseOf, reportKey } from '../../src/batch/job.ts';

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
