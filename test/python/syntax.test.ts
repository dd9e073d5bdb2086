/** Parentheses around expressions, whole and broken. */
import { parser } from '@lezer/python';
import { expect, test } from 'vitest';
import { unwrap } from '../../src/python/syntax.ts';

const first = (source: string) => {
  const node = parser.parse(source).topNode.firstChild?.firstChild;
  if (!node) throw new Error(`nothing in ${source}`);
  return node;
};

test.each([
  ['((a))', 'VariableName'],
  ['a', 'VariableName'],
  ['(a', 'ParenthesizedExpression'],
  ['(a b)', 'ParenthesizedExpression'],
])('%s without its parentheses is a %s', (source, name) => {
  expect(unwrap(first(source)).name).toBe(name);
});
