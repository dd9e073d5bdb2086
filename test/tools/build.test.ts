/** What is deployed is the bundle, so the bundle is run: by Node alone, away from the packages it was made of. */
import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderJsonLine } from '../../src/text/safe-text.ts';
import { temporaryFolder } from '../support/cli.ts';
import { recordOf } from '../support/records.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { LOCAL_CREDENTIALS, type LocalS3, startLocalS3 } from '../support/servers/s3-server.ts';
import { expectValidRecord } from '../support/validate-record.ts';

const BUILD_TIMEOUT_MS = 120_000;
const BUCKET = 'sagemaker-us-east-1-123456789012';
const pathOf = (path: string) => new URL(`../../${path}`, import.meta.url).pathname;
const report = generateReport({
  trainingJobName: 'pytorch-training-2026-03-02-09-14-07-381',
  ruleName: 'ProfilerReport-1772442847',
  outputBytes: 900,
});

let s3: LocalS3;
beforeAll(async () => {
  s3 = await startLocalS3(BUCKET);
  await promisify(execFile)(process.execPath, [pathOf('tools/build.ts')]);
}, BUILD_TIMEOUT_MS);
afterAll(() => s3.stop());

const run = (cwd: string, ...words: string[]) =>
  promisify(execFile)(process.execPath, words, {
    cwd,
    env: {
      AWS_ENDPOINT_URL_S3: s3.endpointUrl,
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    },
  });

const INVOKE = `
  import { readFileSync } from 'node:fs';
  import { handler } from './index.mjs';
  const answer = await handler(JSON.parse(readFileSync('event.json', 'utf8')), { awsRequestId: 'r' });
  console.log(JSON.stringify({ answer }));
`;

test('the bundled function opts a report out', async () => {
  const folder = temporaryFolder();
  cpSync(pathOf('dist/on-report-created'), folder, { recursive: true });
  copyFileSync(pathOf('events/sqs-s3.json'), join(folder, 'event.json'));
  const key = `${report.folder}profiler-report.ipynb`;
  await s3.put(key, report.notebook);
  const { stdout } = await run(folder, '--input-type=module', '--eval', INVOKE);
  const [item, last] = stdout.split('\n').map((line) => line && JSON.parse(line));
  expectValidRecord(item.audit);
  expect(item.audit).toMatchObject({ outcome: 'opted-out', object: { key } });
  expect(last).toEqual({ answer: { batchItemFailures: [] } });
  expect((await s3.get(key)).bytes.length).toBe(report.notebook.length + 14);
});

/** The command line is one file, and beside it those that it loads when they are needed. */
function copyCommandLine(folder: string): void {
  copyFileSync(pathOf('dist/cli.mjs'), join(folder, 'cli.mjs'));
  cpSync(pathOf('dist/cli'), join(folder, 'cli'), { recursive: true });
}

test('the bundled command line makes the audit page, script and all', async () => {
  const folder = temporaryFolder({ 'ledger.ndjson': renderJsonLine(recordOf()) });
  copyCommandLine(folder);
  await run(folder, 'cli.mjs', 'audit', 'ledger.ndjson', '--page', 'page.html');
  const page = readFileSync(join(folder, 'page.html'), 'utf8');
  const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  // Minified, and whole: it needs nothing from outside of itself but the browser.
  expect(new Set(script.match(/\b__\w+/g))).toEqual(new Set());
  expect(script).toContain('#list');
});

test('the bundled command line runs, the handler for replay included', async () => {
  const folder = temporaryFolder();
  copyCommandLine(folder);
  copyFileSync(pathOf('events/s3-put.json'), join(folder, 'event.json'));
  await s3.put(`${report.folder}profiler-report.ipynb`, report.notebook);
  const { stdout } = await run(folder, 'cli.mjs', 'replay', 'event.json');
  expect(JSON.parse(stdout).audit.outcome).toBe('opted-out');
});

test('the bundled command line opts many reports out, in threads of its own', async () => {
  const folder = temporaryFolder();
  copyCommandLine(folder);
  const reports = 120;
  for (let at = 0; at < reports; at += 1) {
    await s3.put(`many/${at}/${report.folder}profiler-report.ipynb`, report.notebook);
  }
  const { stdout } = await run(folder, 'cli.mjs', 'apply', `s3://${BUCKET}/many`, '--format', 'ndjson');
  const outcomes = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).outcome]));
  expect(outcomes).toEqual(Array.from({ length: reports }, () => 'opted-out'));
});

test('the entry of the command line has no syntax that Node 12 does not know, and imports only what is built in', async () => {
  const entry = readFileSync(pathOf('dist/cli.mjs'), 'utf8');
  const [asBuilt, forOldNode] = await Promise.all(
    ['node24', 'node12.22'].map((target) => transform(entry, { target, minify: true })),
  );
  expect(forOldNode?.code).toBe(asBuilt?.code);
  expect([...entry.matchAll(/\bfrom\s*['"]([^'"]+)/g)].map(([, from]) => from)).toEqual(['node:module']);
});
