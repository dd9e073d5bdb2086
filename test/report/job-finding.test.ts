/** The finding about a training job: what SageMaker says of it, else what it was named by. */
import { expect, test } from 'vitest';
import { findingOfJob } from '../../src/report/job-finding.ts';
import { jobArnOf, reportRule } from '../support/job-records.ts';

const at = new Date('2026-01-02T00:00:00Z');
const createdAt = new Date('2026-01-01T00:00:00Z');
const named = { arn: jobArnOf('job-1'), name: 'job-1' };
const found = { name: 'Job-1', createdAt, tuningJobArn: undefined, rules: [reportRule('True')] };

test('a job that is there has the name and the time that SageMaker has', () => {
  const finding = findingOfJob({ ...named, createdAt: at }, found, at);
  expect(finding).toMatchObject({ arn: named.arn, name: 'Job-1', createdAt, verdict: { state: 'in-force' } });
  expect(finding).not.toHaveProperty('tuningJobArn');
  expect(findingOfJob(named, { ...found, tuningJobArn: 't' }, at).tuningJobArn).toBe('t');
});

test('what SageMaker does not say is as it was named', () => {
  const silent = { ...found, name: undefined, createdAt: undefined };
  expect(findingOfJob({ ...named, createdAt }, silent, at)).toMatchObject({ name: 'job-1', createdAt });
  expect(findingOfJob(named, silent, at)).not.toHaveProperty('createdAt');
});

test('a job that is not there is gone, at the time that it was named by', () => {
  expect(findingOfJob({ ...named, createdAt }, undefined, at)).toEqual({
    ...named,
    createdAt,
    at,
    verdict: { state: 'gone' },
  });
  const gone = findingOfJob(named, undefined, at);
  expect(gone).not.toHaveProperty('createdAt');
});
