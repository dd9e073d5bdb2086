/** Errors of S3 Control and CloudFormation as faults, with what to do. */
import { expect, test } from 'vitest';
import { batchFault } from '../../../src/aws/batch-operations/batch-faults.ts';
import { Fault } from '../../../src/report/fault.ts';

const sdkError = (name: string, httpStatusCode?: number, message = 'told by AWS') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

test.each([
  [sdkError('Error', undefined, 'Region is missing'), 'invalid', 'no region is set', false],
  [sdkError('CredentialsProviderError'), 'access-denied', 'no valid AWS credentials', false],
  [sdkError('AccessDenied', 403), 'access-denied', 'grant s3:CreateJob', false],
  [sdkError('Unknown', 403), 'access-denied', 'grant s3:CreateJob', false],
  [sdkError('TooManyRequestsException', 400), 'throttled', 'run again later', true],
  [sdkError('Unknown', 503), 'throttled', 'run again later', true],
  [sdkError('NotFoundException', 404), 'not-found', 'there is no such job', false],
  [sdkError('JobStatusException', 400), 'invalid', 'its status does not allow it', false],
  [sdkError('InvalidRequest', 400), 'invalid', 'InvalidRequest: told by AWS', false],
  [sdkError('InternalServiceException', 500), 'unavailable', 'run again', true],
  [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'unavailable', 'refuses the connection', true],
  ['text', 'unavailable', 'run again', true],
])('%s is %s', (error, code, message, retryable) => {
  const fault = batchFault(error, 'create a job', 's3:CreateJob');
  expect(fault).toMatchObject({ code, retryable });
  expect(fault.message).toContain(`cannot create a job: `);
  expect(fault.message).toContain(message);
});

test('a fault stays what it is', () => {
  const fault = new Fault('invalid', 'known', { retryable: false });
  expect(batchFault(fault, 'create a job', 's3:CreateJob')).toBe(fault);
});
