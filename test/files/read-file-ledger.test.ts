import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linesIn } from '../../src/bytes/lines.ts';
import { readFileLedger } from '../../src/files/read-file-ledger.ts';
import { temporaryFolder } from '../support/cli.ts';

async function read(path: string) {
  const lines: [string, string | undefined][] = [];
  for await (const part of readFileLedger(path))
    for await (const block of part.blocks)
      for (const { text } of linesIn(block)) lines.push([part.name, text]);
  return lines;
}

test('a file is one part, whatever its name', async () => {
  const path = join(temporaryFolder({ ledger: 'a\nb' }), 'ledger');
  expect(await read(path)).toEqual([
    [path, 'a'],
    [path, 'b'],
  ]);
});

test('a folder is its .json and .ndjson files, in order', async () => {
  const folder = temporaryFolder({ 'b.ndjson': '2', 'a/day.json': '1', 'c.txt': '3' });
  expect(await read(folder)).toEqual([
    [join(folder, 'a/day.json'), '1'],
    [join(folder, 'b.ndjson'), '2'],
  ]);
});

test('a ledger that is not there is a fault that names it', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'empty'));
  await expect(read(join(folder, 'empty'))).rejects.toThrow(
    /empty is no ledger: no \.ndjson or \.json file lies in the folder/,
  );
  await expect(read(join(folder, 'none'))).rejects.toThrow(/cannot read the ledger .*none: there is no such/);
});
