import { parser } from '@lezer/python';
import { expect, test } from 'vitest';
import { unwrap } from '../../src/python/syntax.ts';

const expressionIn = (text: string) => {
  const node = parser.parse(text).topNode.firstChild?.firstChild;
  if (node == null) throw new Error('no expression');
  return node;
};

test.each([
  ['((a))', 'VariableName'],
  ['a', 'VariableName'],
  ['(a', 'ParenthesizedExpression'],
])('%s without parentheses around it: %s', (text, name) => {
  expect(unwrap(expressionIn(text)).name).toBe(name);
});
