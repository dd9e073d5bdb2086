/** Jobs described one by one; errors become faults that say what to do, and carry nothing of an answer. */
import { expect, test } from 'vitest';
import type { JobDescription, SageMaker } from '../../../src/aws/sagemaker/connect-sagemaker.ts';
import { DescribedJobs } from '../../../src/aws/sagemaker/described-jobs.ts';
import { sageMakerFault } from '../../../src/aws/sagemaker/sagemaker-faults.ts';

const clock = { now: () => new Date(0), sleep: async () => {}, random: () => 0 };
const job: JobDescription = {
  arn: 'arn',
  name: 'job',
  status: 'InProgress',
  createdAt: undefined,
  tuningJobArn: undefined,
  rules: [],
  evaluations: [],
};
const connected: SageMaker = {
  region: 'us-east-1',
  describeProcessingJob: async () => ({ arn: undefined, trainingJobArn: undefined }),
  describeTrainingJob: async () => job,
};
const failure = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

test('a client that cannot be opened is a fault, and is opened again the next time', async () => {
  let attempts = 0;
  const jobs = new DescribedJobs(clock, async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('Region is missing');
    return connected;
  });
  await expect(jobs.region()).rejects.toThrow(
    /^cannot connect to SageMaker: no region is set: set AWS_REGION/,
  );
  expect([await jobs.region(), await jobs.describe('job'), attempts]).toEqual(['us-east-1', job, 2]);
});

test('a job of no such name is none', async () => {
  const error = failure('ValidationException', 'Requested resource not found.');
  const describeTrainingJob = () => Promise.reject(error);
  const jobs = new DescribedJobs(clock, async () => ({ ...connected, describeTrainingJob }));
  expect(await jobs.describe('x')).toBeUndefined();
});

test.each<[unknown, object]>([
  [failure('ThrottlingException', 'Rate exceeded'), { code: 'throttled', retryable: true, isGeneral: false }],
  [failure('AccessDeniedException', 'no'), { code: 'access-denied', retryable: false, isGeneral: true }],
  [failure('ResourceNotFound', 'x'), { code: 'not-found', retryable: false }],
  [failure('SyntaxError', 'secret'), { code: 'unavailable', retryable: true, isGeneral: false }],
  [
    failure('Error', 'secret', { code: 'ECONNREFUSED', address: '127.0.0.1', port: 9 }),
    { code: 'unavailable', isGeneral: true },
  ],
  ['secret', { code: 'unavailable' }],
])('%s', (error, expected) => {
  const fault = sageMakerFault(error, 'describe the training job x', 'sagemaker:DescribeTrainingJob');
  expect(fault).toMatchObject(expected);
  expect(fault.cause).toBeUndefined();
  expect(fault.message).toMatch(/^cannot describe the training job x: /);
  expect(fault.message).not.toContain('secret');
});
