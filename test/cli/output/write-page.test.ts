/** The page's file: whole or not at all. */
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { recordOf } from '../../support/records.ts';

const BIN = new URL('../../../src/cli/bin.ts', import.meta.url).pathname;
const ledger = `${renderJsonLine(recordOf())}\n`;

test('a page takes the place of the one before, and nothing is left beside it', async () => {
  const folder = temporaryFolder({ l: ledger, 'page.html': 'old' });
  expect((await runCli(folder, ['audit', 'l', '--page', 'page.html'])).exitCode).toBe(0);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>.*<\/html>\n$/is);
  expect(readdirSync(folder).sort()).toEqual(['l', 'page.html']);
});

test('a page takes the place of a link, and what it leads to stays', async () => {
  const folder = temporaryFolder({ l: ledger, other: 'old' });
  symlinkSync('other', join(folder, 'page.html'));
  await runCli(folder, ['audit', 'l', '--page', 'page.html']);
  expect(lstatSync(join(folder, 'page.html')).isFile()).toBe(true);
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('old');
});

test('a page for which there is no room leaves the one before as it was', () => {
  const folder = temporaryFolder({ l: ledger, 'page.html': 'old' });
  const script = 'trap "" XFSZ; ulimit -f 10; exec "$@"';
  const words = ['-c', script, 'sh', process.execPath, BIN, 'audit', 'l', '--page', 'page.html'];
  const { status, stderr } = spawnSync('sh', words, { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([3, expect.stringMatching(/cannot write the page .*page\.html: /)]);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['l', 'page.html']);
});
