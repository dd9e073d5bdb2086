/**
 * The S3 server of a bench, in a process of its own: as little work for each request as there can be, and as little
 * memory for many reports. Keys are distinct; the reports behind them are real ones where these are present, over and
 * over. Of what is put, one copy for each different report is kept. It notes how long a client takes for all reports but
 * the first ones, which warm the client up.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateReport } from '../../../test/support/reports/report-generator.ts';
import { readRealReports } from '../real-reports.ts';

const DIFFERENT = 20;
const LISTING_KEYS = 1_000;
const MODIFIED = new Date(0).toUTCString();
const [reports = '0', outputBytes = '0', warmUpReports = '0'] = process.argv.slice(2);
const count = Number(reports) * 2;
const firstTimed = Number(warmUpReports) * 2;
const real = readRealReports();
const different =
  real.length > 0
    ? real
    : Array.from({ length: DIFFERENT }, (_, seed) =>
        generateReport({ seed, outputBytes: Number(outputBytes) }),
      );

/** HTML report and notebook of a report follow each other, as their keys do. */
const keyAt = (at: number): string =>
  `r${String(at >> 1).padStart(6, '0')}/profiler-output/profiler-report.${at % 2 === 0 ? 'html' : 'ipynb'}`;
const placeOf = (key: string): number => Number(key.slice(1, 7)) * 2 + (key.endsWith('.html') ? 0 : 1);
const isChanged = new Uint8Array(count);
const changedBodies = new Map<number, Buffer>();
const requests: Record<string, number> = {};
/** From the first request for an object after the warm-up to the end of the last answer. */
let timed: { readonly beganAt: number; endedAt: number } | undefined;

const bodyIndex = (at: number): number => ((at >> 1) % different.length) * 2 + (at % 2);
function bodyAt(at: number): Buffer | undefined {
  if (isChanged[at]) return changedBodies.get(bodyIndex(at));
  const report = different[(at >> 1) % different.length];
  return at % 2 === 0 ? report?.html : report?.notebook;
}
const etagAt = (at: number): string => (isChanged[at] ? '"changed"' : '"first"');

/** A page of objects, or of versions, of which each object has one. A continuation token is the place of the next key. */
function list(query: URLSearchParams): string {
  const isOfVersions = query.has('versions');
  const marker = query.get('key-marker');
  const first = marker === null ? Number(query.get('continuation-token') ?? 0) : placeOf(marker) + 1;
  const end = Math.min(count, first + LISTING_KEYS);
  const [root, element, own] = isOfVersions
    ? ['ListVersionsResult', 'Version', '<VersionId>null</VersionId><IsLatest>true</IsLatest>']
    : ['ListBucketResult', 'Contents', ''];
  let rows = '';
  for (let at = first; at < end; at += 1)
    rows += `<${element}><Key>${keyAt(at)}</Key>${own}<Size>1</Size><ETag>${etagAt(at)}</ETag></${element}>`;
  const next = isOfVersions
    ? `<NextKeyMarker>${keyAt(end - 1)}</NextKeyMarker>`
    : `<NextContinuationToken>${end}</NextContinuationToken>`;
  return `<${root}><Name>b</Name><IsTruncated>${end < count}</IsTruncated>${end < count ? next : ''}${rows}</${root}>`;
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://server');
  const key = decodeURIComponent(url.pathname).split('/').slice(2).join('/');
  if (url.pathname === '/reset') {
    response.end(JSON.stringify({ requests, timedMs: timed && timed.endedAt - timed.beganAt }));
    for (const name of Object.keys(requests)) delete requests[name];
    timed = undefined;
    if (url.searchParams.has('objects')) isChanged.fill(0);
    return;
  }
  const kind = key === '' ? 'LIST' : url.searchParams.has('tagging') ? 'TAGS' : (request.method ?? '');
  requests[kind] = (requests[kind] ?? 0) + 1;
  if (key !== '' && placeOf(key) >= firstTimed) {
    const now = performance.now();
    timed ??= { beganAt: now, endedAt: now };
    const own = timed;
    response.on('finish', () => {
      own.endedAt = performance.now();
    });
  }
  if (request.method === 'PUT') {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const at = placeOf(key);
      isChanged[at] = 1;
      if (!changedBodies.has(bodyIndex(at))) changedBodies.set(bodyIndex(at), Buffer.concat(chunks));
      response.writeHead(200, { etag: '"changed"', 'content-length': '0' }).end();
    });
  } else if (key === '') {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(list(url.searchParams));
  } else if (kind === 'TAGS') {
    response.writeHead(501).end();
  } else {
    const [at, body] = [placeOf(key), bodyAt(placeOf(key))];
    if (body === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, { etag: etagAt(at), 'last-modified': MODIFIED, 'content-length': body.length })
        .end(body);
  }
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
