/** The port of jobs, where a server answers what nobody expects. */
import { expect, onTestFinished, test } from 'vitest';
import { BatchJobs } from '../../../src/aws/batch-operations/batch-jobs.ts';
import { openJobFile } from '../../../src/aws/batch-operations/job-files.ts';
import { readStack } from '../../../src/aws/batch-operations/read-stack.ts';
import { connectS3 } from '../../../src/aws/connect.ts';
import { describeUnknown } from '../../../src/batch/job-list.ts';
import { generatedJob } from '../../../src/batch/job-request.ts';
import { batchStackOf } from '../../../src/batch/stack.ts';
import { OUTPUTS } from '../../support/batch/batch-runs.ts';
import { startLoopbackServer } from '../../support/servers/loopback-server.ts';
import { pointSdkAt } from '../../support/servers/s3-server.ts';

const stack = batchStackOf({
  arn: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/opt-out/1',
  outputs: new Map(Object.entries(OUTPUTS)),
});

/** A server that answers the same to everything. */
async function answering(body: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { url, stop } = await startLoopbackServer((_asked, response) => {
    response.writeHead(200, { 'content-type': 'application/xml', ...headers }).end(body);
  });
  onTestFinished(stop);
  pointSdkAt(url);
  return url;
}
async function jobsAt(body: string): Promise<BatchJobs> {
  const jobs = new BatchJobs(stack, await answering(body));
  onTestFinished(() => jobs.close());
  return jobs;
}

test('a job without an id is none', async () => {
  const jobs = await jobsAt('<CreateJobResult/>');
  const options = { token: 't', isConfirmationRequired: true, purpose: 'backfill' } as const;
  const request = generatedJob(stack, { bucket: 'reports', prefix: '' }, 'html', options);
  await expect(jobs.create(request)).rejects.toThrow('cannot create a job: S3 named none');
});

test('a listing that answers the same page again ends, and the rest of it is not known', async () => {
  const described: string[] = [];
  const listed = '<member><JobId>one</JobId><Operation>LambdaInvoke</Operation></member>';
  const { url, stop } = await startLoopbackServer(({ path }, response) => {
    if (path.includes('/jobs/')) described.push(path);
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        path.includes('/jobs/')
          ? '<DescribeJobResult/>'
          : `<ListJobsResult><NextToken>again</NextToken><Jobs>${listed}</Jobs></ListJobsResult>`,
      );
  });
  onTestFinished(stop);
  pointSdkAt(url);
  const jobs = new BatchJobs(stack, url);
  onTestFinished(() => jobs.close());
  const { unknown } = await jobs.list('all');
  expect(unknown.map(describeUnknown)).toEqual([
    'cannot list jobs: S3 answers the same page again: the rest of the list is not known, and may have jobs of this stack',
  ]);
  // It stands on both pages.
  expect(described).toHaveLength(1);
});

test('a listing that S3 does not begin is a fault', async () => {
  const jobs = await jobsAt('no XML');
  await expect(jobs.list('open')).rejects.toThrow('cannot list jobs: ');
});

test('a job of which S3 says almost nothing has not been counted, and calls nothing', async () => {
  const jobs = await jobsAt('<DescribeJobResult/>');
  expect(await jobs.describe('12345')).toEqual({
    id: '12345',
    status: 'New',
    description: '',
    createdAt: new Date(0),
    total: undefined,
    succeeded: 0,
    failed: 0,
    functionArn: undefined,
    bucket: undefined,
    reasons: [],
    report: undefined,
  });
});

test('why a job failed is told with its code', async () => {
  const failure = '<FailureCode>ManifestNotFound</FailureCode><FailureReason>gone</FailureReason>';
  const jobs = await jobsAt(
    `<DescribeJobResult><Job><Status>Failed</Status><FailureReasons><member>${failure}</member></FailureReasons></Job></DescribeJobResult>`,
  );
  expect((await jobs.describe('12345')).reasons).toEqual(['ManifestNotFound: gone']);
});

test('a server that the environment names is asked as it is named', async () => {
  process.env['AWS_ENDPOINT_URL_S3_CONTROL'] = await answering('<DescribeJobResult/>');
  onTestFinished(() => {
    delete process.env['AWS_ENDPOINT_URL_S3_CONTROL'];
  });
  const jobs = new BatchJobs(stack, undefined);
  onTestFinished(() => jobs.close());
  expect((await jobs.describe('12345')).status).toBe('New');
});

test('an answer without stacks is no stack', async () => {
  const url = await answering(
    '<DescribeStacksResponse><DescribeStacksResult><Stacks/></DescribeStacksResult></DescribeStacksResponse>',
  );
  const connection = { endpointUrl: url, region: 'eu-west-1' };
  await expect(readStack('opt-out', connection)).rejects.toThrow('there is no stack opt-out here');
});

test('a file that breaks off is a fault', async () => {
  const { url, stop } = await startLoopbackServer((_asked, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
  });
  onTestFinished(stop);
  pointSdkAt(url);
  const chunks = await openJobFile(connectS3({ endpointUrl: url }), { bucket: 'b', key: 'k' });
  const read = async () => {
    for await (const _chunk of chunks ?? []);
  };
  await expect(read()).rejects.toThrow('cannot read s3://b/k');
});
