/** S3 addresses: the ARN of an access point is a bucket, and is not cut at its slash. */
import { afterEach, expect, test, vi } from 'vitest';
import { connectS3 } from '../../../src/aws/connect.ts';
import { UsageError } from '../../../src/cli/option-values.ts';
import { parseS3Url } from '../../../src/cli/targets/s3-url.ts';
import { runCli } from '../../support/cli.ts';

const ARN = 'arn:aws:s3:eu-west-1:123456789012:accesspoint/reports';
afterEach(() => vi.unstubAllEnvs());

test.each([
  ['s3://bucket', 'bucket', ''],
  ['s3://bucket/', 'bucket', ''],
  ['s3://bucket/a/b\n', 'bucket', 'a/b\n'],
  [`s3://${ARN}`, ARN, ''],
  [`s3://${ARN}/`, ARN, ''],
  [`s3://${ARN}/team1/jobs/`, ARN, 'team1/jobs/'],
  [`s3://${ARN.replace('/', ':')}/a`, ARN.replace('/', ':'), 'a'],
  [`s3://${ARN.replace('aws', 'aws-us-gov')}/a:b`, ARN.replace('aws', 'aws-us-gov'), 'a:b'],
])('%j is a bucket and a prefix', (word, bucket, prefix) => {
  expect(parseS3Url(word)).toEqual({ kind: 's3', bucket, prefix });
});

test.each([
  ['s3:', /write s3:\/\/bucket/],
  ['s3:///prefix', /write s3:\/\/bucket/],
  ['s3://arn:aws:s3:::bucket/a', /write s3:\/\/arn:aws:s3:REGION/],
  ['s3://arn:aws:s3::123456789012:accesspoint/m.mrap/a', /multi-region access point is not supported/],
  ['s3://arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/o', /Object Lambda/],
  ['s3://arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-1/accesspoint/o', /Outposts/],
])('%j is refused with what to write instead', (word, message) => {
  expect(() => parseS3Url(word)).toThrow(UsageError);
  expect(() => parseS3Url(word)).toThrow(message);
});

test('an access point is asked in its own region, with the whole key', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  const client = connectS3({ region: 'us-east-1' });
  let asked: { hostname: string; path: string } | undefined;
  client.middlewareStack.add(
    () => async (args) => {
      asked = args.request as typeof asked;
      throw Object.assign(new Error('stopped'), { name: 'AccessDenied' });
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const { S3ReportStore } = await import('../../../src/aws/s3-report-store.ts');
  const key = 'team1/profiler-output/profiler-report.ipynb';
  await expect(new S3ReportStore(client).read({ bucket: ARN, key }, 1)).rejects.toMatchObject({
    code: 'access-denied',
    message: expect.stringContaining(`s3://${ARN}/${key}`),
  });
  expect(asked).toMatchObject({
    hostname: 'reports-123456789012.s3-accesspoint.eu-west-1.amazonaws.com',
    path: `/${key}`,
  });
});

test('an access point and a server of its own do not go together, which is told', async () => {
  const { exitCode, error } = await runCli('/', [
    'scan',
    `s3://${ARN}`,
    '--endpoint-url',
    'http://127.0.0.1:1',
  ]);
  expect([exitCode, error]).toEqual([
    3,
    expect.stringMatching(/^cannot list s3:\/\/arn:.*: an access point is asked at AWS's own endpoint/),
  ]);
});
