/** The cost that `backfill` shows is that of docs/COST.md. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costOfJobs } from '../../src/batch/cost.ts';

test('ten million reports cost what the table of the back catalogue says', () => {
  const text = readFileSync(new URL('../../docs/COST.md', import.meta.url), 'utf8');
  const [, table = ''] = text.split('The back catalogue:');
  const sum = Number(/\*\*sum\*\*.*\*\*\$([0-9.]+)\*\* \|$/m.exec(table)?.[1]);
  expect(sum).toBeGreaterThan(100);
  const shown = costOfJobs(20_000_000, 2);
  expect(Math.abs(shown - sum) / sum).toBeLessThan(0.02);
});

test('a job costs something before it has any object', () => {
  expect(costOfJobs(0, 2)).toBe(0.5);
});
