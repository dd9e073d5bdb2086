/** Any number of entries come out sorted, and none gets lost on the way over the disk. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRecords } from '../../../src/audit/ledger/histories.ts';
import type { LedgerRecord } from '../../../src/audit/record/schema.ts';
import { type Entry, entriesIn } from '../../../src/files/sorting/entries.ts';
import { RunMerger } from '../../../src/files/sorting/run-merger.ts';
import { sortKeyOf } from '../../../src/files/sorting/sort-key.ts';
import { SortedRuns } from '../../../src/files/sorting/sorted-runs.ts';
import { jobRecordOf } from '../../support/job-records.ts';
import { recordOf } from '../../support/records.ts';

const CHILD = new URL('sort-child.ts', import.meta.url).pathname;
const ROOMY = 1_000_000;

/** The entries as they come out when each list is sorted by itself, and all are merged. */
function sort(lists: readonly (readonly Entry[])[], memoryBytes: number): Omit<Entry, 'key'>[] {
  const sorters = lists.map((entries) => {
    const sorter = new SortedRuns(memoryBytes);
    for (const entry of entries) sorter.add(entry);
    return sorter;
  });
  try {
    const merger = new RunMerger(sorters.flatMap((sorter) => sorter.finish()));
    const all: Omit<Entry, 'key'>[] = [];
    for (let bytes = merger.next(); bytes.length > 0; bytes = merger.next())
      all.push(...entriesIn(Buffer.from(bytes)));
    return all;
  } finally {
    for (const sorter of sorters) sorter.close();
  }
}

/** The same in another way. */
const sortPlainly = (lists: readonly (readonly Entry[])[]): Omit<Entry, 'key'>[] =>
  lists
    .flat()
    .sort((a, b) =>
      a.key === b.key ? a.part - b.part || a.line - b.line : Buffer.compare(bytesOf(a.key), bytesOf(b.key)),
    )
    .map(({ key: _, ...entry }) => entry);

const bytesOf = (key: string): Buffer => Buffer.from(key, 'latin1');

/** Lists of lines as threads are given them: each line once, in order. */
const lists = fc
  .array(
    fc.record({
      key: fc.string({ unit: fc.constantFrom('\0', 'a', 'b', 'ÿ'), maxLength: 3 }),
      text: fc
        .string({ unit: fc.constantFrom('a', 'é', '\u{1f600}', '\n'), maxLength: 40 })
        .map((text) => Buffer.from(text)),
      part: fc.nat(2),
      list: fc.nat(2),
    }),
    { maxLength: 60 },
  )
  .map((all) =>
    [0, 1, 2].map((own) =>
      all
        .map(({ list, ...entry }, line) => ({ ...entry, line, list }))
        .filter(({ list }) => list === own)
        .map(({ list: _, ...entry }): Entry => entry)
        .sort((a, b) => a.part - b.part || a.line - b.line),
    ),
  );

describe('sorting', () => {
  test.each([ROOMY, 400, 1])('in %i bytes gives all entries in order', (memoryBytes) => {
    fc.assert(
      fc.property(lists, (given) => {
        expect(sort(given, memoryBytes)).toEqual(sortPlainly(given));
      }),
    );
  });

  test('gives long texts as they are, larger than what is written, read or answered at once', () => {
    const texts = [300_000, 10, 70_000, 5_000, 1_200_000].map((length) =>
      Buffer.from('\u{1f600}'.repeat(length / 2)),
    );
    const entries = texts.map((text, line) => ({
      key: `${9 - line}`,
      part: 2 ** 31,
      line: 2 ** 40 + line,
      text,
    }));
    for (const memoryBytes of [ROOMY, 100_000])
      expect(sort([entries], memoryBytes)).toEqual(sortPlainly([entries]));
  });
});

/** Texts in which an order by code units, or one that takes a separator for text, goes wrong. */
const hardTexts = fc.string({
  unit: fc.constantFrom('\0', '\u0001', '\u0002', 'a', 'b', '\u{1f600}', '\uffee', '\ud800', '\udc00'),
  maxLength: 4,
});

