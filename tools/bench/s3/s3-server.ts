/** The S3 server of a bench, in a process of its own: objects in memory, and as little work for each as there can be. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateReport } from '../../../test/support/reports/report-generator.ts';
import { readRealReports } from '../real-reports.ts';

const [reports = '0', outputBytes = '0'] = process.argv.slice(2);
/** A real report that reports usage, where real ones are present. */
const report =
  readRealReports().find(
    ({ html, notebook }) =>
      html.includes('profiler-telemetry') && notebook.includes('setup_profiler_report(processing_job_arn)'),
  ) ?? generateReport({ outputBytes: Number(outputBytes) });
const names = Array.from(
  { length: Number(reports) },
  (_, index) => `r${String(index).padStart(6, '0')}/profiler-output/profiler-report`,
);
const keys = names.flatMap((name) => [`${name}.html`, `${name}.ipynb`]);
const changed = new Map<string, Buffer>();
const LISTING_KEYS = 1_000;
const MODIFIED = new Date(0).toUTCString();
const requests: Record<string, number> = {};

const bodyOf = (key: string): Buffer =>
  changed.get(key) ?? (key.endsWith('.html') ? report.html : report.notebook);

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://server');
  const key = decodeURIComponent(url.pathname).split('/').slice(2).join('/');
  const kind = key === '' ? 'LIST' : url.searchParams.has('tagging') ? 'TAGS' : (request.method ?? '');
  requests[kind] = (requests[kind] ?? 0) + 1;
  if (url.pathname === '/reset') {
    response.end(JSON.stringify(requests));
    changed.clear();
    for (const name of Object.keys(requests)) delete requests[name];
  } else if (request.method === 'PUT') {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      changed.set(key, Buffer.concat(chunks));
      response.writeHead(200, { etag: '"changed"', 'content-length': '0' }).end();
    });
  } else if (key === '') {
    const after = url.searchParams.get('continuation-token') ?? '';
    const first = keys.findIndex((each) => each > after);
    const page = first < 0 ? [] : keys.slice(first, first + LISTING_KEYS);
    const isTruncated = first >= 0 && first + LISTING_KEYS < keys.length;
    const contents = page.map((each) => `<Contents><Key>${each}</Key><Size>1</Size></Contents>`).join('');
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        `<ListBucketResult><Name>b</Name><IsTruncated>${isTruncated}</IsTruncated>${next}${contents}</ListBucketResult>`,
      );
  } else if (kind === 'TAGS') {
    response.writeHead(501).end();
  } else {
    const body = bodyOf(key);
    const etag = changed.has(key) ? '"changed"' : '"first"';
    response.writeHead(200, { etag, 'last-modified': MODIFIED, 'content-length': body.length }).end(body);
  }
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
