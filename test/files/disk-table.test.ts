/** A table on the disk answers as a Map does, and says what to do when there is no room. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiskTable } from '../../src/files/disk-table.ts';

const CHILD = new URL('table-child.ts', import.meta.url).pathname;

const hardTexts = fc.string({
  unit: fc.constantFrom('\0', '\u0001', 'a', 'b', 'ÿ', '\u{1f600}'),
  maxLength: 3,
});

test('answers as a Map does, whatever the keys and texts', () => {
  const steps = fc.array(fc.record({ key: hardTexts, text: fc.option(hardTexts, { nil: undefined }) }));
  fc.assert(
    fc.property(steps, (all) => {
      const [table, map] = [new DiskTable(), new Map<string, string>()];
      for (const { key, text } of all) {
        for (const each of [table, map])
          if (text === undefined) each.delete(key);
          else each.set(key, text);
      }
      for (const { key } of all)
        expect([table.has(key), table.get(key)]).toEqual([map.has(key), map.get(key)]);
      table.close();
    }),
  );
});

test('keeps more than its memory has room for', () => {
  const table = new DiskTable();
  const text = 'x'.repeat(1000);
  for (let index = 0; index < 10_000; index += 1) table.set(`key ${index}`, `${text} ${index}`);
  for (let index = 0; index < 10_000; index += 997)
    expect(table.get(`key ${index}`)).toBe(`${text} ${index}`);
  table.close();
});

/** Fills a table in a process of its own, which can make files of at most so many blocks. */
function fillInChild(texts: number, fileLimit: string): string {
  const script = `trap '' XFSZ; ulimit -f ${fileLimit}; exec "$@"`;
  const words = ['-c', script, 'sh', process.execPath, CHILD, String(texts)];
  const child = spawnSync('sh', words, { encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return child.stdout;
}

test('touches the disk only when it is large, and says what to do when there is no room', () => {
  expect(fillInChild(10_000, '0')).toBe('no fault\n');
  expect(fillInChild(200_000, '100')).toBe(
    'Fault: cannot keep what is on record in the folder for temporary files (TMPDIR, else /var/tmp): disk I/O error: check the disk, or set TMPDIR; then run again\n',
  );
});
