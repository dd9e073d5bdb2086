/** Figures of objects by what they share. */
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
