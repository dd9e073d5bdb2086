/**
 * A restoration in S3 leaves nothing on the object that tells of it, so a crash between the object and its record is made
 * up for from the ledger. A crash is played by taking records away again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { makeReport } from '../../support/reports/report-files.ts';
import { type OddObject, startOddS3 } from '../../support/servers/odd-s3.ts';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const REPORTS = 3;
const report = makeReport('one');
type Record = ReturnType<typeof recordsOf>[number];

/** What is the same however often a run was cut off: all but times, and who put the bytes back. */
function lasting({
  recordedAt: _at,
  digest: _digest,
  detail: _detail,
  object,
  html,
  ...rest
}: Record): Record {
  const { optedOutAt: _optedOutAt, ...evidence } = html ?? {};
  return { ...rest, object: { ...object, lastModified: undefined }, html: evidence };
}
const byId = (records: readonly Record[]) => records.map(lasting).sort((a, b) => (a.id < b.id ? -1 : 1));

/** Reports in a bucket without versions, opted out and silenced, as `s3://b/in/` and with a ledger of that. */
async function applied(ledger: string) {
  const objects = new Map<string, OddObject>(
    Array.from({ length: REPORTS }).flatMap((_, at) => [
      [`in/${at}/profiler-output/profiler-report.html`, { body: report.html.toString() }],
      [`in/${at}/profiler-output/profiler-report.ipynb`, { body: report.notebook.toString() }],
    ]),
  );
  const before = new Map([...objects].map(([key, { body }]) => [key, body]));
  const oddities: { put?: (key: string) => readonly [number, string] | undefined } = {};
  const server = await startOddS3(objects, { tagging: [501, ''], put: (key) => oddities.put?.(key) });
  onTestFinished(server.stop);
  const folder = temporaryFolder();
  const run = (...words: string[]) =>
    runCli(folder, [...words, '--ledger', ledger, '--endpoint-url', server.url, '--format', 'ndjson']);
  await run('apply', 's3://b/in/', '--html', 'silence');
  const file = join(folder, ledger);
  const isInS3 = ledger.startsWith('s3:');
  const recordKeys = () =>
    [...objects.keys()].filter((key) => key.startsWith('ledger/') && key.endsWith('json'));
  return {
    folder,
    objects,
    run,
    isAsBefore: () => [...before].every(([key, body]) => objects.get(key)?.body === body),
    records: (): Record[] =>
      isInS3
        ? recordKeys().flatMap((key) => recordsOf(objects.get(key)?.body ?? ''))
        : recordsOf(readFileSync(file, 'utf8')),
    /** Takes away the records that the filter finds. */
    lose: (isLost: (record: Record) => boolean) => {
      if (!isInS3) {
        const lines = recordsOf(readFileSync(file, 'utf8')).filter((record) => !isLost(record));
        writeFileSync(file, lines.map((record) => `${JSON.stringify(record)}\n`).join(''));
      }
      for (const key of recordKeys())
        if (isLost(JSON.parse(objects.get(key)?.body ?? ''))) objects.delete(key);
    },
  };
}

test.each([
  ['ledger.ndjson', 's3://b/in/'],
  ['ledger.ndjson', 'ledger.ndjson'],
  ['s3://b/ledger/', 's3://b/in/'],
  ['s3://b/ledger/', 's3://b/ledger/'],
])('with the ledger %s, from %s: each restoration is on record, once', async (ledger, source) => {
  const { run, records, lose, isAsBefore } = await applied(ledger);
  expect((await run('restore', source)).error).toContain(`${REPORTS * 2} restored\n`);
  const undisturbed = byId(records());
  expect(undisturbed).toHaveLength(REPORTS * 4);
  lose(({ outcome, object }) => outcome === 'restored' && !object.key.startsWith('in/0/'));
  const again = await run('restore', source);
  expect([again.exitCode, again.out]).toEqual([0, '']);
  expect(again.error).toContain('already as before, and left so: 6 objects\n');
  expect(byId(records())).toEqual(undisturbed);
  await run('restore', source);
  expect(byId(records())).toEqual(undisturbed);
  expect(isAsBefore()).toBe(true);
});

test('in a ledger that has not seen the opting out, what was rewritten is on record first', async () => {
  const { run, records, lose } = await applied('ledger.ndjson');
  lose(() => true);
  expect((await run('restore', 's3://b/in/')).error).toContain(`${REPORTS * 2} restored\n`);
  const undisturbed = byId(records());
  expect(new Set(undisturbed.map(({ outcome }) => outcome))).toEqual(
    new Set(['opted-out', 'silenced', 'restored']),
  );
  lose(({ outcome }) => outcome === 'restored');
  await run('restore', 's3://b/in/');
  expect(byId(records())).toEqual(undisturbed);
});

test('kept in another ledger than is restored from, it is on record there once', async () => {
  const { folder, run, records } = await applied('s3://b/ledger/');
  const source = join(folder, 'source.ndjson');
  writeFileSync(
    source,
    records()
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  await run('restore', source);
  const undisturbed = byId(records());
  await run('restore', source);
  expect(byId(records())).toEqual(undisturbed);
});

test('what is neither as before nor as it was left is refused, and what is gone counts, unless it had been put back', async () => {
  const { objects, run } = await applied('ledger.ndjson');
  const [changed, gone, restored] = [0, 1, 2].map((at) => `in/${at}/profiler-output/profiler-report.ipynb`);
  await run('restore', 's3://b/in/2/');
  objects.set(changed ?? '', { body: '{}' });
  for (const key of [gone, restored]) objects.delete(key ?? '');
  const { exitCode, out, error } = await run('restore', 'ledger.ndjson');
  expect(exitCode).toBe(2);
  expect(recordsOf(out).map(({ outcome, object }) => [object.key, outcome])).toContainEqual([
    gone,
    'missing',
  ]);
  expect(recordsOf(out).map(({ object }) => object.key)).not.toContain(restored);
  expect(error).toContain(
    'not restored, since nothing is where the ledger says: 1 object; if files were moved,',
  );
  expect(error).toContain('\n1 missing, 1 refused, 2 restored\n');
});
