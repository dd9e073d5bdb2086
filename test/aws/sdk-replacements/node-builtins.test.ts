/** What stands in the bundles of the functions for modules of Node answers as those do, and loads them when it has to. */
import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import * as replacement from '../../../src/aws/sdk-replacements/node-builtins.ts';

const BYTES = new TextEncoder().encode('some bytes');

test("what is a function of Node's is that function", () => {
  const { createHash, createHmac, hash, randomInt, randomUUID } = replacement;
  expect(crypto).toMatchObject({ createHash, createHmac, hash, randomInt, randomUUID });
  const { createReadStream, fstatSync, lstatSync } = replacement;
  expect(fs).toMatchObject({ createReadStream, fstatSync, lstatSync });
  expect(replacement.env).toBe(process.env);
  expect(replacement.versions).toBe(process.versions);
});

test('random values are put into the array that is given', () => {
  const array = new Uint8Array(64);
  expect(replacement.getRandomValues(array)).toBe(array);
  expect(array.some((value) => value !== 0)).toBe(true);
});

test('files are read as node:fs/promises reads them', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'node-builtins-'));
  try {
    const path = join(folder, 'file');
    fs.writeFileSync(path, BYTES);
    expect(await replacement.readFile(path, 'utf8')).toBe('some bytes');
    expect(await replacement.default.readFile(path)).toEqual(Buffer.from(BYTES));
    await expect(replacement.readFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

/** As JavaScript asks, in which `instanceof` takes what is no function. */
const isReadStream = (value: unknown): boolean => value instanceof (replacement.ReadStream as never);

test('a stream of a file is told from other bodies', () => {
  const stream = replacement.createReadStream(import.meta.filename);
  stream.destroy();
  expect(isReadStream(stream)).toBe(true);
  expect(isReadStream(BYTES)).toBe(false);
});

test('checksums go on from a value as those of node:zlib do', () => {
  expect(replacement.crc32(BYTES)).toBe(zlib.crc32(BYTES));
  expect(replacement.crc32(BYTES, 7)).toBe(zlib.crc32(BYTES, 7));
  expect(replacement.crc32(BYTES, 0)).not.toBe(zlib.crc32(BYTES, 7));
});

test('a process that has only imported it has loaded nothing of files and zlib', () => {
  const path = new URL('../../../src/aws/sdk-replacements/node-builtins.ts', import.meta.url).href;
  const loadedAfter = (code: string): string[] =>
    JSON.parse(
      spawnSync(process.execPath, [
        '--eval',
        `const before = new Set(process.moduleLoadList);
         import(${JSON.stringify(path)}).then(async (replacement) => {
           ${code};
           console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))));
         });`,
      ]).stdout.toString(),
    );
  const later = [
    'NativeModule zlib',
    'NativeModule internal/fs/streams',
    'NativeModule internal/process/report',
  ];
  expect(later.filter((name) => loadedAfter('').includes(name))).toEqual([]);
  expect(loadedAfter('')).toContain('NativeModule crypto');
  expect(loadedAfter('replacement.crc32("text")')).toContain('NativeModule zlib');
});
