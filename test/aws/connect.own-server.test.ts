/** Servers that are not AWS's: nothing is lost in silence, and what goes wrong is told by its true cause. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { connectS3 } from '../../src/aws/connect.ts';
import { listObjects } from '../../src/aws/list-objects.ts';
import { sha256 } from '../../src/bytes/sha256.ts';
import { renderJsonLine } from '../../src/text/safe-text.ts';
import { recordsOf, runCli, temporaryFolder } from '../support/cli.ts';
import { recordOf } from '../support/records.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { type Oddities, type OddObject, startOddS3 } from '../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS } from '../support/servers/s3-server.ts';

const KEY = 'job/profiler-output/profiler-report.ipynb';
const { notebook } = generateReport({ outputBytes: 100 });
const TAGS = '<Tagging><TagSet><Tag><Key>team</Key><Value>a b</Value></Tag></TagSet></Tagging>';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function start(objects: Readonly<Record<string, Partial<OddObject>>>, oddities: Oddities = {}) {
  const entries = Object.entries(objects).map(([key, object]): [string, OddObject] => [
    key,
    { body: notebook.toString(), ...object },
  ]);
  const server = await startOddS3(new Map(entries), oddities);
  onTestFinished(server.stop);
  const apply = (...words: string[]) =>
    runCli('/', [
      'apply',
      's3://b',
      '--no-ledger',
      '--format',
      'ndjson',
      '--endpoint-url',
      server.url,
      ...words,
    ]);
  return { ...server, apply };
}

const outcomes = (out: string) => recordsOf(out).map(({ outcome, reason }) => reason ?? outcome);
const tagRequests = (asked: readonly string[]) => asked.filter((request) => request.includes('tagging'));

describe('tags', () => {
  test('are kept where no answer says how many there are', async () => {
    const { apply, puts } = await start({ [KEY]: { tags: TAGS } });
    expect(outcomes((await apply()).out)).toEqual(['opted-out']);
    expect(puts[0]?.headers['x-amz-tagging']).toBe('team=a+b');
  });

  test.each<[string, readonly [number, string]]>([
    ['NotImplemented', [501, '<Error><Code>NotImplemented</Code></Error>']],
    ['405', [405, '']],
    ['the object itself', [200, notebook.toString()]],
  ])('are asked for once where a server that has none answers with %s', async (_what, tagging) => {
    const { apply, asked, puts } = await start({ [KEY]: {}, [`2/${KEY}`]: {} }, { tagging });
    expect(outcomes((await apply('--concurrency', '1')).out)).toEqual(['opted-out', 'opted-out']);
    expect(tagRequests(asked)).toHaveLength(1);
    expect(puts[0]?.headers).not.toHaveProperty('x-amz-tagging');
  });

  test('are asked for by object where an object has none, and no more where the server counts them', async () => {
    const none: readonly [number, string] = [404, '<Error><Code>NoSuchTagSet</Code></Error>'];
    const counted = { headers: { 'x-amz-tagging-count': '1' }, tags: TAGS };
    const { apply, asked, puts } = await start(
      { [`1/${KEY}`]: {}, [`2/${KEY}`]: counted, [`3/${KEY}`]: {} },
      { tagging: none },
    );
    await apply('--concurrency', '1');
    expect(puts.map(({ headers }) => headers['x-amz-tagging'])).toEqual([undefined, 'team=a+b', undefined]);
    expect(tagRequests(asked)).toHaveLength(2);
  });

  test('that may not be read stop the rewrite', async () => {
    const tagging: readonly [number, string] = [403, '<Error><Code>AccessDenied</Code></Error>'];
    const { apply, puts } = await start({ [KEY]: {} }, { tagging });
    expect(await apply()).toMatchObject({ exitCode: 3, error: expect.stringContaining('access denied') });
    expect(puts).toHaveLength(0);
  });
});

describe('a listing', () => {
  const names = ['a b', 'a+b', 'a%20b', '50%', 'plain', 'é'];
  const keysOf = (each: readonly string[]) => each.map((name) => `${name}/${KEY}`).toSorted();
  const list = async (listed: readonly string[], oddities: Oddities) => {
    const server = await start(Object.fromEntries(listed.map((key) => [key, {}])), oddities);
    const keys: string[] = [];
    for await (const { key } of listObjects(connectS3({ endpointUrl: server.url }), 'b', '')) keys.push(key);
    return { keys: keys.toSorted(), asked: server.asked };
  };

  test('that is encoded gives every key', async () => {
    expect((await list(keysOf(names), {})).keys).toEqual(keysOf(names));
  });

  test.each(names)('that is not encoded though it says so gives %j', async (name) => {
    expect((await list(keysOf([name]), { listKey: (key) => key })).keys).toEqual(keysOf([name]));
  });

  test('is asked about no key once it is known whether keys are encoded', async () => {
    const many = keysOf(Array.from({ length: 50 }, (_, index) => `a%20${index}`));
    const { keys, asked } = await list(many, { listKey: (key) => key });
    expect(keys).toEqual(many);
    expect(asked).toHaveLength(3);
  });
});

test('`aws-chunked` that a server kept is no encoding of the object, and is not sent back', async () => {
  const { apply, puts } = await start({
    [`1/${KEY}`]: { headers: { 'content-encoding': 'aws-chunked' } },
    [`2/${KEY}`]: { headers: { 'content-encoding': 'aws-chunked,utf-8' } },
    [`3/${KEY}`]: { headers: { 'content-encoding': 'aws-chunked, gzip' } },
  });
  expect(outcomes((await apply('--concurrency', '1')).out)).toEqual([
    'opted-out',
    'opted-out',
    'encoded-content',
  ]);
  expect(puts.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'utf-8']);
});

test.each([
  ['a weak ETag', 'W/"etag"'],
  ['no ETag', ''],
])('%s is refused, since no write can depend on it', async (_what, etag) => {
  const { apply, puts } = await start({ [KEY]: { headers: { etag } } });
  const { exitCode, out } = await apply();
  expect(recordsOf(out)).toMatchObject([{ outcome: 'refused', reason: 'weak-etag' }]);
  expect(await apply('--dry-run')).toMatchObject({ exitCode: 2, out });
  expect([exitCode, puts.length]).toEqual([2, 0]);
});

test('raw UTF-8 in user metadata is told as such, not as bad credentials', async () => {
  const raw = { headers: { 'x-amz-meta-owner': Buffer.from('Jürgen').toString('latin1') } };
  const oddities: Oddities = { put: () => [403, 'SignatureDoesNotMatch'] };
  const { apply } = await start({ [KEY]: raw }, oddities);
  expect(recordsOf((await apply()).out)).toMatchObject([
    { outcome: 'refused', reason: 'unreadable-metadata', detail: expect.stringContaining('outside ASCII') },
  ]);
  const plain = await start({ [KEY]: {} }, oddities);
  expect(await plain.apply()).toMatchObject({
    exitCode: 3,
    error: expect.stringContaining('no valid AWS credentials'),
  });
});

test('an object of unknown length is not read: a part could be taken for the whole', async () => {
  const { apply, puts } = await start({ [KEY]: {} }, { isLengthUnknown: true });
  expect(await apply()).toMatchObject({ exitCode: 3, error: expect.stringContaining('no Content-Length') });
  expect(puts).toHaveLength(0);
});

describe('a server that cannot list versions', () => {
  const audit = async (versions: NonNullable<Oddities['versions']>) => {
    const { url } = await start({ [KEY]: {} }, { versions });
    const cwd = temporaryFolder({ 'ledger.ndjson': `${renderJsonLine(recordOf())}\n` });
    return runCli(cwd, ['audit', 'ledger.ndjson', '--against', 's3://b/', '--endpoint-url', url]);
  };

  test.each<[string, NonNullable<Oddities['versions']>]>([
    ['NotImplemented', () => [501, '<Error><Code>NotImplemented</Code></Error>']],
    ['405', () => [405, '']],
    ['a listing of objects', (objects) => [200, objects]],
  ])('and answers with %s is told, and accounts for nothing', async (_what, versions) => {
    const { exitCode, out, error } = await audit(versions);
    expect(exitCode).toBe(3);
    expect(out).not.toContain('complete');
    expect(error).toMatch(/cannot list the versions of s3:\/\/b\/: the server cannot list versions/);
  });
});

test('a write is signed with the hash of its body, and called whole: no chunks, no trailers', async () => {
  const { apply, puts } = await start({ [KEY]: {} }, { tagging: [501, ''] });
  expect(outcomes((await apply()).out)).toEqual(['opted-out']);
  const { headers = {}, body = '' } = puts[0] ?? {};
  expect(headers['x-amz-content-sha256']).toBe(sha256(body));
  expect(headers.authorization).toContain('x-amz-content-sha256');
  expect([headers['content-encoding'], headers['x-amz-trailer']]).toEqual([undefined, undefined]);
});

test('each answer that asks to slow down is told, also those that the SDK makes good by itself', async () => {
  let told = 0;
  const { url } = await start(
    {},
    {
      put: (_key, number) => (number < 3 ? [503, 'SlowDown'] : number < 5 ? [429, 'Throttling'] : undefined),
    },
  );
  const client = connectS3({ endpointUrl: url, onThrottled: () => told++ });
  const put = () => client.send(new PutObjectCommand({ Bucket: 'b', Key: 'a', Body: 'a' }));
  await expect(Promise.allSettled([put(), put()])).resolves.toHaveLength(2);
  expect(told).toBe(4);
  await expect(put()).resolves.toMatchObject({ ETag: '"written"' });
  client.destroy();
});
