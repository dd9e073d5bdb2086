/** Buckets without versions in memory, by the part of S3's protocol that listing, reading and conditional writing need. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Asked } from './loopback-server.ts';

/** An object as it is kept. */
export interface PlainObject {
  readonly body: string;
  readonly etag: string;
  readonly lastModified: Date;
  readonly headers: Readonly<Record<string, string>>;
}

/** Objects by bucket and key. */
export type Buckets = Map<string, Map<string, PlainObject>>;

const XML = { 'content-type': 'application/xml' };

/** Puts an object into a bucket, which is made when it is not there. */
export function putObject(
  buckets: Buckets,
  bucket: string,
  key: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  lastModified = new Date(Date.UTC(2026, 0, 1)),
): PlainObject {
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  const object = { body, etag, lastModified, headers };
  buckets.set(bucket, (buckets.get(bucket) ?? new Map()).set(key, object));
  return object;
}

/** The text of the first element of a name, or nothing. */
export const tagOf = (xml: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

/** Text as it stands in XML. */
export const unescapeXml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Answers one request. */
export function answerS3(asked: Asked, buckets: Buckets, response: ServerResponse): ServerResponse {
  const { pathname, searchParams } = new URL(asked.path, 'http://server');
  const [bucket = '', ...parts] = decodeURIComponent(pathname.slice(1)).split('/');
  const objects = buckets.get(bucket);
  const key = parts.join('/');
  const fail = (status: number, code: string): ServerResponse =>
    response.writeHead(status, XML).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  if (objects === undefined) return fail(404, 'NoSuchBucket');
  if (key === '') return response.writeHead(200, XML).end(list(bucket, objects, searchParams));
  const object = objects.get(key);
  if (asked.method === 'PUT') {
    const { 'if-match': match, 'if-none-match': noneMatch } = asked.headers;
    if (noneMatch === '*' && object !== undefined) return fail(412, 'PreconditionFailed');
    if (match !== undefined && match !== object?.etag) return fail(412, 'PreconditionFailed');
    const { etag } = putObject(buckets, bucket, key, asked.body, metadataOf(asked));
    return response.writeHead(200, { etag }).end();
  }
  if (object === undefined) return fail(404, 'NoSuchKey');
  if (searchParams.has('tagging')) return response.writeHead(200, XML).end('<Tagging><TagSet/></Tagging>');
  const bytes = Buffer.from(object.body);
  const range = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(asked.headers.range ?? '');
  const start =
    range?.[3] === undefined ? Number(range?.[1] ?? 0) : Math.max(0, bytes.length - Number(range[3]));
  const end = range?.[2] ? Number(range[2]) + 1 : bytes.length;
  const body = asked.method === 'HEAD' ? '' : bytes.subarray(start, end);
  return response
    .writeHead(range === null ? 200 : 206, {
      etag: object.etag,
      'last-modified': object.lastModified.toUTCString(),
      'content-length': String(bytes.subarray(start, end).length),
      'content-range': `bytes ${start}-${Math.min(end, bytes.length) - 1}/${bytes.length}`,
      ...object.headers,
    })
    .end(body);
}

const metadataOf = ({ headers }: Asked): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') || name === 'content-type' ? [[name, String(value)]] : [],
    ),
  );

function list(bucket: string, objects: Map<string, PlainObject>, query: URLSearchParams): string {
  const entries = [...objects]
    .filter(([key]) => key.startsWith(query.get('prefix') ?? ''))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const [root, element] = query.has('versions')
    ? ['ListVersionsResult', 'Version']
    : ['ListBucketResult', 'Contents'];
  const own = query.has('versions') ? '<VersionId>null</VersionId><IsLatest>true</IsLatest>' : '';
  const rows = entries.map(
    ([key, { etag, body, lastModified }]) =>
      `<${element}><Key>${encodeURIComponent(key).replaceAll('%2F', '/')}</Key>${own}<LastModified>${lastModified.toISOString()}</LastModified><ETag>${etag.replaceAll('"', '&quot;')}</ETag><Size>${Buffer.byteLength(body)}</Size></${element}>`,
  );
  return `<${root}><Name>${bucket}</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${rows.join('')}</${root}>`;
}
