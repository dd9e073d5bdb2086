/** Any number of records come out sorted, and none gets lost on the way over the disk. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { compareRecords } from '../../src/audit/ledger/histories.ts';
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import { LINE_LIMIT_BYTES, type Line, linesOf } from '../../src/bytes/lines.ts';
import { sortRecords } from '../../src/files/sorted-records.ts';
import { temporaryFolder } from '../support/cli.ts';
import { recordOf } from '../support/records.ts';

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* from<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const keys = fc.array(fc.string({ unit: 'binary', maxLength: 3 }), { maxLength: 40 });

test('records are sorted the same in memory and over the disk', async () => {
  await fc.assert(
    fc.asyncProperty(
      keys,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 2, max: 4 }),
      async (names, runSize, fanIn) => {
        const records = names.map((name, index) =>
          recordOf({ key: name.replace(/[\ud800-\udfff]/g, 'x'), at: new Date(index % 5) }),
        );
        const expected = records.toSorted(compareRecords);
        expect(await collect(sortRecords(from(records), runSize, fanIn))).toEqual(expected);
        expect(await collect(sortRecords(from(records)))).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

test('few files are there at once, and none when it ends, early or with a failure', async () => {
  const folder = temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const filesThere = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const records = Array.from({ length: 20 }, (_, index) => recordOf({ key: String(index) }));
  for await (const _record of sortRecords(from(records), 1, 3)) {
    // 20 records in base 3: two of 9, and two.
    expect(filesThere()).toHaveLength(4);
    break;
  }
  expect(readdirSync(folder)).toEqual([]);
  const failing = async function* (): AsyncGenerator<AuditRecord> {
    yield* records;
    throw new Error('the source failed');
  };
  await expect(collect(sortRecords(failing(), 3))).rejects.toThrow('the source failed');
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder for temporary files that is not there is a fault that names it', async () => {
  vi.stubEnv('TMPDIR', '/no/such/folder');
  onTestFinished(() => void vi.unstubAllEnvs());
  const sorted = collect(sortRecords(from([recordOf(), recordOf()]), 1));
  await expect(sorted).rejects.toMatchObject({
    name: 'Fault',
    message: expect.stringContaining('cannot sort records in /no/such/folder'),
  });
});

const chunked = (text: string, size: number) =>
  from(
    Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      Buffer.from(text).subarray(index * size, (index + 1) * size),
    ),
  );

test.each([1, 2, 3, 100])('lines are the same however the bytes come: %i at a time', async (size) => {
  const lines = await collect(linesOf(chunked('a\r\n\nbb\nccc', size)));
  expect(lines).toEqual<Line[]>([
    { number: 1, text: 'a', isEnded: true },
    { number: 3, text: 'bb', isEnded: true },
    { number: 4, text: 'ccc', isEnded: false },
  ]);
});

test('a line that is too long is told of, not held', async () => {
  const lines = await collect(linesOf(from([Buffer.alloc(LINE_LIMIT_BYTES, 'x'), Buffer.from('x\nb\n')])));
  expect(lines).toEqual([
    { number: 1, text: undefined, isEnded: true },
    { number: 2, text: 'b', isEnded: true },
  ]);
});
