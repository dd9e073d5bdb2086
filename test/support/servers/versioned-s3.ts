/** A bucket with versions in memory, by the part of S3's protocol that listing, reading and conditional writing need. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Asked, startLoopbackServer } from './loopback-server.ts';

/** A version, or a delete marker, which has no body. */
interface Entry {
  readonly versionId: string;
  readonly body?: Buffer;
  readonly etag: string;
  readonly lastModified: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A running server with one bucket of any name. */
export interface VersionedS3 {
  readonly url: string;
  /** Every request, such as `GET key?versionId=v1`. */
  readonly asked: string[];
  /** Set to `Suspended`, what is put or deleted takes the place of the version `null`. */
  status: 'Enabled' | 'Suspended';
  /** False to deny listing versions. */
  mayListVersions: boolean;
  /** Returns the id of the new version; each is a minute younger than the one before. */
  readonly put: (key: string, body: string | Uint8Array) => string;
  /** Puts a delete marker, and returns its id. */
  readonly remove: (key: string) => string;
  readonly removeVersion: (key: string, versionId: string) => void;
  readonly stop: () => Promise<void>;
}

const XML = { 'content-type': 'application/xml' };
const FIRST_MINUTE = Date.UTC(2026, 0, 1);
const MS_PER_MINUTE = 60_000;

/** Starts the server; `pageSize` is that of its listings. */
export async function startVersionedS3({ pageSize = 1_000 } = {}): Promise<VersionedS3> {
  const bucket = new Map<string, Entry[]>();
  const asked: string[] = [];
  let count = 0;
  const add = (key: string, body: Buffer | undefined, metadata = {}): Entry => {
    count += 1;
    const versionId = server.status === 'Enabled' ? `v${count}` : 'null';
    const etag = body === undefined ? '' : `"${createHash('md5').update(body).digest('hex')}"`;
    const lastModified = new Date(FIRST_MINUTE + count * MS_PER_MINUTE);
    const entry = { versionId, etag, lastModified, metadata, ...(body === undefined ? {} : { body }) };
    const others = (bucket.get(key) ?? []).filter(
      (other) => other.versionId !== versionId || versionId !== 'null',
    );
    bucket.set(key, [entry, ...others]);
    return entry;
  };
  const loopback = await startLoopbackServer((request, response) => {
    const { pathname, searchParams: query, search } = new URL(request.path, 'http://server');
    const key = decodeURIComponent(pathname).split('/').slice(2).join('/');
    asked.push(`${request.method} ${key}${search}`);
    if (key !== '' && request.method === 'PUT')
      return void write(request, key, bucket.get(key)?.[0], add, response);
    if (key !== '') return void read(request, query.get('versionId'), bucket.get(key) ?? [], response);
    if (query.has('versions') && !server.mayListVersions) return void fail(response, 403, 'AccessDenied');
    response
      .writeHead(200, XML)
      .end(query.has('versions') ? listVersions(bucket, query, pageSize) : list(bucket, query, pageSize));
  });
  const server: VersionedS3 = {
    url: loopback.url,
    asked,
    status: 'Enabled',
    mayListVersions: true,
    put: (key, body) => add(key, Buffer.from(body)).versionId,
    remove: (key) => add(key, undefined).versionId,
    removeVersion: (key, versionId) => {
      const left = (bucket.get(key) ?? []).filter((entry) => entry.versionId !== versionId);
      if (left.length === 0) bucket.delete(key);
      else bucket.set(key, left);
    },
    stop: loopback.stop,
  };
  return server;
}

const fail = (response: ServerResponse, status: number, code: string, headers = {}): ServerResponse =>
  response
    .writeHead(status, { ...XML, ...headers })
    .end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);

function write(
  { headers, body }: Asked,
  key: string,
  current: Entry | undefined,
  add: (key: string, body: Buffer, metadata: Record<string, string>) => Entry,
  response: ServerResponse,
): ServerResponse {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (noneMatch === '*' && current?.body !== undefined) return fail(response, 412, 'PreconditionFailed');
  if (match !== undefined && match !== current?.etag) return fail(response, 412, 'PreconditionFailed');
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('x-amz-meta-') ? [[name, String(value)] as const] : [],
  );
  const { etag, versionId } = add(key, Buffer.from(body), Object.fromEntries(metadata));
  return response.writeHead(200, { etag, 'x-amz-version-id': versionId }).end();
}

