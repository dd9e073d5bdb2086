import { expect, test } from 'vitest';
import { quantity } from '../../src/results/quantity.ts';

test.each([
  [0, '0 faults'],
  [1, '1 fault'],
  [12_345, '12,345 faults'],
])('a noun goes with its number: %i', (count, text) => {
  expect(quantity(count, 'fault')).toBe(text);
});

test('a plural of its own is taken as it is', () => {
  expect([1, 2].map((count) => quantity(count, 'entry was', 'entries were'))).toEqual([
    '1 entry was',
    '2 entries were',
  ]);
});
