import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { AttributeCopier } from '../../src/files/attribute-copier.ts';
import { statsOf, temporaryFolder } from '../support/cli.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

// What it copies beside the mode needs more than Node to be seen: test/checks/attributes looks at it.
test('new files are like the old ones, whatever their names, many at a time', async () => {
  const names = ["a b'c", '$(d)', '-e', 'f\ng', 'ü'];
  const folder = temporaryFolder(Object.fromEntries(names.map((name) => [name, 'x'])));
  for (const [index, name] of names.entries()) chmodSync(join(folder, name), 0o600 + index);
  const copier = new AttributeCopier();
  const copied = names.map((name) => copier.createLike(join(folder, name), join(folder, `${name}.new`)));
  expect(await Promise.all(copied)).toEqual(names.map(() => 'copied'));
  for (const [index, name] of names.entries())
    expect(Number(statsOf(join(folder, `${name}.new`)).mode) & 0o777).toBe(0o600 + index);
});

test('what cannot be copied is told, and the next one can', async () => {
  const folder = temporaryFolder({ a: '' });
  const copier = new AttributeCopier();
  expect(await copier.createLike(join(folder, 'none'), join(folder, 'new'))).toBe('failed');
  expect(await copier.createLike(join(folder, 'a'), join(folder, 'none/new'))).toBe('failed');
  expect(await copier.createLike(join(folder, 'a'), join(folder, 'new'))).toBe('copied');
});

test('on macOS its own cp is called', async () => {
  const folder = temporaryFolder({ a: 'bytes' });
  expect(await new AttributeCopier('darwin').createLike(join(folder, 'a'), join(folder, 'b'))).toBe('copied');
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

test('without a shell, or a cp that can do it, there is no new file', async () => {
  const folder = temporaryFolder({ a: '' });
  vi.stubEnv('PATH', join(folder, 'none'));
  const copier = new AttributeCopier();
  expect(await copier.createLike(join(folder, 'a'), join(folder, 'b'))).toBe('unsupported');
  expect(await copier.createLike(join(folder, 'a'), join(folder, 'b'))).toBe('unsupported');
  expect(readdirSync(folder)).toEqual(['a']);
});
