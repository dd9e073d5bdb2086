/** The request that creates a job. */
import { expect, test } from 'vitest';
import {
  bucketOfManifest,
  generatedJob,
  listedJob,
  manifestKey,
  manifestLine,
  prefixOfDescription,
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

test('a job invokes the function of the stack, for its purpose, and reports all tasks', () => {
  const { ManifestGenerator: _generator, ...job } = generatedJob(
    stack,
    { bucket: 'one', prefix: 'a/' },
    'notebook',
    options,
  );
  expect(job).toEqual({
    AccountId: '123456789012',
    ClientRequestToken: 't',
    ConfirmationRequired: true,
    Description: 'profiler-opt-out: notebooks of s3://one/a/',
    Priority: 10,
    RoleArn: 'arn:role',
    Tags: [{ Key: 'profiler-opt-out-stack', Value: 'opt-out' }],
    Operation: {
      LambdaInvoke: {
        FunctionArn: 'arn:function',
        InvocationSchemaVersion: '2.0',
        UserArguments: { purpose: 'backfill' },
      },
    },
    Report: {
      Bucket: 'arn:aws-cn:s3:::job-reports',
      Enabled: true,
      Format: 'Report_CSV_20180820',
      Prefix: 'backfill',
      ReportScope: 'AllTasks',
    },
  });
});

test('the description of a job says what it goes over', () => {
  const scope = { bucket: 'one', prefix: 'a/' };
  expect(generatedJob(stack, scope, 'html', options).Description).toBe(
    'profiler-opt-out: HTML reports of s3://one/a/',
  );
  const manifest = { key: manifestKey('one', 't'), etag: 'e', objects: 2 };
  expect(listedJob(stack, scope, manifest, options).Description).toBe(
    'profiler-opt-out: the first 2 objects of s3://one/a/',
  );
});

test('the keys of a kind end in the name of its file, in the folder of a report', () => {
  expect(suffixOf('notebook')).toBe('/profiler-output/profiler-report.ipynb');
  expect(suffixOf('html')).toBe('/profiler-output/profiler-report.html');
});

test.each([
  ['dry-run', 'dry-run'],
  ['enforce', 'enforce'],
])('a stack whose mode is %s has jobs of it', (given, mode) => {
  const outputs = new Map([
    ['OnBatchTaskArn', 'arn:function'],
    ['BatchOperationsRoleArn', 'arn:role'],
    ['JobReportsBucket', 'job-reports'],
    ['ReportBucketNames', 'one'],
    ['ModeOfReports', given],
    ['JobPrefixOfStack', 'a/'],
    ['LedgerPlace', 's3://ledger'],
  ]);
  const arn = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1';
  expect(batchStackOf({ arn, outputs })).toMatchObject({ mode, jobPrefix: 'a/', ledger: 's3://ledger' });
});

test('a stack that lacks one output is refused for good, with what to do', () => {
  const outputs = new Map([
    ['OnBatchTaskArn', 'arn:function'],
    ['BatchOperationsRoleArn', 'arn:role'],
    ['JobReportsBucket', ''],
    ['ReportBucketNames', 'one'],
    ['ModeOfReports', 'enforce'],
  ]);
  const arn = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1';
  const sentence =
    'the stack s has no output JobReportsBucket: name the stack of profiler-opt-out, or deploy its present template';
  expect(() => batchStackOf({ arn, outputs })).toThrow(
    expect.objectContaining({ message: sentence, code: 'invalid', retryable: false }),
  );
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
  expect(Manifest).toEqual({
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
    Location: { ObjectArn: 'arn:aws-cn:s3:::job-reports/manifests/one/t.csv', ETag: 'e' },
  });
  expect(bucketOfManifest(key)).toBe('one');
  expect(bucketOfManifest('elsewhere/one/t.csv')).toBeUndefined();
  expect(manifestLine('one', 'a b/ü,"\n+%')).toBe('one,a%20b/%C3%BC%2C%22%0A%2B%25\n');
});

test('the prefix of a list stands in the description of its job, where that has room for it', () => {
  const text = 'profiler-opt-out: the first 2 objects of s3://one/a of s3://one/b/';
  expect(prefixOfDescription(text, 'one')).toBe('a of s3://one/b/');
  expect(prefixOfDescription('profiler-opt-out: the first 2 objects of s3://one/', 'one')).toBe('');
  expect(prefixOfDescription(text, 'two')).toBeUndefined();
  expect(prefixOfDescription(`mine: ${text}`, 'one')).toBeUndefined();
  expect(prefixOfDescription(text.padEnd(256, 'x'), 'one')).toBeUndefined();
});
