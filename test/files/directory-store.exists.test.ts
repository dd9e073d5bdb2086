import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bucketOfFolder, DirectoryStore } from '../../src/files/directory-store.ts';
import { temporaryFolder } from '../support/cli.ts';

test('a file or link is there when it is there by name, whether or not it can be read', async () => {
  const folder = temporaryFolder({ 'a/file': '' });
  symlinkSync('nowhere', join(folder, 'a/link'));
  const exists = (key: string) => new DirectoryStore().exists({ bucket: bucketOfFolder(folder), key });
  expect(await exists('a/file')).toBe(true);
  expect(await exists('a/link')).toBe(true);
  expect(await exists('a/none')).toBe(false);
  expect(await exists('a/file/below')).toBe(false);
  await expect(exists(`a/${'x'.repeat(300)}`)).rejects.toMatchObject({
    name: 'Fault',
  });
});
