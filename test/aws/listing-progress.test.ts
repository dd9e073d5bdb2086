/** Listings that do not get on, as the SDK gives them. */
import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import { listObjects } from '../../src/aws/list-objects.ts';
import { listVersions } from '../../src/aws/list-versions.ts';

const s3 = mockClient(S3Client);
const client = new S3Client({ region: 'us-east-1' });
afterEach(() => {
  s3.reset();
});

/** What was listed before the end, and the message of the fault that ended it. */
async function endOf<Item>(listing: AsyncIterable<Item>, show: (item: Item) => string) {
  const listed: string[] = [];
  try {
    for await (const item of listing) listed.push(show(item));
  } catch (error) {
    expect(error).toMatchObject({ name: 'Fault', code: 'invalid', retryable: false });
    return { listed, message: (error as Error).message };
  }
  return { listed, message: undefined };
}

/** Pages by the token that asks for them; the first by ''. */
type Pages<Page> = Readonly<Record<string, Page>>;

describe('objects', () => {
  const page = (next: string | undefined, ...keys: string[]): Partial<ListObjectsV2CommandOutput> => ({
    Name: 'b',
    Contents: keys.map((Key) => ({ Key })),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextContinuationToken: next }),
  });
  const list = (pages: Pages<ReturnType<typeof page>>, bucket = 'b') => {
    s3.on(ListObjectsV2Command).callsFake(({ ContinuationToken = '' }) => pages[ContinuationToken]);
    return endOf(listObjects(client, bucket, 'p/'), ({ key }) => key);
  };
  const wrong = (after: string, key: string) =>
    `cannot list s3://b/p/: after "${after}" the server lists "${key}" again`;

  test('tokens that go in a circle end with a fault, and no object comes twice', async () => {
    const { listed, message } = await list({
      '': page('1', 'p/a', 'p/b'),
      1: page('2', 'p/c', 'p/d'),
      2: page('1', 'p/e'),
    });
    expect(listed).toEqual(['p/a', 'p/b', 'p/c', 'p/d', 'p/e']);
    expect(message).toContain(wrong('p/e', 'p/c'));
  });

  test('so do tokens of pages without keys', async () => {
    const { listed, message } = await list({
      '': page('1', 'p/a'),
      1: page('2'),
      2: page('3'),
      3: page('1'),
    });
    expect(listed).toEqual(['p/a']);
    expect(message).toBe('cannot list s3://b/p/: the server gave no valid token for the next page');
    expect(s3.calls().length).toBeLessThan(8);
  });

  test.each([
    ['a page that comes twice', ['p/a', 'p/b'], 'p/a'],
    ['an object that comes twice', ['p/b'], 'p/b'],
  ])('%s is a fault', async (_name, keys, key) => {
    const { listed, message } = await list({ '': page('1', ...keys), 1: page(undefined, key) });
    expect(listed).toEqual(keys);
    expect(message).toContain(wrong(keys.at(-1) ?? '', key));
  });

  test('a server may have an order of its own', async () => {
    const pages = {
      '': page('1', 'p/b', 'p/\u{1f600}', 'p/B'),
      1: page('2', 'p/\uffee'),
      2: page(undefined, 'p/a'),
    };
    const keys = ['p/b', 'p/\u{1f600}', 'p/B', 'p/\uffee', 'p/a'];
    expect(await list(pages)).toEqual({ listed: keys, message: undefined });
  });

  test('pages without keys, and a token that stays while keys go on, are none', async () => {
    let asked = 0;
    const pages = [page('1', 'p/a'), page('1', 'p/b'), page('2'), page('3'), page(undefined, 'p/c')];
    s3.on(ListObjectsV2Command).callsFake(() => pages[asked++]);
    expect(await endOf(listObjects(client, 'b', 'p/'), ({ key }) => key)).toEqual({
      listed: ['p/a', 'p/b', 'p/c'],
      message: undefined,
    });
  });

  test.each(['b--usw2-az1--x-s3', 'ap--usw2-az1--xa-s3'])(
    'a directory bucket is not asked, since it lists in no order: %s',
    async (bucket) => {
      expect(await list({}, bucket)).toEqual({
        listed: [],
        message: `cannot list s3://${bucket}/p/: a directory bucket (S3 Express One Zone) does not list in the order of keys: copy the reports to a general purpose bucket`,
      });
      expect(s3.calls()).toEqual([]);
    },
  );
});

describe('versions', () => {
  const page = (
    next: readonly [key: string, version: string] | undefined,
    ...versions: (readonly [key: string, version: string])[]
  ): Partial<ListObjectVersionsCommandOutput> => ({
    Versions: versions.map(([Key, VersionId]) => ({ Key, VersionId })),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextKeyMarker: next[0], NextVersionIdMarker: next[1] }),
  });
  const list = (pages: Pages<ReturnType<typeof page>>) => {
    s3.on(ListObjectVersionsCommand).callsFake(
      ({ KeyMarker = '', VersionIdMarker = '' }) => pages[`${KeyMarker}${VersionIdMarker}`],
    );
    return endOf(listVersions(client, 'b', ''), ({ key, versionId }) => key + versionId);
  };

  test('of one object come one after the other, over pages, in whatever order their names have', async () => {
    const pages = {
      '': page(['a', '9'], ['a', '5'], ['a', '9']),
      a9: page(['b', '1'], ['a', '2'], ['b', '1']),
      b1: page(undefined, ['c', '1']),
    };
    expect(await list(pages)).toEqual({ listed: ['a5', 'a9', 'a2', 'b1', 'c1'], message: undefined });
  });

  test.each([
    ['a version that comes twice', ['a', '5']],
    ['a page that comes twice', ['a', '9']],
  ] as const)('%s is a fault', async (_name, version) => {
    const ended = await list({ '': page(['a', '9'], ['a', '5'], ['a', '9']), a9: page(undefined, version) });
    expect(ended.listed).toEqual(['a5', 'a9']);
    expect(ended.message).toBe(
      `cannot list the versions of s3://b/: after "a" the server lists "a" (version ${version[1]}) again`,
    );
  });

  test('markers of pages without versions that go in a circle are a fault', async () => {
    const ended = await list({
      '': page(['a', '1'], ['a', '5']),
      a1: page(['a', '2']),
      a2: page(['a', '1']),
    });
    expect(ended).toEqual({
      listed: ['a5'],
      message: 'cannot list the versions of s3://b/: the server gave no valid marker for the next page',
    });
  });
});
