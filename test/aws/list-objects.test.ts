/** Listing against the SDK's own command: what real servers do with pages is in s3-report-store.local-server.test.ts. */
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { listObjects } from '../../src/aws/list-objects.ts';

const s3 = mockClient(S3Client);
const client = new S3Client({ region: 'us-east-1' });
afterEach(() => {
  s3.reset();
});

const list = async (prefix: string) => {
  const listed = [];
  for await (const object of listObjects(client, 'b', prefix)) listed.push(object);
  return listed;
};

test('all objects, page by page, keys decoded', async () => {
  s3.on(ListObjectsV2Command).callsFake(({ ContinuationToken }) =>
    ContinuationToken === undefined
      ? {
          EncodingType: 'url',
          IsTruncated: true,
          NextContinuationToken: 't',
          Contents: [
            { Key: 'a+b%2Bc%0A/profiler-output/profiler-report.ipynb', Size: 3 },
            { Key: 'a%2Ab/other', Size: 1 },
          ],
        }
      : { Contents: [{ Key: 'a+b/profiler-output/profiler-report.html', Size: 4 }] },
  );
  expect(await list('a')).toEqual([
    {
      key: 'a b+c\n/profiler-output/profiler-report.ipynb',
      sizeBytes: 3,
    },
    { key: 'a*b/other', sizeBytes: 1 },
    {
      key: 'a+b/profiler-output/profiler-report.html',
      sizeBytes: 4,
    },
  ]);
  const asked = { Bucket: 'b', Prefix: 'a', EncodingType: 'url' };
  expect(s3.calls().map(({ args }) => args[0].input)).toEqual([asked, { ...asked, ContinuationToken: 't' }]);
});

test.each([
  ['breaks off', { IsTruncated: true }],
  ['repeats a page', { IsTruncated: true, NextContinuationToken: 't' }],
])('a server that %s is a fault: no report may be passed over in silence', async (_what, page) => {
  s3.on(ListObjectsV2Command).resolves(page);
  await expect(list('p\u001b')).rejects.toMatchObject({
    name: 'Fault',
    code: 'invalid',
    retryable: false,
    message: 'cannot list s3://b/p\\u{1b}: the server gave no valid token for the next page',
  });
});
