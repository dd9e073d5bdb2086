/** Bodies that break off after their answer has begun, from a server that cuts connections. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { connectS3 } from '../../src/aws/connect.ts';
import { S3ReportStore } from '../../src/aws/s3-report-store.ts';
import { knownSha256, sha256 } from '../../src/bytes/sha256.ts';
import { recordsOf, runCli, temporaryFolder } from '../support/cli.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { startLoopbackServer } from '../support/servers/loopback-server.ts';
import { answerS3, type Buckets, putObject } from '../support/servers/plain-s3.ts';
import { LOCAL_CREDENTIALS } from '../support/servers/s3-server.ts';

const { notebook, html } = generateReport({ outputBytes: 100 });
const REPORTS = 8;
const keyOf = (report: number, ending: string) =>
  `in/${100 + report}/profiler-output/profiler-report.${ending}`;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A bucket whose first `cuts` answers to a GET of each object end in the middle of the body, with the connection. */
async function start(cuts: number) {
  const buckets: Buckets = new Map();
  for (let report = 0; report < REPORTS; report += 1) {
    putObject(buckets, 'b', keyOf(report, 'ipynb'), notebook.toString());
    putObject(buckets, 'b', keyOf(report, 'html'), html.toString());
  }
  const gets = new Map<string, number>();
  const server = await startLoopbackServer((asked, response) => {
    const [path = ''] = asked.path.split('?');
    const isObject = asked.method === 'GET' && path.split('/').length > 3;
    const count = (gets.get(path) ?? 0) + 1;
    if (isObject) gets.set(path, count);
    if (!isObject || count > cuts) return void answerS3(asked, buckets, response);
    response.writeHead(200, { etag: '"e"', 'content-length': String(notebook.length) });
    response.write(notebook.subarray(0, 50), () => response.destroy());
  });
  onTestFinished(server.stop);
  return { url: server.url, gets, buckets };
}

describe('an object whose body is cut', () => {
  const REF = { bucket: 'b', key: keyOf(0, 'ipynb') };

  test('is asked for again, also for its end and its first byte', async () => {
    const { url, gets } = await start(2);
    const client = connectS3({ endpointUrl: url });
    onTestFinished(() => client.destroy());
    const store = new S3ReportStore(client);
    const bytes = Uint8Array.from(notebook);
    expect(await store.read(REF, 1_000_000)).toMatchObject({ kind: 'found', object: { bytes } });
    gets.clear();
    expect(await store.readEnd(REF, 1_000_000)).toMatchObject({ kind: 'found', object: { bytes } });
    gets.clear();
    expect(await store.exists(REF)).toBe(true);
    expect([...gets.values()]).toEqual([3]);
  });

  test('every time is a fault after four times', async () => {
    const { url, gets } = await start(Number.POSITIVE_INFINITY);
    const client = connectS3({ endpointUrl: url });
    onTestFinished(() => client.destroy());
    await expect(new S3ReportStore(client).read(REF, 1_000_000)).rejects.toMatchObject({
      name: 'Fault',
      code: 'unavailable',
      retryable: true,
      message: `cannot read s3://b/${REF.key}: S3 cut the connection (ECONNRESET): run again`,
    });
    expect([...gets.values()]).toEqual([4]);
  });
});

describe('a store that hashes on arrival', () => {
  const REF = { bucket: 'b', key: keyOf(0, 'ipynb') };
  const LIMIT = 10_000_000;

  test('knows the hash of what it has read whole, however often the body was cut', async () => {
    const { url } = await start(2);
    const client = connectS3({ endpointUrl: url });
    onTestFinished(() => client.destroy());
    const store = new S3ReportStore(client, { hashesOnArrival: true });
    for (const read of [store.read(REF, LIMIT), store.readEnd(REF, LIMIT)]) {
      const answer = await read;
      if (answer.kind !== 'found') throw new Error(answer.kind);
      const { bytes } = answer.object;
      expect(bytes).toEqual(Uint8Array.from(notebook));
      expect(knownSha256(bytes)).toBe(sha256(notebook));
    }
    const unhashed = await new S3ReportStore(client).read(REF, LIMIT);
    if (unhashed.kind !== 'found') throw new Error(unhashed.kind);
    expect(knownSha256(unhashed.object.bytes)).toBeUndefined();
  });

  test('hashes a body of many chunks, and none that is only an end', async () => {
    const { url, buckets } = await start(0);
    const large = Buffer.alloc(3_000_000, 'chunks of the same object, ');
    putObject(buckets, 'b', REF.key, large.toString());
    const client = connectS3({ endpointUrl: url });
    onTestFinished(() => client.destroy());
    const store = new S3ReportStore(client, { hashesOnArrival: true });
    const whole = await store.read(REF, LIMIT);
    if (whole.kind !== 'found') throw new Error(whole.kind);
    expect(knownSha256(whole.object.bytes)).toBe(sha256(large));
    const answer = await store.readEnd(REF, LIMIT);
    if (answer.kind !== 'end') throw new Error(answer.kind);
    expect(knownSha256(answer.end.bytes)).toBeUndefined();
  });
});

test('a run in which the body of each object is cut once does all, and stops at none', async () => {
  const { url } = await start(1);
  const words = ['apply', 's3://b/in/', '--endpoint-url', url, '--format', 'ndjson', '--no-ledger'];
  const { exitCode, out } = await runCli(temporaryFolder(), words);
  expect(exitCode).toBe(0);
  expect(recordsOf(out).map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: REPORTS }, () => ['reports-usage', 'opted-out']).flat(),
  );
});
