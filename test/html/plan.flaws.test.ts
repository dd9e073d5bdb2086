import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const FLAWS = new URL('../checks/html-agreement/flaws.ts', import.meta.url).pathname;

test('the pages find a tokenizer that forgets scripts in comments in scripts', () => {
  const words = [FLAWS, '3000', '1', 'forgets that a script starts again in a comment'];
  expect(spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout).toBe(
    'found: forgets that a script starts again in a comment\n1 passed, 0 failed\n',
  );
});
