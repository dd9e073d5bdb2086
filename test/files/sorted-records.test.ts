/** Any number of records come out sorted, and none gets lost on the way over the disk. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRecords } from '../../src/audit/ledger/histories.ts';
import type { RecordLine } from '../../src/audit/ledger/read-records.ts';
import type { LedgerRecord } from '../../src/audit/record/schema.ts';
import { sortRecords } from '../../src/files/sorted-records.ts';
import { renderJsonLine } from '../../src/text/safe-text.ts';
import { jobRecordOf } from '../support/job-records.ts';
import { recordOf } from '../support/records.ts';

const CHILD = new URL('sort-child.ts', import.meta.url).pathname;

const placeOf = ({ recordedAt, id }: LedgerRecord): string => `${recordedAt} ${id}`;
const linesOf = (records: readonly LedgerRecord[]): RecordLine[] =>
  records.map((record) => ({ record, text: renderJsonLine(record), place: placeOf(record) }));

async function sort(batches: AsyncIterable<readonly RecordLine[]>): Promise<LedgerRecord[]> {
  const all: LedgerRecord[] = [];
  for await (const batch of sortRecords(batches)) {
    for (const { record, place } of batch) expect(place).toBe(placeOf(record));
    all.push(...batch.map(({ record }) => record));
  }
  return all;
}

async function* inBatches(records: readonly LedgerRecord[], size = 7): AsyncGenerator<readonly RecordLine[]> {
  for (let begin = 0; begin < records.length; begin += size)
    yield linesOf(records.slice(begin, begin + size));
}

/** Texts in which an order by code units, or one that takes a separator for text, goes wrong. */
const hardTexts = fc.string({
  unit: fc.constantFrom('\0', '\u0001', '\u0002', 'a', 'b', '\u{1f600}', '\uffee', '\ud800', '\udc00'),
  maxLength: 4,
});

describe('sorting', () => {
  test('gives the order of the records, whatever the texts in their keys', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            bucket: hardTexts,
            key: hardTexts,
            day: fc.nat(3),
            id: fc.nat(3),
            isJob: fc.boolean(),
          }),
        ),
        async (all) => {
          const records = all.map(({ bucket, key, day, id, isJob }) => {
            const at = new Date(day);
            if (!isJob) return { ...recordOf({ bucket, key, at }), id: String(id) };
            const record = jobRecordOf({ at });
            return { ...record, id: String(id), object: { ...record.object, arn: bucket } };
          });
          expect(await sort(inBatches(records))).toEqual(records.toSorted(compareRecords));
        },
      ),
    );
  });

  test('gives more records than one batch holds, and none of none', async () => {
    const records = Array.from({ length: 1_234 }, (_, index) => recordOf({ key: String(index) }));
    expect(await sort(inBatches(records))).toEqual(records.toSorted(compareRecords));
    expect(await sort(inBatches([]))).toEqual([]);
  });

  test('fails as its source fails', async () => {
    const failing = async function* (): AsyncGenerator<readonly RecordLine[]> {
      yield linesOf([recordOf()]);
      throw new Error('the source failed');
    };
    await expect(sort(failing())).rejects.toThrow('the source failed');
  });
});

/** Sorts in a process of its own, which can make files of at most so many blocks. */
function sortInChild(records: number, fileLimit: string): unknown {
  const script = `trap '' XFSZ; ulimit -f ${fileLimit}; exec "$@"`;
  const words = ['-c', script, 'sh', process.execPath, CHILD, String(records)];
  const child = spawnSync('sh', words, { encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return JSON.parse(child.stdout);
}

describe('the disk', () => {
  test('is not touched by a small ledger', () => {
    expect(sortInChild(10_000, '0')).toEqual({ count: 10_000, isSorted: true, files: 0, left: 0 });
  });

  test('holds a large one in files that have no name, and nothing afterwards', () => {
    expect(sortInChild(50_000, 'unlimited')).toEqual({ count: 50_000, isSorted: true, files: 2, left: 0 });
  });

  test('that cannot take it is a fault that says where and what to do', () => {
    expect(sortInChild(50_000, '100')).toEqual({
      fault:
        'cannot sort records in the folder for temporary files (TMPDIR, else /var/tmp): disk I/O error: check the disk, or set TMPDIR; then run again',
    });
  });
});
