/** Listing objects and deleted ones against the SDK's own commands. */
import {
  type DeleteMarkerEntry,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ObjectVersion,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import { listWithDeleted } from '../../src/aws/list-with-deleted.ts';

const s3 = mockClient(S3Client);
const client = new S3Client({ region: 'us-east-1' });
afterEach(() => {
  s3.reset();
});

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const versionOf = (Key: string, VersionId: string, IsLatest = false): ObjectVersion => ({
  Key,
  VersionId,
  IsLatest,
  ETag: `"${VersionId}"`,
  Size: 1,
  LastModified: day(Number(VersionId.slice(1))),
});
const markerOf = (Key: string, VersionId: string, IsLatest = true): DeleteMarkerEntry => ({
  Key,
  VersionId,
  IsLatest,
  LastModified: day(Number(VersionId.slice(1))),
});

let denied = 0;
async function list(needsVersions = false) {
  denied = 0;
  const listed = [];
  const onDenied = async () => {
    denied += 1;
  };
  for await (const object of listWithDeleted(client, 'b', 'p', { needsVersions, onDenied }))
    listed.push(object);
  return listed;
}
const namesOf = () => s3.calls().map(({ args }) => args[0].constructor.name);
const refusal = (name: string, status: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status } });

describe('versions', () => {
  const pages: Record<string, object> = {
    '': {
      EncodingType: 'url',
      IsTruncated: true,
      NextKeyMarker: 'p%2Fd',
      NextVersionIdMarker: 'v9',
      Versions: [
        versionOf('p%2Fa', 'v2', true),
        versionOf('p%2Fa', 'v1'),
        versionOf('p%2Fb', 'v3'),
        versionOf('p%2Fc', 'v6', true),
        versionOf('p%2Fc', 'v4'),
      ],
      DeleteMarkers: [
        markerOf('p%2Fb', 'v5'),
        markerOf('p%2Fb', 'v4', false),
        markerOf('p%2Fc', 'v5', false),
        markerOf('p%2Fd', 'v9'),
      ],
    },
    'p/d': {
      EncodingType: 'url',
      IsTruncated: true,
      NextKeyMarker: 'p%2Ff',
      Versions: [versionOf('p%2Fd', 'v8'), versionOf('p%2Fd', 'v7')],
      // Of these no version is left.
      DeleteMarkers: [markerOf('p%2Fe', 'v1'), markerOf('p%2Ff', 'v2')],
    },
    'p/f': { Versions: [versionOf('p/g', 'v1')] },
  };
  const answer = ({ KeyMarker = '' }: ListObjectVersionsCommandInput) => pages[KeyMarker];

  test('of one object come as one, and those of a deleted one with its delete marker, also across pages', async () => {
    s3.on(ListObjectVersionsCommand).callsFake(answer);
    expect(await list(true)).toEqual([
      { key: 'p/a', etag: 'v2', lastModified: day(2), versionIds: ['v2', 'v1'] },
      { key: 'p/b', lastModified: day(5), versionIds: ['v5', 'v3'], deletedVersionId: 'v3' },
      { key: 'p/c', etag: 'v6', lastModified: day(6), versionIds: ['v6', 'v4'] },
      { key: 'p/d', lastModified: day(9), versionIds: ['v9', 'v8', 'v7'], deletedVersionId: 'v8' },
      // Without a marker it is not deleted: not every server says which version is the latest.
      { key: 'p/g', etag: 'v1', lastModified: day(1), versionIds: ['v1'] },
    ]);
    const asked = { Bucket: 'b', Prefix: 'p', EncodingType: 'url' };
    expect(s3.calls().map(({ args }) => args[0].input)).toEqual([
      asked,
      { ...asked, KeyMarker: 'p/d', VersionIdMarker: 'v9' },
      { ...asked, KeyMarker: 'p/f' },
    ]);
  });

  test('are not held where nobody needs them', async () => {
    s3.on(ListObjectVersionsCommand).callsFake(answer);
    expect((await list()).slice(0, 2)).toEqual([
      { key: 'p/a', etag: 'v2', lastModified: day(2) },
      { key: 'p/b', lastModified: day(5), deletedVersionId: 'v3' },
    ]);
  });

  test('of the next page are asked for while those of one are worked on', async () => {
    s3.on(ListObjectVersionsCommand).callsFake(answer);
    const listing = listWithDeleted(client, 'b', 'p', { needsVersions: false, onDenied: async () => {} });
    await listing.next();
    expect(s3.calls()).toHaveLength(2);
    await listing.return(undefined);
  });

  test('of a page that cannot be followed come before the fault', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      IsTruncated: true,
      Versions: [versionOf('p/a', 'v1', true), versionOf('p/b', 'v1', true)],
    });
    const listing = listWithDeleted(client, 'b', 'p', { needsVersions: false, onDenied: async () => {} });
    expect((await listing.next()).value).toMatchObject({ key: 'p/a' });
    await expect(listing.next()).rejects.toThrow('gave no valid marker for the next page');
    expect(namesOf()).toEqual(['ListObjectVersionsCommand']);
  });
});

describe('where versions cannot be listed', () => {
  const objects = {
    Name: 'b',
    Contents: [
      { Key: 'p/a', Size: 1 },
      { Key: 'p/b', Size: 1 },
    ],
  };
  const found = [{ key: 'p/a' }, { key: 'p/b' }];

  test.each([
    ['they are denied', refusal('AccessDenied', 403), 1],
    ['the server does not know them', refusal('NotImplemented', 501), 0],
    ['the server takes the request for another', refusal('NoSuchKey', 404), 0],
  ])('since %s, objects are', async (_why, error, times) => {
    s3.on(ListObjectVersionsCommand).rejects(error).on(ListObjectsV2Command).resolves(objects);
    expect([await list(), denied]).toEqual([found, times]);
    await expect(list(true)).rejects.toThrow(/^cannot list the versions of s3:\/\/b\/p: /);
  });

  test('since the server answers with objects, these are', async () => {
    s3.on(ListObjectVersionsCommand).resolves({ Name: 'b' }).on(ListObjectsV2Command).resolves(objects);
    expect([await list(), denied]).toEqual([found, 0]);
    await expect(list(true)).rejects.toThrow('the server cannot list versions');
  });

  test('nor objects, that is the fault, told once', async () => {
    s3.on(ListObjectVersionsCommand).rejects(refusal('AccessDenied', 403));
    s3.on(ListObjectsV2Command).rejects(refusal('AccessDenied', 403));
    await expect(list()).rejects.toThrow(/^cannot list s3:\/\/b\/p: /);
    expect(denied).toBe(0);
  });

  test('since nobody is let in or nothing answers, objects are not asked for', async () => {
    s3.on(ListObjectVersionsCommand).rejects(refusal('ExpiredToken', 400));
    await expect(list()).rejects.toThrow();
    s3.on(ListObjectVersionsCommand).rejects(refusal('SlowDown', 503));
    await expect(list()).rejects.toMatchObject({ code: 'throttled' });
    expect(new Set(namesOf())).toEqual(new Set(['ListObjectVersionsCommand']));
  });
});
