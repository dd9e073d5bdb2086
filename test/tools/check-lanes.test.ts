import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countsIn, parseLane, runLanes } from '../../tools/check-lanes.ts';
import { temporaryFolder } from '../support/cli.ts';

/** A folder of checks; each is what its `run` does. */
function folderOf(checks: Readonly<Record<string, string>>): string {
  const names = Object.keys(checks);
  const files = names.map((name) => [
    `${name}/run`,
    `#!/usr/bin/env bash\ncd "$(dirname "$0")"\n${checks[name]}\n`,
  ]);
  const folder = temporaryFolder(Object.fromEntries(files));
  for (const name of names) chmodSync(join(folder, name, 'run'), 0o755);
  return folder;
}

async function run(folder: string, ...lanes: string[]) {
  const printed: string[] = [];
  const counts = await runLanes(lanes.map(parseLane), { folder, print: (text) => printed.push(text) });
  return { counts, printed: printed.map((text) => text.replace(/, [0-9]+ s\n/, '\n')) };
}

test('a lane is names and arguments, separated by semicolons', () => {
  expect(parseLane(' oracle 300  7; page;')).toEqual([
    { name: 'oracle', words: ['300', '7'] },
    { name: 'page', words: [] },
  ]);
});

test.each([
  ['a\n12 passed, 3 failed\n', { passed: 12, failed: 3 }],
  ['\x1b[0m\x1b[32m12 passed, 0 failed\x1b[0m', { passed: 12, failed: 0 }],
  ['12 passed, 0 failed\nand more', undefined],
  ['Tests  12 passed (12)', undefined],
  ['', undefined],
])('the counts of %j', (output, counts) => {
  expect(countsIn(output)).toEqual(counts);
});

test('sums what the checks of all lanes count, and prints the output of each in one piece', async () => {
  const folder = folderOf({
    slow: 'for line in a b c; do echo "slow $line"; sleep 0.1; done; echo "3 passed, 0 failed"',
    quick: 'echo "quick $1"; echo "4 passed, 0 failed"',
  });
  const { counts, printed } = await run(folder, 'slow', 'quick x; quick y');
  expect(counts).toEqual({ passed: 11, failed: 0 });
  expect(printed).toEqual([
    '== quick x: passed\nquick x\n4 passed, 0 failed\n',
    '== quick y: passed\nquick y\n4 passed, 0 failed\n',
    '== slow: passed\nslow a\nslow b\nslow c\n3 passed, 0 failed\n',
  ]);
});

test.each([
  ['counts a failure', 'echo "2 passed, 1 failed"; exit 1', { passed: 2, failed: 1 }],
  ['counts failures and ends well', 'echo "2 passed, 3 failed"', { passed: 2, failed: 3 }],
  ['ends with an error, whatever it counted', 'echo "2 passed, 0 failed"; exit 1', { passed: 2, failed: 1 }],
  ['counts nothing', 'echo done', { passed: 0, failed: 1 }],
  ['has no case', 'echo "0 passed, 0 failed"', { passed: 0, failed: 1 }],
  ['is killed', 'echo "2 passed, 0 failed"; kill -9 $$', { passed: 2, failed: 1 }],
])('a check that %s has failed, and nothing comes after it', async (_what, script, counts) => {
  const folder = folderOf({ bad: script, next: 'echo "1 passed, 0 failed"; touch ran' });
  expect((await run(folder, 'bad; next')).counts).toEqual(counts);
  expect(existsSync(join(folder, 'next', 'ran'))).toBe(false);
});

test('a failing lane stops the other one, and whatever that has started', async () => {
  const folder = folderOf({
    bad: 'until [ -e ../long/pid ]; do sleep 0.02; done; echo "0 passed, 1 failed"; exit 1',
    long: 'sleep 600 & echo $! >pid.new; mv pid.new pid; wait; touch ended',
  });
  // What was started writes to the same pipe: the run is over only when that is gone, too.
  const { counts, printed } = await run(folder, 'bad', 'long; long');
  expect(counts).toEqual({ passed: 0, failed: 1 });
  expect(printed.at(-1)).toBe('== long: stopped\n');
  expect(existsSync(join(folder, 'long', 'ended'))).toBe(false);
});
