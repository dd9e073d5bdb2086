/** The values of expressions. What is not understood is unknown, and all calls inside of it are looked at all the same. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, unwrap } from '../../../python/syntax.ts';
import { evaluateCall } from './calls.ts';
import { attributeOf, extend, itemOf, splitAt, spread } from './objects.ts';
import type { Run } from './run.ts';
import {
  choiceOf,
  isConstant,
  type ListValue,
  optionsOf,
  Scope,
  startOf,
  UNKNOWN,
  type Value,
} from './values.ts';

type Reader = (run: Run, node: SyntaxNode) => Value;

/** The value of an expression. */
export function evaluate(run: Run, expression: SyntaxNode): Value {
  const node = unwrap(expression);
  return (READERS[node.name] ?? evaluateParts)(run, node);
}

/** Looks at all parts of an expression whose own value is not understood. */
function evaluateParts(run: Run, node: SyntaxNode): Value {
  for (const child of childrenOf(node)) if (!/^\W*$/.test(child.name)) run.evaluate(child);
  return UNKNOWN;
}

const constant =
  (read: (text: string) => string | boolean | number | null | undefined): Reader =>
  (run, node) => {
    const value = read(run.textOf(node));
    return value === undefined ? UNKNOWN : { kind: 'constant', value, site: run.siteOf(node) };
  };

const LITERAL = /^[rRuU]?(?:"""([^"\\]*)"""|'''([^'\\]*)'''|"([^"\\]*)"|'([^'\\]*)')$/;

/** The text of a plain literal; literals with escapes are not read. */
function stringOf(text: string): string | undefined {
  const match = LITERAL.exec(text);
  return match?.slice(1).find((group) => group !== undefined);
}

const readName: Reader = (run, node) => {
  const name = run.textOf(node).normalize('NFKC');
  run.visited.add(startOf(run.siteOf(node)));
  return run.scope.find(name) ?? { kind: 'path', path: name, isImported: false };
};

const readMember: Reader = (run, node) => {
  const [object, mark, first, closing] = childrenOf(node) as [
    SyntaxNode,
    SyntaxNode,
    SyntaxNode,
    SyntaxNode?,
  ];
  const value = run.evaluate(object);
  if (mark.name === '.') {
    const name = first;
    run.visited.add(startOf(run.siteOf(name)));
    return attributeOf(run, value, run.textOf(name).normalize('NFKC'));
  }
  const key = run.evaluate(first);
  return closing?.name === ']'
    ? choiceOf(optionsOf(value).map((option) => itemOf(run, option, key)))
    : UNKNOWN;
};

const readList: Reader = (run, node) => {
  const list: ListValue = { kind: 'list', items: [], isOpen: false };
  let isSpread = false;
  for (const child of childrenOf(node)) {
    if (child.name === '*') isSpread = true;
    if (/^\W*$/.test(child.name)) continue;
    const value = run.evaluate(child);
    if (isSpread) extend(list, value);
    else list.items.push(value);
    isSpread = false;
  }
  return list;
};

const readDict: Reader = (run, node) => {
  const site = run.siteOf(node);
  const dict = run.newDict(site);
  for (const nodes of splitAt(childrenOf(node).slice(1, -1), ',')) {
    const [first, second, third] = nodes;
    if (first?.name === '**' && second !== undefined) spread(run, dict, run.evaluate(second));
    else if (first !== undefined && second?.name === ':' && third !== undefined) {
      const key = run.keyOfValue(run.evaluate(first));
      run.write(dict, key, {
        value: run.evaluate(third),
        site: run.siteOf(third),
        origin: { kind: 'literal', site },
      });
    }
  }
  return dict;
};

const readLambda: Reader = (run, node) => {
  const value = { kind: 'function', site: run.siteOf(node), scope: run.scope } as const;
  const key = run.keyOfFunction(value);
  if (!run.functions.has(key)) run.functions.set(key, { value, isCalled: false });
  return value;
};

const readConditional: Reader = (run, node) => {
  const [yes, , test, , no] = childrenOf(node) as [SyntaxNode, unknown, SyntaxNode, unknown, SyntaxNode];
  run.evaluate(test);
  return choiceOf([yes, no].map((branch) => run.underCondition(() => run.evaluate(branch))));
};

const readBinary: Reader = (run, node) => {
  const children = childrenOf(node);
  // "not in" and "is not" are two words.
  const [left, operator, right] = [children[0], children[1], children.at(-1)] as [
    SyntaxNode,
    SyntaxNode,
    SyntaxNode,
  ];
  const first = run.evaluate(left);
  const name = run.textOf(operator);
  if (name !== 'or' && name !== 'and') return combine(run, node, name, first, run.evaluate(right));
  const isFalse = isConstant(first, null) || isConstant(first, false);
  const isTrue = isConstant(first, true) || first.kind === 'instance';
  if (isFalse || isTrue) return isTrue === (name === 'or') ? first : run.evaluate(right);
  return choiceOf([first, run.underCondition(() => run.evaluate(right))]);
};

function combine(run: Run, node: SyntaxNode, operator: string, first: Value, second: Value): Value {
  if (operator === '+' && (first.kind === 'list' || second.kind === 'list')) {
    const list: ListValue = { kind: 'list', items: [], isOpen: false };
    extend(list, first);
    extend(list, second);
    return list;
  }
  if (operator !== '|' || first.kind !== 'dict') return UNKNOWN;
  const dict = run.newDict(run.siteOf(node));
  spread(run, dict, first);
  spread(run, dict, second);
  return dict;
}

const readNamed: Reader = (run, node) => {
  const [name, , value] = childrenOf(node) as [SyntaxNode, unknown, SyntaxNode];
  const found = run.evaluate(value);
  run.scope.names.set(run.textOf(name), found);
  return found;
};

/** A comprehension makes as many values as its source has: what is made in it is made in a loop. */
const readComprehension: Reader = (run, node) => {
  const outer = run.scope;
  const children = childrenOf(node);
  const forAt = children.findIndex(({ name }) => name === 'for');
  const inAt = children.findIndex(({ name }) => name === 'in');
  run.evaluate(children[inAt + 1] as SyntaxNode);
  run.scope = new Scope(outer);
  for (const name of children.slice(forAt + 1, inAt))
    if (name.name === 'VariableName') run.scope.names.set(run.textOf(name), UNKNOWN);
  run.inLoop(() => {
    for (const child of [...children.slice(1, forAt), ...children.slice(inAt + 2)])
      if (!/^\W*$/.test(child.name) && !/^(?:for|in|if|async)$/.test(child.name)) run.evaluate(child);
  });
  run.scope = outer;
  return { kind: 'list', items: [], isOpen: true };
};

const READERS: Readonly<Record<string, Reader>> = {
  VariableName: readName,
  MemberExpression: readMember,
  CallExpression: evaluateCall,
  ArrayExpression: readList,
  TupleExpression: readList,
  DictionaryExpression: readDict,
  LambdaExpression: readLambda,
  ConditionalExpression: readConditional,
  BinaryExpression: readBinary,
  NamedExpression: readNamed,
  ArrayComprehensionExpression: readComprehension,
  ComprehensionExpression: readComprehension,
  SetComprehensionExpression: readComprehension,
  DictionaryComprehensionExpression: readComprehension,
  String: constant(stringOf),
  Boolean: constant((text) => text === 'True'),
  None: constant(() => null),
  Number: constant(Number),
  AwaitExpression: (run, node) => run.evaluate(node.lastChild as SyntaxNode),
};
