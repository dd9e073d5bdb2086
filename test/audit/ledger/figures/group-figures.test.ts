/** Figures of objects by what they share. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import {
  GroupFigures,
  MAX_COUNTED_GROUPS,
  MAX_GROUPS,
} from '../../../../src/audit/ledger/figures/group-figures.ts';

test('groups come with most reporting versions first, then most settled ones, then by name', () => {
  const figures = new GroupFigures();
  figures.add('d', 0, 1);
  figures.add('c', 0, 1);
  figures.add('b', 0, 5);
  figures.add('a', 1, 0);
  figures.add('a', 1, 2);
  figures.add('none', 0, 0);
  expect(figures.result()).toEqual({
    groups: [
      { name: 'a', reporting: 2, settled: 2 },
      { name: 'b', reporting: 0, settled: 5 },
      { name: 'c', reporting: 0, settled: 1 },
      { name: 'd', reporting: 0, settled: 1 },
    ],
    count: 4,
  });
});

test('some groups are named, and beyond a number they are put together', () => {
  const figures = new GroupFigures();
  for (let index = 0; index < MAX_COUNTED_GROUPS + 7; index += 1) figures.add(`g${index}`, 1, 0);
  const { groups, count } = figures.result();
  expect([groups.length, count, groups[0]]).toEqual([
    MAX_GROUPS,
    MAX_COUNTED_GROUPS + 1,
    { name: 'others', reporting: 7, settled: 0 },
  ]);
});

test('names hold nothing but themselves in memory', () => {
  const collect = startCollector();
  const groups = new GroupFigures();
  const heldBefore = collect();
  for (let index = 0; index < 100; index += 1) {
    const line = Buffer.from(`${'x'.repeat(1_000_000)}name of group ${String(index).padStart(4, '0')}`);
    groups.add(`s3://${line.toString('latin1').slice(-18)}`, 1, 0);
  }
  // The lines have 100 MB.
  expect(collect() - heldBefore).toBeLessThan(20_000_000);
  expect(groups.result().count).toBe(100);
});

/** Answers a function that collects what nobody holds, and says how many bytes are left. */
function startCollector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}
