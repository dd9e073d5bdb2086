import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/option-values.ts';
import { isFolder, parseLocation, Stores } from '../../src/cli/stores.ts';
import { DirectoryStore } from '../../src/files/directory-store.ts';
import { recordsOf, temporaryFolder } from '../support/cli.ts';
import { recordOf } from '../support/records.ts';

describe('a word names', () => {
  test.each([
    ['a', { kind: 'path', path: '/somewhere/a' }],
    ['/b', { kind: 'path', path: '/b' }],
    ['..', { kind: 'path', path: '/' }],
    ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '' }],
    ['s3://bucket/', { kind: 's3', bucket: 'bucket', prefix: '' }],
    ['s3://bucket/a/b\n', { kind: 's3', bucket: 'bucket', prefix: 'a/b\n' }],
  ])('%j a path or a prefix', (word, location) => {
    expect(parseLocation(word, '/somewhere')).toEqual(location);
  });

  test.each(['s3:', 's3:/bucket', 's3:///prefix'])('%j nothing', (word) => {
    expect(() => parseLocation(word, '/')).toThrow(UsageError);
  });
});

test('a folder has its own store, whose ledger takes each record once and is read back', async () => {
  const stores = new Stores({});
  expect(await stores.storeOf('file:///reports')).toBeInstanceOf(DirectoryStore);
  expect([isFolder('file:///reports'), isFolder('reports')]).toEqual([true, false]);
  const path = join(temporaryFolder(), 'ledger.ndjson');
  const record = recordOf();
  const name = await stores.withLedger({ kind: 'path', path }, async (ledger) => {
    await ledger.append(record);
    await ledger.append(record);
    return ledger.name;
  });
  expect(name).toBe(path);
  expect(recordsOf(readFileSync(path, 'utf8'))).toEqual([record]);
  const names: string[] = [];
  for await (const part of stores.readLedgers([{ kind: 'path', path }])) names.push(part.name);
  expect(names).toEqual([path]);
});