function read(
  { headers }: Asked,
  versionId: string | null,
  entries: readonly Entry[],
  response: ServerResponse,
): ServerResponse {
  const entry = versionId === null ? entries[0] : entries.find((each) => each.versionId === versionId);
  if (entry === undefined) return fail(response, 404, versionId === null ? 'NoSuchKey' : 'NoSuchVersion');
  const version = { 'x-amz-version-id': entry.versionId };
  const { body } = entry;
  if (body === undefined)
    return fail(response, 404, 'NoSuchKey', { ...version, 'x-amz-delete-marker': 'true' });
  const [, last] = /^bytes=-(\d+)$/.exec(headers.range ?? '') ?? [];
  const bytes = last === undefined ? body : body.subarray(-Number(last));
  return response
    .writeHead(last === undefined ? 200 : 206, {
      etag: entry.etag,
      'last-modified': entry.lastModified.toUTCString(),
      'content-length': String(bytes.length),
      'content-range': `bytes ${body.length - bytes.length}-${body.length - 1}/${body.length}`,
      ...version,
      ...entry.metadata,
    })
    .end(bytes);
}

const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/');

const rowOf = (element: string, key: string, { etag, lastModified, body }: Entry, more = ''): string =>
  `<${element}><Key>${encodeKey(key)}</Key>${more}<LastModified>${lastModified.toISOString()}</LastModified>${body === undefined ? '' : `<ETag>${etag.replaceAll('"', '&quot;')}</ETag><Size>${body.length}</Size>`}</${element}>`;

const entriesBelow = (bucket: ReadonlyMap<string, readonly Entry[]>, query: URLSearchParams) =>
  [...bucket]
    .filter(([key]) => key.startsWith(query.get('prefix') ?? ''))
    .sort(([a], [b]) => (a < b ? -1 : 1));

function list(
  bucket: ReadonlyMap<string, readonly Entry[]>,
  query: URLSearchParams,
  pageSize: number,
): string {
  const rows = entriesBelow(bucket, query).flatMap(([key, [entry]]) =>
    entry?.body === undefined ? [] : [rowOf('Contents', key, entry)],
  );
  const start = Number(query.get('continuation-token') ?? 0);
  const isTruncated = start + pageSize < rows.length;
  const next = isTruncated ? `<NextContinuationToken>${start + pageSize}</NextContinuationToken>` : '';
  return `<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${next}${rows.slice(start, start + pageSize).join('')}</ListBucketResult>`;
}

/** The markers of a page are those of its last entry, as with S3. */
function listVersions(
  bucket: ReadonlyMap<string, readonly Entry[]>,
  query: URLSearchParams,
  pageSize: number,
): string {
  const all = entriesBelow(bucket, query).flatMap(([key, entries]) =>
    entries.map((entry, index) => ({ key, entry, isLatest: index === 0 })),
  );
  const [key, versionId] = [query.get('key-marker'), query.get('version-id-marker')];
  const start =
    key === null ? 0 : all.findIndex((each) => each.key === key && each.entry.versionId === versionId) + 1;
  const page = all.slice(start, start + pageSize);
  const last = page.at(-1);
  const isTruncated = start + pageSize < all.length;
  const next =
    isTruncated && last !== undefined
      ? `<NextKeyMarker>${encodeKey(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.entry.versionId}</NextVersionIdMarker>`
      : '';
  const rows = page.map((each) =>
    rowOf(
      each.entry.body === undefined ? 'DeleteMarker' : 'Version',
      each.key,
      each.entry,
      `<VersionId>${each.entry.versionId}</VersionId><IsLatest>${each.isLatest}</IsLatest>`,
    ),
  );
  return `<ListVersionsResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${next}${rows.join('')}</ListVersionsResult>`;
}
