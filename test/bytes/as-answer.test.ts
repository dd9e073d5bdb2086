import { expect, test } from 'vitest';
import { asAnswer } from '../../src/bytes/as-answer.ts';

class Expected extends Error {}

test('an answer stays, an expected error becomes one, a bug is thrown', () => {
  const expected = new Expected('e');
  const fail = (error: Error) => () => {
    throw error;
  };
  expect(asAnswer(Expected, () => 3)).toBe(3);
  expect(asAnswer(Expected, fail(expected))).toBe(expected);
  expect(() => asAnswer(Expected, fail(new TypeError('bug')))).toThrow(TypeError);
});
