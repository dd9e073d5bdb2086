/** Ledgers are read in threads, and nobody can tell by what comes out. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compareRecords } from '../../../../src/audit/ledger/histories.ts';
import {
  type LedgerNotices,
  type LedgerPart,
  type PlacedRecord,
  readRecords,
} from '../../../../src/audit/ledger/read-records.ts';
import { withDigest } from '../../../../src/audit/record/digest.ts';
import { isOfTrainingJob } from '../../../../src/audit/record/record-kind.ts';
import type { LedgerRecord } from '../../../../src/audit/record/schema.ts';
import { blocksOf, MAX_LINE_BYTES } from '../../../../src/bytes/lines.ts';
import type { KeptText } from '../../../../src/files/sorting/line-sorter.ts';
import { sortLedgers } from '../../../../src/files/sorting/threads/sort-ledgers.ts';
import { canonicalJson } from '../../../../src/text/canonical-json.ts';
import { renderJsonLine } from '../../../../src/text/safe-text.ts';
import { runCli } from '../../../support/cli.ts';
import { recordsOfJobs } from '../../../support/job-records.ts';
import { recordOf } from '../../../support/records.ts';
import { manyRecords } from '../../../support/reports/page-cases.ts';
import { recordsOfRuns } from '../../../support/run-records.ts';

const THREADS = 2;
const [firstRun] = await recordsOfRuns();
const CHILD = new URL('ledger-child.ts', import.meta.url).pathname;

/** Lines of all kinds; some twice, so that equal records come from both threads. */
const GOOD = [
  ...(await recordsOfRuns()),
  ...recordsOfJobs,
  recordOf({ key: 'a\u{1f600}/b' }),
  recordOf({ key: 'a\uffee/b' }),
].map((record) => renderJsonLine(record));
const BAD = [
  'no JSON',
  '{}',
  '',
  '  ',
  GOOD[0]?.replace('"id":"', '"id":"0') ?? '',
  'x'.repeat(MAX_LINE_BYTES + 1),
];
const line = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...GOOD) }, fc.constantFrom(...BAD));
/** A file of chunks that are cut anywhere at line ends; the last line may be cut off. */
const file = fc.record({
  chunks: fc.array(fc.array(line, { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
  torn: fc.constantFrom('', 'no JSON', GOOD[0]?.slice(0, 90) ?? ''),
});
type File = typeof file extends fc.Arbitrary<infer Value> ? Value : never;

async function* partsOf(files: readonly File[]): AsyncGenerator<LedgerPart> {
  for (const [index, { chunks, torn }] of files.entries()) {
    const texts = [...chunks.map((lines) => lines.map((text) => `${text}\n`).join('')), torn];
    yield { name: `ledger ${index}`, blocks: blocksOf(bytesOf(texts)) };
  }
}

async function* bytesOf(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** What comes out: records, their places and canonical texts, notices, and the buckets that they name. */
interface Outcome {
  readonly records: readonly (readonly [record: LedgerRecord, canonical: string, place: string])[];
  readonly notices: readonly string[];
  readonly buckets: readonly string[];
}

function noticesFor(notices: string[]): LedgerNotices {
  return {
    onBadLine: async (place, why) => void notices.push(`${place}: ${why}`),
    onTornLine: async (place) => void notices.push(`${place}: torn`),
    onCutLine: async (place, text) => void notices.push(`${place}: cut: ${text}`),
  };
}

async function sorted(files: readonly File[], threads: number, keptText: KeptText): Promise<Outcome> {
  const notices: string[] = [];
  const buckets = new Set<string>();
  const records: Outcome['records'][number][] = [];
  const batches = sortLedgers(partsOf(files), noticesFor(notices), {
    threads,
    keptText,
    signal: new AbortController().signal,
    onBuckets: (names) => {
      for (const name of names) buckets.add(name);
    },
  });
  for await (const batch of batches)
    for (const { record, canonical, place } of batch) records.push([record, canonical, place]);
  return { records, notices, buckets: [...buckets].sort() };
}

/** The same without threads and without bytes. */
async function sortedPlainly(files: readonly File[]): Promise<Outcome> {
  const notices: string[] = [];
  const placed: PlacedRecord[] = [];
  for await (const batch of readRecords(partsOf(files), noticesFor(notices))) placed.push(...batch);
  const buckets = new Set(
    placed.flatMap(({ record }) => (isOfTrainingJob(record) ? [] : [record.object.bucket])),
  );
  const records = placed
    .sort((a, b) => compareRecords(a.record, b.record))
    .map(({ record, place }) => [record, canonicalJson(record), place] as const);
  return { records, notices, buckets: [...buckets].sort() };
}

/** Tells the order of fields, too. */
const asText = ({ records }: Outcome): string => JSON.stringify(records);

describe.each([1, THREADS])('sorting in %i threads', (threads) => {
  test('gives all records, places and notices in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 3 }), async (files) => {
        const expected = await sortedPlainly(files);
        const asWritten = await sorted(files, threads, 'text');
        expect(asWritten).toEqual(expected);
        expect(asText(asWritten)).toBe(asText(expected));
        expect(await sorted(files, threads, 'canonical')).toEqual(expected);
      }),
      { numRuns: threads === 1 ? 20 : 3 },
    );
  });

  test('gives more records than an answer holds, with another thread beside', async () => {
    const chunks = [0, 1, 2, 3].map((piece) =>
      Array.from({ length: 400 }, (_, index) =>
        renderJsonLine(recordOf({ key: `k${(index * 7) % 400}-${piece}` })),
      ),
    );
    const files = [{ chunks, torn: '' }];
    expect(await sorted(files, threads + 1, 'canonical')).toEqual(await sortedPlainly(files));
  });

  test('fails as its source fails', async () => {
    const failing = async function* (): AsyncGenerator<LedgerPart> {
      yield* partsOf([{ chunks: [GOOD], torn: '' }]);
      throw new Error('the source failed');
    };
    const batches = sortLedgers(failing(), noticesFor([]), {
      threads,
      keptText: 'text',
      signal: new AbortController().signal,
      onBuckets: () => {},
    });
    await expect(batches.next()).rejects.toThrow('the source failed');
  });
});

