import { expect, test } from 'vitest';
import { limitsOf, renderTime } from '../../tools/catalogue-model.ts';

test('the narrowest limit comes first', () => {
  const needs = { gets: 2, puts: 2, seconds: 0.01 };
  const narrowest = (processors: number, atOnce: number, puts = 2) =>
    limitsOf({ ...needs, puts }, { processors, atOnce, requestSeconds: 0.06 })[0];
  expect(narrowest(2, 256)).toEqual(['processors', 200]);
  expect(narrowest(2, 25)).toEqual(['reports at once', 100]);
  expect(narrowest(1_000, 10_000)).toEqual(['PUT quota of one prefix', 1_750]);
  expect(narrowest(1_000, 10_000, 1)).toEqual(['GET quota of one prefix', 2_750]);
});

test.each([
  [90, '2 min'],
  [7_200, '2.0 h'],
  [864_000, '10.0 days'],
])('%i seconds: %s', (seconds, text) => {
  expect(renderTime(seconds)).toBe(text);
});
