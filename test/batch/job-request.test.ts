/** The request that creates a job. */
import { expect, test } from 'vitest';
import {
  bucketOfManifest,
  generatedJob,
  listedJob,
  manifestKey,
  manifestLine,
  suffixOf,
} from '../../src/batch/job-request.ts';
import { batchStackOf } from '../../src/batch/stack.ts';

const stack = batchStackOf({
  arn: 'arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/opt-out/1',
  outputs: new Map([
    ['OnBatchTaskArn', 'arn:function'],
    ['BatchOperationsRoleArn', 'arn:role'],
    ['JobReportsBucket', 'job-reports'],
    ['ReportBucketNames', 'one,two'],
    ['ModeOfReports', 'dry-run'],
  ]),
});
const options = { token: 't', isConfirmationRequired: true, purpose: 'backfill' as const };

test('the parts of a stack are those of its ARN and outputs', () => {
  expect(stack).toMatchObject({
    name: 'opt-out',
    partition: 'aws-cn',
    region: 'cn-north-1',
    account: '123456789012',
    buckets: ['one', 'two'],
    mode: 'dry-run',
    ledger: undefined,
  });
});

test.each([
  [
    'arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1',
    'has no output OnBatchTaskArn, BatchOperationsRoleArn',
  ],
  ['', 'has no ARN of a stack'],
])('the stack %j without outputs is refused', (arn, message) => {
  expect(() => batchStackOf({ arn, outputs: new Map() })).toThrow(message);
});

test('a job bears the name of its stack, by which the roles of the stack know it', () => {
  const { Tags } = generatedJob(stack, { bucket: 'one', prefix: '' }, 'html', options);
  expect(Tags).toEqual([{ Key: 'profiler-opt-out-stack', Value: 'opt-out' }]);
});

test('of a whole bucket has no prefix, and of a part it has', () => {
  const whole = generatedJob(stack, { bucket: 'one', prefix: '' }, 'html', options);
  expect(whole.ManifestGenerator?.S3JobManifestGenerator).toEqual({
    SourceBucket: 'arn:aws-cn:s3:::one',
    EnableManifestOutput: true,
    ManifestOutputLocation: {
      Bucket: 'arn:aws-cn:s3:::job-reports',
      ManifestFormat: 'S3InventoryReport_CSV_20211130',
      ManifestPrefix: 'manifests',
    },
    Filter: { KeyNameConstraint: { MatchAnySuffix: [suffixOf('html')] } },
  });
  const createdBefore = new Date(0);
  const part = generatedJob(stack, { bucket: 'one', prefix: 'a/', createdBefore }, 'notebook', options);
  expect(part.ManifestGenerator?.S3JobManifestGenerator.Filter).toEqual({
    KeyNameConstraint: { MatchAnyPrefix: ['a/'], MatchAnySuffix: [suffixOf('notebook')] },
    CreatedBefore: createdBefore,
  });
});

test('has a description that S3 takes, however long the prefix', () => {
  const { Description } = generatedJob(stack, { bucket: 'one', prefix: 'a'.repeat(900) }, 'html', options);
  expect(Description).toHaveLength(256);
});

test('over a list names the list, in which keys are encoded', () => {
  const key = manifestKey('one', 't');
  const { Manifest } = listedJob(
    stack,
    { bucket: 'one', prefix: '' },
    { key, etag: 'e', objects: 2 },
    options,
  );
  expect(Manifest?.Location).toEqual({
    ObjectArn: 'arn:aws-cn:s3:::job-reports/manifests/one/t.csv',
    ETag: 'e',
  });
  expect(bucketOfManifest(key)).toBe('one');
  expect(bucketOfManifest('elsewhere/one/t.csv')).toBeUndefined();
  expect(manifestLine('one', 'a b/ü,"\n+%')).toBe('one,a%20b/%C3%BC%2C%22%0A%2B%25\n');
});