test('on a disk that cannot take it, a thread gives the fault that one gives', () => {
  const script = `trap '' XFSZ; ulimit -f 100; exec "$@"`;
  const child = spawnSync('sh', ['-c', script, 'sh', process.execPath, CHILD], { encoding: 'utf8' });
  expect(child.stderr).toBe('');
  expect(JSON.parse(child.stdout)).toEqual({
    fault:
      'cannot sort records in the folder for temporary files (TMPDIR, else /var/tmp): disk I/O error: check the disk, or set TMPDIR; then run again',
    code: 'input-output',
    retryable: true,
  });
});

describe('audit of a large ledger', () => {
  const records = [...manyRecords(10_000, '-a'), ...manyRecords(10_000, '-b')];
  const disputed = firstRun && withDigest({ ...firstRun, report: { ...firstRun.report, folder: 'in/' } });

  test.each([
    ['--format', 'table'],
    ['--format', 'ndjson'],
    ['--format', 'csv'],
    ['--from', '2023-03-01', '--to', '2024-09-05'],
  ])('shows the same with threads: %s %s', async (...options) => {
    const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-ledger-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const lines = [...records, firstRun, firstRun, disputed].map((record) => renderJsonLine(record));
    writeFileSync(join(folder, 'ledger.ndjson'), `${lines.reverse().join('\n')}\nno record\n`);
    const words = ['audit', 'ledger.ndjson', ...options];
    const [one, two] = [await runCli(folder, words), await runCli(folder, words, { threads: THREADS })];
    expect(two).toEqual(one);
    expect(one.exitCode).toBe(2);
  });

  test('takes lines that are as long as a line may be, and no records', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-ledger-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const long = ['x', 'é', '[{},{}],'].map((text) => text.repeat(MAX_LINE_BYTES / Buffer.byteLength(text)));
    const valid = `[${'{},'.repeat(MAX_LINE_BYTES / 3 - 2)}{}]`;
    const lines = [...long, ...Array(4).fill(valid), renderJsonLine(recordOf())];
    writeFileSync(join(folder, 'ledger.ndjson'), lines.map((line) => `${line}\n`).join(''));
    const words = ['audit', 'ledger.ndjson'];
    const [one, two] = [await runCli(folder, words), await runCli(folder, words, { threads: THREADS })];
    expect(two).toEqual(one);
    expect(one.exitCode).toBe(2);
  });
});
