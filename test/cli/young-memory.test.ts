import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const CHILD = new URL('young-child.ts', import.meta.url).pathname;

/** In MiB. */
function youngMemory(word: string): number {
  const child = spawnSync(process.execPath, [CHILD, word], { encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return Number(child.stdout);
}

test('memory for new objects stays as large as it has to be', () => {
  expect(youngMemory('bounded')).toBeLessThanOrEqual(32);
  expect(youngMemory('as V8 does')).toBeGreaterThan(32);
});
