/** Versions, ends and deletions as S3 answers them, on a server of this test's own: fauxqs and moto lack some of it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { END_BYTES, S3ReportStore } from '../../src/aws/s3-report-store.ts';
import { LOCAL_CREDENTIALS } from '../support/servers/s3-server.ts';

const REF = { bucket: 'b', key: 'a/profiler-output/profiler-report.html' };
const asked: string[] = [];
let stop = () => {};
afterEach(() => {
  stop();
  asked.length = 0;
});

async function storeOn(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.range ?? ''}`.trim());
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: LOCAL_CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  stop = () => {
    client.destroy();
    server.close();
  };
  return new S3ReportStore(client);
}

const error = (response: ServerResponse, status: number, code: string, headers = {}) =>
  response.writeHead(status, headers).end(`<Error><Code>${code}</Code><Message>m</Message></Error>`);
const HEADERS = { ETag: '"e"', 'Last-Modified': 'Thu, 01 Jan 2026 00:00:00 GMT', 'x-amz-version-id': 'v2' };

describe('an object that is not there', () => {
  test('was deleted when S3 shows a delete marker', async () => {
    const store = await storeOn((_request, response) =>
      error(response, 404, 'NoSuchKey', { 'x-amz-delete-marker': 'true' }),
    );
    expect(await store.read(REF, 10)).toEqual({ kind: 'missing', isDeleted: true });
    expect(await store.readEnd(REF, 10)).toEqual({ kind: 'missing', isDeleted: true });
  });

  test('never was when S3 shows none', async () => {
    const store = await storeOn((_request, response) => error(response, 404, 'NoSuchKey'));
    expect(await store.readEnd(REF, 10)).toEqual({ kind: 'missing' });
  });

  test('a version keeps the id that it was asked for by, where the answer has none', async () => {
    const { 'x-amz-version-id': _versionId, ...headers } = HEADERS;
    const store = await storeOn((_request, response) =>
      response.writeHead(200, { ...headers, 'Content-Length': 1 }).end('x'),
    );
    const [whole, refused] = [
      await store.readEnd({ ...REF, versionId: 'null' }, 10),
      await store.read({ ...REF, versionId: 'null' }, 1),
    ];
    expect(whole).toMatchObject({ kind: 'found', object: { versionId: 'null' } });
    expect(refused).toMatchObject({ kind: 'refused', state: { versionId: 'null' } });
    expect(await store.read(REF, 10)).not.toHaveProperty('object.versionId');
  });

  test('a version that is gone is missing', async () => {
    const store = await storeOn((_request, response) => error(response, 404, 'NoSuchVersion'));
    expect(await store.readEnd({ ...REF, versionId: 'v1' }, 10)).toEqual({ kind: 'missing' });
    expect(asked[0]).toContain('versionId=v1');
  });
});

describe('the end of an object', () => {
  const answerRange = (sizeBytes: number) => (request: IncomingMessage, response: ServerResponse) => {
    expect(request.headers.range).toBe(`bytes=-${END_BYTES}`);
    const sent = Math.min(END_BYTES, sizeBytes);
    const range = `bytes ${sizeBytes - sent}-${sizeBytes - 1}/${sizeBytes}`;
    response.writeHead(206, { ...HEADERS, 'Content-Range': range, 'Content-Length': sent });
    response.end(Buffer.alloc(sent, 'x'));
  };

  test('is all of it when it is no longer', async () => {
    const store = await storeOn(answerRange(END_BYTES));
    const answer = await store.readEnd(REF, 2 * END_BYTES);
    expect(answer).toMatchObject({ kind: 'found', object: { etag: 'e', versionId: 'v2' } });
    expect(asked).toHaveLength(1);
  });

  test('comes with the size of the whole, in one request', async () => {
    const store = await storeOn(answerRange(END_BYTES + 5));
    const answer = await store.readEnd(REF, 2 * END_BYTES);
    expect(answer).toMatchObject({
      kind: 'end',
      end: { etag: 'e', sizeBytes: END_BYTES + 5, versionId: 'v2' },
    });
    expect(answer.kind === 'end' && answer.end.bytes.length).toBe(END_BYTES);
    expect(asked).toHaveLength(1);
  });

  test('is refused by the size of the whole', async () => {
    const store = await storeOn(answerRange(END_BYTES + 5));
    expect(await store.readEnd(REF, END_BYTES + 5)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'too-large' },
      state: { sizeBytes: END_BYTES + 5, versionId: 'v2' },
    });
  });

  test('an empty object has none, and is read whole', async () => {
    const store = await storeOn((request, response) =>
      request.headers.range === undefined
        ? response.writeHead(200, { ...HEADERS, 'Content-Length': 0 }).end()
        : error(response, 416, 'InvalidRange'),
    );
    expect(await store.readEnd(REF, 10)).toMatchObject({ kind: 'found', object: { etag: 'e' } });
  });
});

describe('the versions of an object', () => {
  const entry = (key: string, version: string, isLatest: boolean) =>
    `<Version><Key>${key}</Key><VersionId>${version}</VersionId><IsLatest>${isLatest}</IsLatest><ETag>"e"</ETag><Size>3</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Version>`;
  const page = (versions: string, rest = '<IsTruncated>false</IsTruncated>') =>
    `<?xml version="1.0"?><ListVersionsResult><EncodingType>url</EncodingType>${versions}${rest}</ListVersionsResult>`;
  const NEXT =
    '<IsTruncated>true</IsTruncated><NextKeyMarker>a%2Fb+c</NextKeyMarker><NextVersionIdMarker>v9</NextVersionIdMarker>';

  test('come page by page, and end where another key begins', async () => {
    const key = encodeURIComponent(REF.key);
    const store = await storeOn((request, response) =>
      response.end(
        request.url?.includes('key-marker')
          ? page(entry(key, 'v1', false) + entry(`${key}.bak`, 'other', true))
          : page(entry(key, 'v2', true), NEXT),
      ),
    );
    const versions = await collect(store.listVersions(REF));
    expect(versions).toMatchObject([
      { versionId: 'v2', isLatest: true, etag: 'e', sizeBytes: 3, lastModified: new Date('2026-01-01') },
      { versionId: 'v1', isLatest: false },
    ]);
    expect(asked[1]).toMatch(/key-marker=a%2Fb%20c.*version-id-marker=v9/);
  });

  test('a listing that does not go on is a fault, not the end', async () => {
    const store = await storeOn((_request, response) =>
      response.end(page(entry(encodeURIComponent(REF.key), 'v1', true), NEXT)),
    );
    await expect(collect(store.listVersions(REF))).rejects.toThrow(
      /^cannot list the versions of s3:\/\/b\/.*: after .* the server lists .* \(version v1\) again$/,
    );
  });

  test('a date that is none is no answer of S3', async () => {
    const odd = entry(encodeURIComponent(REF.key), 'v1', true).replace(/2026-01-01[^<]*/, 'yesterday');
    expect(odd).toContain('yesterday');
    const store = await storeOn((_request, response) => response.end(page(odd)));
    await expect(collect(store.listVersions(REF))).rejects.toThrow(/is not one of S3, but that of a proxy/);
  });

  test('a denied listing names the permission', async () => {
    const store = await storeOn((_request, response) => error(response, 403, 'AccessDenied'));
    await expect(collect(store.listVersions(REF))).rejects.toThrow(
      'access denied: grant s3:ListBucketVersions and s3:GetObjectVersion',
    );
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