test('sort keys have the order of the records, whatever the texts in them', () => {
  const records = fc
    .record({ bucket: hardTexts, key: hardTexts, day: fc.nat(3), id: fc.nat(3), isJob: fc.boolean() })
    .map(({ bucket, key, day, id, isJob }): LedgerRecord => {
      const at = new Date(day);
      if (!isJob) return { ...recordOf({ bucket, key, at }), id: String(id) };
      const record = jobRecordOf({ at });
      return { ...record, id: String(id), object: { ...record.object, arn: bucket } };
    });
  fc.assert(
    fc.property(records, records, (a, b) => {
      const [keyA, keyB] = [sortKeyOf(a), sortKeyOf(b)];
      expect(Math.sign(Number(keyA > keyB) - Number(keyA < keyB))).toBe(Math.sign(compareRecords(a, b)));
      expect(keyA).not.toMatch(/[^\0-\u00ff]/);
    }),
    { numRuns: 1_000 },
  );
});

describe('stretches', () => {
  /** The names of objects in the order of their records, stretch by stretch. */
  function stretchesOf(records: readonly LedgerRecord[], textBytes: number): string[][] {
    const sorter = new SortedRuns(ROOMY);
    for (const [line, record] of records.entries())
      sorter.add({
        key: sortKeyOf(record),
        part: 0,
        line,
        text: Buffer.from(String(line).padEnd(textBytes)),
      });
    const merger = new RunMerger(sorter.finish());
    const stretches: string[][] = [];
    for (let bytes = merger.nextObjects(); bytes.length > 0; bytes = merger.nextObjects())
      stretches.push(
        Array.from(entriesIn(Buffer.from(bytes)), ({ line }) => {
          const { object } = records[line] ?? recordOf();
          return 'arn' in object ? object.arn : `${object.bucket} ${object.key}`;
        }),
      );
    sorter.close();
    return stretches;
  }

  test.each([1, 3, 40])('hold all records of an object, be it of %i', (count) => {
    const records = Array.from({ length: 60 }, (_, index) => {
      const at = new Date(index);
      const name = String(Math.floor(index / count)).padStart(3, '0');
      return index < 12 ? jobRecordOf({ at }) : recordOf({ key: `${name}\0\u0001`, at });
    });
    const stretches = stretchesOf(records, 100_000);
    expect(stretches.length).toBeGreaterThan(1);
    expect(stretches.flat()).toEqual(
      records
        .toSorted(compareRecords)
        .map(({ object }) => ('arn' in object ? object.arn : `b ${object.key}`)),
    );
    const heads = stretches.flatMap((names) => [...new Set(names)]);
    expect(new Set(heads).size).toBe(heads.length);
  });

  test('of nothing are none', () => {
    expect(stretchesOf([], 1)).toEqual([]);
  });
});

/** Sorts in a process of its own, which can make files of at most so many blocks. */
function sortInChild(entries: number, fileLimit: string, environment: NodeJS.ProcessEnv = {}): unknown {
  const script = `trap '' XFSZ; ulimit -f ${fileLimit}; exec "$@"`;
  const words = ['-c', script, 'sh', process.execPath, CHILD, String(entries)];
  const env = { ...process.env, ...environment };
  const child = spawnSync('sh', words, { encoding: 'utf8', env });
  expect(child.stderr).toBe('');
  return JSON.parse(child.stdout);
}

describe('the disk', () => {
  test('is not touched by what fits into memory', () => {
    expect(sortInChild(10_000, '0')).toEqual({ count: 10_000, isSorted: true, files: 0, left: 0 });
  });

  test('holds more in a file that has no name, and nothing afterwards', () => {
    expect(sortInChild(50_000, 'unlimited')).toEqual({ count: 50_000, isSorted: true, files: 1, left: 0 });
  });

  test.each(['', '/proc/none'])('is found where TMPDIR is %j', (TMPDIR) => {
    expect(sortInChild(50_000, 'unlimited', { TMPDIR })).toMatchObject({ count: 50_000, files: 1 });
  });

  test('that cannot take it is a fault that says where and what to do', () => {
    expect(sortInChild(50_000, '100')).toEqual({
      fault:
        'cannot sort records in the folder for temporary files (TMPDIR, else /var/tmp): disk I/O error: check the disk, or set TMPDIR; then run again',
    });
  });
});
