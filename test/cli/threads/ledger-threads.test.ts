/** Ledgers are read in threads, and nobody can tell by what comes out. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LedgerPart, type PlacedRecord, readRecords } from '../../../src/audit/ledger/read-records.ts';
import { withDigest } from '../../../src/audit/record/digest.ts';
import { isOfTrainingJob } from '../../../src/audit/record/record-kind.ts';
import { linesOf, MAX_LINE_BYTES } from '../../../src/bytes/lines.ts';
import { sortInThreads } from '../../../src/cli/threads/ledger-threads.ts';
import { sortRecords } from '../../../src/files/sorted-records.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { runCli } from '../../support/cli.ts';
import { recordsOfJobs } from '../../support/job-records.ts';
import { recordOf } from '../../support/records.ts';
import { manyRecords } from '../../support/reports/page-cases.ts';
import { recordsOfRuns } from '../../support/run-records.ts';

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
    yield { name: `ledger ${index}`, lines: linesOf(bytesOf(texts)) };
  }
}

async function* bytesOf(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** All that comes out of a way of sorting: records, notices, and the buckets that they name. */
async function outcomeOf(
  files: readonly File[],
  sort: (
    parts: AsyncIterable<LedgerPart>,
    notices: Parameters<typeof readRecords>[1],
    buckets: Set<string>,
  ) => AsyncIterable<readonly PlacedRecord[]>,
) {
  const notices: string[] = [];
  const buckets = new Set<string>();
  const records: PlacedRecord[] = [];
  const sorted = sort(
    partsOf(files),
    {
      onBadLine: async (place, why) => void notices.push(`${place}: ${why}`),
      onTornLine: async (place) => void notices.push(`${place}: torn`),
      onCutLine: async (place, text) => void notices.push(`${place}: cut: ${text}`),
    },
    buckets,
  );
  for await (const batch of sorted) records.push(...batch);
  return { records, notices, buckets: [...buckets].sort() };
}

const inThreads = (files: readonly File[]) =>
  outcomeOf(files, (parts, notices, buckets) =>
    sortInThreads(parts, notices, {
      threads: THREADS,
      signal: new AbortController().signal,
      onBuckets: (names) => {
        for (const name of names) buckets.add(name);
      },
    }),
  );

const inOneThread = (files: readonly File[]) =>
  outcomeOf(files, (parts, notices, buckets) =>
    sortRecords(
      (async function* () {
        for await (const batch of readRecords(parts, notices)) {
          for (const { record } of batch) if (!isOfTrainingJob(record)) buckets.add(record.object.bucket);
          yield batch;
        }
      })(),
    ),
  );

const placed = ({ record, place }: PlacedRecord) => [record, place];

describe('sorting in threads', () => {
  test('gives the same records, places and notices as in one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 3 }), async (files) => {
        const [one, two] = [await inOneThread(files), await inThreads(files)];
        expect(two.notices).toEqual(one.notices);
        expect(two.buckets).toEqual(one.buckets);
        expect(two.records.map(placed)).toEqual(one.records.map(placed));
      }),
      { numRuns: 6 },
    );
  });

  test('gives more records than an answer holds', async () => {
    const chunks = [0, 1, 2, 3].map((piece) =>
      Array.from({ length: 400 }, (_, index) =>
        renderJsonLine(recordOf({ key: `k${(index * 7) % 400}-${piece}` })),
      ),
    );
    const [one, two] = [await inOneThread([{ chunks, torn: '' }]), await inThreads([{ chunks, torn: '' }])];
    expect(two.records).toHaveLength(1_600);
    expect(two.records.map(placed)).toEqual(one.records.map(placed));
  });

  test('fails as its source fails', async () => {
    const failing = async function* (): AsyncGenerator<LedgerPart> {
      yield* partsOf([{ chunks: [GOOD], torn: '' }]);
      throw new Error('the source failed');
    };
    const sorted = sortInThreads(
      failing(),
      { onBadLine: async () => {}, onTornLine: async () => {}, onCutLine: async () => {} },
      { threads: THREADS, signal: new AbortController().signal, onBuckets: () => {} },
    );
    await expect(sorted.next()).rejects.toThrow('the source failed');
  });

  test('on a disk that cannot take it is the fault that one thread gives', () => {
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
});

describe('audit of a large ledger', () => {
  const records = [...manyRecords(10_000, '-a'), ...manyRecords(10_000, '-b')];
  const disputed = firstRun && withDigest({ ...firstRun, report: { ...firstRun.report, folder: 'in/' } });

  test.each(['table', 'ndjson', 'csv'])('shows the same %s with threads', async (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-ledger-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const lines = [...records, firstRun, firstRun, disputed].map((record) => renderJsonLine(record));
    writeFileSync(join(folder, 'ledger.ndjson'), `${lines.reverse().join('\n')}\nno record\n`);
    const words = ['audit', 'ledger.ndjson', '--format', format];
    const [one, two] = [await runCli(folder, words), await runCli(folder, words, { threads: THREADS })];
    expect(two).toEqual(one);
    expect(one.exitCode).toBe(2);
  });
});
