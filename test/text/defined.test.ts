import { expect, expectTypeOf, test } from 'vitest';
import { defined } from '../../src/text/defined.ts';

test('leaves out what is undefined and keeps every other value, in order', () => {
  const given = { b: 0, a: undefined, d: null, c: '', e: false };
  expect(JSON.stringify(defined(given))).toBe('{"b":0,"d":null,"c":"","e":false}');
  expect(Object.keys(defined({ a: undefined }))).toEqual([]);
});

test('says in its type which properties may be absent', () => {
  const value = defined({ name: 'x', size: 1 as number | undefined });
  expectTypeOf(value).toExtend<{ name: string; size?: number }>();
  expect(value).toEqual({ name: 'x', size: 1 });
});
