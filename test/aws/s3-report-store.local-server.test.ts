/** The S3 adapter and the command line against a real S3-protocol server (fauxqs; no If-Match, versions or tags). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectS3 } from '../../src/aws/connect.ts';
import { listObjects } from '../../src/aws/list-objects.ts';
import { S3ReportStore } from '../../src/aws/s3-report-store.ts';
import { recordsOf, runCli } from '../support/cli.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from '../support/servers/s3-server.ts';

const BUCKET = 'reports';
const report = generateReport({ outputBytes: 500 });
let s3: LocalS3;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = LOCAL_CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = LOCAL_CREDENTIALS.secretAccessKey;
  s3 = await startLocalS3(BUCKET);
});
afterAll(() => s3.stop());

test('the command line opts out a bucket, reads it again, and knows faults', async () => {
  await s3.put(`p/${report.folder}profiler-report.ipynb`, report.notebook);
  await s3.put(`p/${report.folder}profiler-report.html`, report.html);
  await s3.put(`p/${report.folder}profiler-reports/x.json`, Buffer.from('{}'));
  const words = [`s3://${BUCKET}/p/`, '--endpoint-url', s3.endpointUrl, '--format', 'ndjson'];
  const first = await runCli('/', ['apply', ...words, '--html', 'silence', '--no-ledger']);
  expect(first).toMatchObject({ exitCode: 0, error: '1 opted-out, 1 silenced\n' });
  expect(recordsOf(first.out).map(({ outcome, object }) => [outcome, object.bucket])).toEqual([
    ['silenced', BUCKET],
    ['opted-out', BUCKET],
  ]);
  const second = await runCli('/', ['scan', ...words]);
  expect(second.exitCode).toBe(0);
  expect(recordsOf(second.out)).toMatchObject([
    { outcome: 'silent', html: { generatedBeforeOptOut: true, optedOutAt: '2026-01-01T00:00:00.000Z' } },
    { outcome: 'already-opted-out' },
  ]);
  const none = await runCli('/', ['scan', 's3://no-such-bucket', '--endpoint-url', s3.endpointUrl]);
  expect(none).toMatchObject({
    exitCode: 3,
    error: 'cannot list s3://no-such-bucket/: the bucket does not exist: check its name\n',
  });
});

test('keys of every kind are listed, in order, over pages, and can be read', async () => {
  const names = [
    'a b',
    'a+b',
    'a%b',
    'a%20b',
    'ü',
    'q?x=1&y',
    'h#1',
    'dot.',
    'x\ty',
    ...Array.from({ length: 1100 }, (_, index) => `n${index}`),
  ];
  const keys = names
    .map((name) => `k/${name}/profiler-output/profiler-report.html`)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const key of keys) await s3.put(key, Buffer.from(key));
  const client = connectS3({ endpointUrl: s3.endpointUrl });
  const listed: string[] = [];
  for await (const { key } of listObjects(client, BUCKET, 'k/')) listed.push(key);
  expect(listed.toSorted()).toEqual(keys.toSorted());
  const store = new S3ReportStore(client);
  for (const key of keys.slice(0, 20)) {
    expect(await store.read({ bucket: BUCKET, key }, 1000)).toMatchObject({
      kind: 'found',
      object: { bytes: Uint8Array.from(Buffer.from(key)) },
    });
  }
  await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: keys[0] ?? '' }));
  expect(await store.read({ bucket: BUCKET, key: keys[0] ?? '' }, 1000)).toEqual({ kind: 'missing' });
  client.destroy();
});

test('a record that was lost is in the ledger after the next run, once, and is no result of that run', async () => {
  await s3.put(`lost/${report.folder}profiler-report.ipynb`, report.notebook);
  const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-'));
  try {
    const apply = (...words: string[]) =>
      runCli(folder, [
        'apply',
        `s3://${BUCKET}/lost/`,
        '--endpoint-url',
        s3.endpointUrl,
        '--format',
        'ndjson',
        ...words,
      ]);
    const [made] = recordsOf((await apply('--no-ledger')).out);
    for (let run = 0; run < 2; run += 1) {
      const { out } = await apply('--ledger', 'ledger.ndjson');
      expect(recordsOf(out).map(({ outcome }) => outcome)).toEqual(['already-opted-out']);
    }
    const kept = recordsOf(readFileSync(join(folder, 'ledger.ndjson'), 'utf8'));
    expect(kept.map(({ outcome }) => outcome)).toEqual(['opted-out', 'already-opted-out']);
    expect(kept[0]).toEqual(made);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
