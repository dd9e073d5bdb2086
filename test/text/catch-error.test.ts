import { expect, test } from 'vitest';
import { catchError } from '../../src/text/catch-error.ts';

class Expected extends Error {}

test('an answer stays, an expected error becomes one, a bug is thrown', () => {
  const expected = new Expected('e');
  const fail = (error: Error) => () => {
    throw error;
  };
  expect(catchError(Expected, () => 3)).toBe(3);
  expect(catchError(Expected, fail(expected))).toBe(expected);
  expect(() => catchError(Expected, fail(new TypeError('bug')))).toThrow(TypeError);
});
