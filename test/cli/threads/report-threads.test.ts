/** Reports in S3 are worked on in threads, and nobody can tell by what comes out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { type Oddities, type OddObject, startOddS3 } from '../../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

const { notebook, html } = generateReport({ outputBytes: 100 });
const REPORTS = 400;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function apply(threads: number, oddities: Oddities = {}, reports = REPORTS) {
  const objects = new Map<string, OddObject>();
  for (let at = 1000; at < 1000 + reports; at += 1) {
    objects.set(`in/${at}/profiler-output/profiler-report.ipynb`, { body: notebook.toString() });
    objects.set(`in/${at}/profiler-output/profiler-report.html`, { body: html.toString() });
  }
  const server = await startOddS3(objects, { tagging: [501, ''], ...oddities });
  onTestFinished(server.stop);
  const folder = temporaryFolder();
  const words = ['apply', 's3://b/in/', '--html', 'silence', '--endpoint-url', server.url];
  const ran = await runCli(folder, [...words, '--format', 'ndjson', '--ledger', 'ledger.ndjson'], {
    threads,
  });
  const ledger = recordsOf(readFileSync(join(folder, 'ledger.ndjson'), 'utf8'));
  return { ...ran, ledger, server };
}

test('the same records come in the same order, each in the ledger, and the same bytes are written', async () => {
  const [one, two] = [await apply(1), await apply(2)];
  const show = ({ out }: { out: string }) =>
    recordsOf(out).map(({ id, outcome, object, after }) => [id, outcome, object.key, after.sha256]);
  expect(two.exitCode).toBe(0);
  expect(show(two)).toEqual(show(one));
  expect(show(two)).toHaveLength(REPORTS * 2);
  expect(new Set(two.ledger.map(({ id }) => id)).size).toBe(REPORTS * 2);
  const bytes = ({ server }: typeof one) => [...server.objects].map(([key, { body }]) => [key, body]);
  expect(bytes(two)).toEqual(bytes(one));
});

test('faults come back with what they say', async () => {
  const denied = (key: string) => key.includes('/1390/') && key.endsWith('.html');
  const { exitCode, error, out } = await apply(2, {
    put: (key) => (denied(key) ? [403, 'AccessDenied'] : undefined),
  });
  expect([exitCode, recordsOf(out).length]).toEqual([3, REPORTS * 2 - 1]);
  expect(error).toContain(
    'cannot replace s3://b/in/1390/profiler-output/profiler-report.html: access denied',
  );
});
