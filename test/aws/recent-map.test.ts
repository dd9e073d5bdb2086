import { expect, test } from 'vitest';
import { RecentMap } from '../../src/aws/recent-map.ts';

test('the entry that was not used for longest makes room for a new one', () => {
  const map = new RecentMap<number>(3);
  for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index);
  expect(map.get('a')).toBe(0);
  map.set('b', 10);
  map.set('d', 3);
  expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([0, 10, undefined, 3]);
});

test('reading a key that is not there makes no room and no entry', () => {
  const map = new RecentMap<number>(1);
  map.set('a', 0);
  expect(map.get('b')).toBeUndefined();
  expect(map.get('a')).toBe(0);
});
