import { mkdirSync, writeFileSync } from 'node:fs';
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

test('a name that is no UTF-8 is a fault where records may lie under it: none is left out in silence', async () => {
  const odd = (folder: string, name: string) =>
    Buffer.concat([Buffer.from(join(folder, 'x')), Buffer.from([0xff]), Buffer.from(name)]);
  const files = { 'a.ndjson': '1', 'x\ufffd.json': '2', 'x\ufffd/b.json': '3' };
  const readable = temporaryFolder(files);
  writeFileSync(odd(readable, '.txt'), '');
  expect((await read(readable)).map(([, text]) => text)).toEqual(['1', '2', '3']);
  const folder = temporaryFolder(files);
  writeFileSync(odd(folder, '.ndjson'), '4');
  await expect(read(folder)).rejects.toThrow(
    `cannot read the ledger ${join(folder, 'x\ufffd.ndjson')}: its name is not UTF-8; rename it, then run again`,
  );
  const deep = temporaryFolder(files);
  mkdirSync(odd(join(deep, 'x\ufffd'), ''));
  await expect(read(deep)).rejects.toThrow(/its name is not UTF-8/);
});

test('a ledger that is not there is a fault that names it', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'empty'));
  await expect(read(join(folder, 'empty'))).rejects.toThrow(
    /empty is no ledger: no \.ndjson or \.json file lies in the folder/,
  );
  await expect(read(join(folder, 'none'))).rejects.toThrow(/cannot read the ledger .*none: there is no such/);
});
