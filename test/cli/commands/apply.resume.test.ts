/** A run over S3 goes on from its ledger: nothing is asked, done or recorded twice, and nothing is left out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { type OddObject, startOddS3 } from '../../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS, startLocalS3 } from '../../support/servers/s3-server.ts';

const { notebook, html } = generateReport({ outputBytes: 100 });
const REPORTS = 12;
const LEDGER = 'profiler-opt-out-ledger.ndjson';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const keyOf = (report: number, ending: string) =>
  `in/${100 + report}/profiler-output/profiler-report.${ending}`;

async function start(bucket = 'reports') {
  const s3 = await startLocalS3(bucket);
  onTestFinished(() => s3.stop());
  for (let report = 0; report < REPORTS; report += 1) {
    await s3.put(keyOf(report, 'ipynb'), report === 3 ? new TextEncoder().encode('{') : notebook);
    await s3.put(keyOf(report, 'html'), html);
  }
  const folder = temporaryFolder();
  const apply = (...more: string[]) =>
    runCli(folder, [
      'apply',
      `s3://${bucket}/in/`,
      '--endpoint-url',
      s3.endpointUrl,
      '--ledger',
      'ledger.ndjson',
      '--format',
      'ndjson',
      ...more,
    ]);
  const ledger = join(folder, 'ledger.ndjson');
  return { s3, apply, ledger, read: () => recordsOf(readFileSync(ledger, 'utf8')), folder };
}
const idsOf = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id).sort();

test.each(['record', 'silence'])('goes on wherever it was stopped: --html %s', async (mode) => {
  const whole = await start();
  await whole.apply('--html', mode);
  for (const objects of [1, 2, 7, 8, 23]) {
    const part = await start();
    await part.apply('--html', mode, '--max-objects', String(objects));
    const { exitCode, error } = await part.apply('--html', mode, '--resume');
    expect(exitCode).toBe(2);
    expect(error).toContain(
      `left out, on record and unchanged: ${objects % 2 ? objects - 1 : objects} objects`,
    );
    expect(idsOf(part.read())).toEqual(idsOf(whole.read()));
    for (let report = 0; report < REPORTS; report += 1)
      for (const ending of ['ipynb', 'html'])
        expect((await part.s3.get(keyOf(report, ending))).bytes).toEqual(
          (await whole.s3.get(keyOf(report, ending))).bytes,
        );
  }
});

test('makes the record again of what was rewritten before the run was killed, and no other', async () => {
  const whole = await start();
  await whole.apply();
  const lines = readFileSync(whole.ledger, 'utf8').split('\n');
  // Killed in the middle of a line.
  writeFileSync(whole.ledger, `${lines.slice(0, 9).join('\n')}\n${lines[9]?.slice(0, 40)}`);
  const { out } = await whole.apply('--resume');
  const [before, after] = [lines.slice(0, -1), readFileSync(whole.ledger, 'utf8').split('\n').slice(0, -1)];
  const valid = after.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
  expect(idsOf(valid)).toEqual(idsOf(before.map((line) => JSON.parse(line))));
  expect(recordsOf(out).some(({ outcome }) => outcome === 'already-opted-out')).toBe(false);
});

test('with --until makes the records again of what the run wrote itself, and leaves out what others wrote', async () => {
  const old = { 'last-modified': new Date(Date.UTC(2020, 0, 1)).toUTCString() };
  const page = { body: html.toString(), headers: { etag: '"page"', ...old } };
  const objects = new Map<string, OddObject>(
    [0, 1, 2, 3].flatMap((report) => [
      [keyOf(report, 'ipynb'), { body: notebook.toString(), headers: { etag: '"old"', ...old } }],
      [keyOf(report, 'html'), page],
    ]),
  );
  const server = await startOddS3(objects, { tagging: [501, ''] });
  onTestFinished(server.stop);
  const folder = temporaryFolder();
  const words = ['apply', 's3://b', '--until', '2021-01-01', '--html', 'silence', '--concurrency', '1'];
  const apply = (...more: string[]) => runCli(folder, [...words, '--endpoint-url', server.url, ...more]);
  expect((await apply()).exitCode).toBe(0);
  const ledger = join(folder, LEDGER);
  const lines = readFileSync(ledger, 'utf8').split('\n').slice(0, -1);
  expect(lines).toHaveLength(8);
  // Killed before the last three were on record; then others wrote a report anew, and one that was not there.
  writeFileSync(
    ledger,
    lines
      .slice(0, 5)
      .map((line) => `${line}\n`)
      .join(''),
  );
  const foreign = { body: notebook.toString(), headers: { 'last-modified': new Date().toUTCString() } };
  objects.set(keyOf(0, 'ipynb'), foreign).set(keyOf(9, 'ipynb'), foreign);
  server.puts.length = 0;
  const { exitCode, error } = await apply('--resume');
  const records = recordsOf(readFileSync(ledger, 'utf8'));
  expect(idsOf(records)).toEqual(idsOf(lines.map((line) => JSON.parse(line))));
  expect(server.puts).toEqual([]);
  expect([exitCode, error]).toEqual([
    0,
    expect.stringContaining('left out, last modified outside of the period: 2 objects\n'),
  ]);
});

test('over a complete ledger asks for nothing but the listing, and keeps the exit code of what was refused', async () => {
  const objects = new Map<string, OddObject>(
    [notebook.toString(), '{'].flatMap((body, report) => [
      [keyOf(report, 'ipynb'), { body }],
      [keyOf(report, 'html'), { body: html.toString() }],
    ]),
  );
  const server = await startOddS3(objects, { tagging: [501, ''] });
  onTestFinished(server.stop);
  const folder = temporaryFolder();
  const apply = (...more: string[]) =>
    runCli(folder, ['apply', 's3://b', '--endpoint-url', server.url, ...more]);
  expect((await apply()).exitCode).toBe(2);
  const ledger = readFileSync(join(folder, LEDGER));
  server.asked.length = 0;
  const { exitCode, error } = await apply('--resume');
  // The server knows no versions, so that objects are listed after all.
  expect(server.asked).toEqual([
    'GET ?encoding-type=url&prefix=&versions=',
    'GET ?encoding-type=url&list-type=2&prefix=',
  ]);
  expect(readFileSync(join(folder, LEDGER))).toEqual(ledger);
  expect([exitCode, error]).toEqual([2, 'left out, on record and unchanged: 4 objects, 1 of them refused\n']);
});

test('goes on from a ledger in S3 that holds nothing yet but its marker', async () => {
  const objects = new Map<string, OddObject>([[keyOf(1, 'ipynb'), { body: notebook.toString() }]]);
  const server = await startOddS3(objects, { tagging: [501, ''] });
  onTestFinished(server.stop);
  const run = (words: string[], signal = new AbortController().signal) =>
    runCli(temporaryFolder(), [...words, '--endpoint-url', server.url], { signal });
  const apply = ['apply', 's3://b/in/', '--ledger', 's3://b/ledger'];
  const stopped = await run(apply, AbortSignal.abort());
  expect([stopped.exitCode, [...objects.keys()]]).toEqual([
    130,
    [keyOf(1, 'ipynb'), 'ledger/day=0001-01-01/.profiler-opt-out-ledger'],
  ]);
  expect((await run(['audit', 's3://b/ledger'])).out).toContain('\nrecords             0\n');
  expect((await run(['audit', 's3://b/led'])).error).toContain('s3://b/led holds no ledger: ');
  const { exitCode, out, error } = await run([...apply, '--resume']);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('1 opted-out')]);
  expect(error).toContain('s3://b/ledger has nothing of s3://b/in/: all of it is processed\n');
});

describe('is refused', () => {
  test('for folders, and without a ledger', async () => {
    const { apply, folder } = await start();
    expect((await apply('--resume')).exitCode).toBe(3);
    const inFolder = await runCli(folder, ['apply', '.', '--resume']);
    expect([inFolder.exitCode, inFolder.error]).toEqual([
      64,
      'profiler-opt-out: --resume is for S3, and . is not: run again without it, which reads files again and changes none twice\n',
    ]);
    expect((await runCli(folder, ['apply', 's3://b', '--resume', '--no-ledger'])).exitCode).toBe(64);
  });
});

test('says so when the ledger is of another bucket, and processes all', async () => {
  const { apply, ledger } = await start('reports');
  await apply();
  const other = await start('other');
  writeFileSync(other.ledger, readFileSync(ledger));
  const { error } = await other.apply('--resume');
  expect(error).toContain('ledger.ndjson has nothing of s3://other/in/: all of it is processed\n');
  expect(error).toContain('left out, on record and unchanged: 0 objects\n');
  expect(other.read()).toHaveLength(REPORTS * 4);
});

test('examines again what was changed since, and pages that are to be silenced now', async () => {
  const { s3, apply } = await start();
  await apply();
  await s3.put(keyOf(5, 'ipynb'), notebook);
  const changed = await apply('--resume');
  expect(recordsOf(changed.out).map(({ object }) => object.key)).toContain(keyOf(5, 'ipynb'));
  const silenced = await apply('--resume', '--html', 'silence');
  expect(recordsOf(silenced.out).filter(({ outcome }) => outcome === 'silenced')).toHaveLength(REPORTS);
});

test('a run that is interrupted finishes what is under way, and says how to go on', async () => {
  const { s3, folder, read } = await start();
  const interruption = new AbortController();
  const words = ['apply', 's3://reports/in/', '--endpoint-url', s3.endpointUrl, '--html', 'silence'];
  const { exitCode, error } = await runCli(
    folder,
    [...words, '--ledger', 'ledger.ndjson', '--concurrency', '1', '--format', 'ndjson'],
    {
      signal: interruption.signal,
      writeOut: async () => interruption.abort(),
    },
  );
  expect(exitCode).toBe(130);
  expect(error).toContain(
    `to go on: profiler-opt-out apply s3://reports/in/ --html silence --resume --ledger ledger.ndjson --endpoint-url ${s3.endpointUrl}\n`,
  );
  const begun = read().length;
  expect(begun).toBeLessThan(REPORTS * 2);
  const resumed = await runCli(folder, [...words, '--ledger', 'ledger.ndjson', '--resume']);
  expect(resumed.error).toContain(`left out, on record and unchanged: ${begun} objects`);
  expect(new Set(idsOf(read())).size).toBe(REPORTS * 2);
});
