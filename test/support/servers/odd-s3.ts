/** A small S3 server that keeps objects in memory, and differs from AWS in the ways that a test names. */
import type { ServerResponse } from 'node:http';
import { type Asked, type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

/** An object as the server keeps it; `headers` come with each GET. */
export interface OddObject {
  body: string;
  headers?: Readonly<Record<string, string>>;
  /** The XML of its tags; without it the server answers as `tagging` says. */
  tags?: string;
}

/** The ways in which the server differs. */
export interface Oddities {
  /** The status and body of an answer to a request for tags that it does not know. */
  readonly tagging?: readonly [status: number, body: string];
  /** The text of a key in a listing; AWS encodes keys. */
  readonly listKey?: (key: string) => string;
  /** The status and code of a PUT that fails, by its key and its number from 1; undefined for one that is made. */
  readonly put?: (key: string, number: number) => readonly [status: number, code: string] | undefined;
  /** The status and code of a GET of an object that fails, by its key and the number of such GETs from 1. */
  readonly get?: (key: string, number: number) => readonly [status: number, code: string] | undefined;
  /** The status and code of a page of a listing that fails, by the place of its first key. */
  readonly list?: (start: number) => readonly [status: number, code: string] | undefined;
  /** The place at which a page of a listing begins, by the one that is asked for. */
  readonly pageStart?: (asked: number) => number;
  /** The keys of one page of a listing; without it all come in one. */
  readonly pageSize?: number;
  /** True for a server that does not say how long an object is. */
  readonly isLengthUnknown?: boolean;
  /** The answer to a listing of versions: a status and XML. */
  readonly versions?: (objectsXml: string) => readonly [status: number, body: string];
}

/** A running server. */
export interface OddS3 extends LoopbackServer {
  readonly objects: Map<string, OddObject>;
  /** Every request, as `GET key?query`. */
  readonly asked: string[];
  readonly puts: Asked[];
}

const encodeKey = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/');
const XML = { 'content-type': 'application/xml' };
const errorXml = (code: string) => `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;

/** Starts the server; every bucket is there and holds the same objects. */
export async function startOddS3(objects: Map<string, OddObject>, oddities: Oddities = {}): Promise<OddS3> {
  const [asked, puts]: [string[], Asked[]] = [[], []];
  let gets = 0;
  const server = await startLoopbackServer((request, response) => {
    const url = new URL(request.path, 'http://server');
    const key = decodeURIComponent(url.pathname).split('/').slice(2).join('/');
    asked.push(`${request.method} ${key}?${url.search.slice(1)}`);
    if (request.method === 'PUT') puts.push(request);
    if (request.method === 'GET' && key !== '') gets += 1;
    const start = Number(url.searchParams.get('continuation-token') ?? 0);
    const failed =
      request.method === 'PUT'
        ? oddities.put?.(key, puts.length)
        : key === ''
          ? oddities.list?.(start)
          : oddities.get?.(key, gets);
    if (failed !== undefined) response.writeHead(failed[0], XML).end(errorXml(failed[1]));
    else answer(request, key, url.searchParams, objects, oddities, response);
  });
  return { ...server, objects, asked, puts };
}

const etagOf = (object: OddObject | undefined): string => object?.headers?.['etag'] ?? '"etag"';

/** As a listing has it; nothing of an object without a time of its own. */
const timeOf = (object: OddObject | undefined): string => {
  const time = object?.headers?.['last-modified'];
  return time === undefined ? '' : `<LastModified>${new Date(time).toISOString()}</LastModified>`;
};

/** The user metadata of a PUT, which comes with each GET. */
const metadataOf = ({ headers }: Asked): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name, String(value)]] : [],
    ),
  );

function answer(
  request: Asked,
  key: string,
  query: URLSearchParams,
  objects: Map<string, OddObject>,
  { tagging, listKey = encodeKey, versions, isLengthUnknown = false, pageSize, pageStart }: Oddities,
  response: ServerResponse,
): void {
  const send = (status: number, body: string, headers: Readonly<Record<string, string>> = XML) =>
    response.writeHead(status, headers).end(body);
  if (request.method === 'PUT') {
    const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
    const isRefused = noneMatch === '*' ? objects.has(key) : match && match !== etagOf(objects.get(key));
    if (isRefused) return void send(412, errorXml('PreconditionFailed'));
    const written = { etag: '"written"', 'last-modified': new Date().toUTCString() };
    objects.set(key, { body: request.body, headers: { ...written, ...metadataOf(request) } });
    return void send(200, '', { etag: '"written"' });
  }
  if (key === '') {
    const listed = [...objects.keys()].filter((each) => each.startsWith(query.get('prefix') ?? ''));
    const asked = Number(query.get('continuation-token') ?? 0);
    const start = pageStart?.(asked) ?? asked;
    const end = start + (pageSize ?? listed.length);
    const next = end < listed.length ? `<NextContinuationToken>${end}</NextContinuationToken>` : '';
    const xml = `<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>${next !== ''}</IsTruncated>${next}${listed
      .toSorted()
      .slice(start, end)
      .map(
        (each) =>
          `<Contents><Key>${listKey(each)}</Key><Size>1</Size><ETag>${etagOf(objects.get(each))}</ETag>${timeOf(objects.get(each))}</Contents>`,
      )
      .join('')}</ListBucketResult>`;
    return void (query.has('versions') && versions !== undefined ? send(...versions(xml)) : send(200, xml));
  }
  const object = objects.get(key);
  if (object === undefined) return void send(404, errorXml('NoSuchKey'));
  if (query.has('tagging') && object.tags !== undefined) return void send(200, object.tags);
  if (query.has('tagging') && tagging !== undefined) return void send(...tagging);
  const versionId = query.get('versionId');
  const headers = {
    etag: '"etag"',
    'last-modified': new Date(0).toUTCString(),
    ...object.headers,
    ...(versionId === null ? {} : { 'x-amz-version-id': versionId }),
  };
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const body = start === undefined ? object.body : object.body.slice(Number(start), Number(end) + 1);
  if (isLengthUnknown) return void send(200, body, headers);
  send(200, body, { 'content-length': String(Buffer.byteLength(body)), ...headers });
}
