/** Goes through statements in their order, as Python does; both branches of a condition are gone through. */
import type { SyntaxNode } from '@lezer/common';
import { findImportsIn } from '../../../python/imports.ts';
import { childrenOf, unwrap } from '../../../python/syntax.ts';
import { assign, bind, unpack } from './assignments.ts';
import { extend, spread } from './objects.ts';
import type { Run } from './run.ts';
import { type ClassValue, choiceOf, keyOf, Scope, UNKNOWN, type Value } from './values.ts';

/** Goes through the statements of a script or a body; the value is what its return statements return. */
export function execute(run: Run, body: SyntaxNode): Value {
  const returned: Value[] = [];
  for (const statement of childrenOf(body)) returned.push(...executeStatement(run, statement));
  return choiceOf(returned);
}

type Executor = (run: Run, node: SyntaxNode) => readonly Value[];

const executeStatement: Executor = (run, node) => (EXECUTORS[node.name] ?? evaluateExpressions)(run, node);

const NO_EXPRESSION = /^\W*$|^[a-z]+$|^(?:Comment|⚠|TypeDef|AssignOp|UpdateOp)$/;

const evaluateExpressions: Executor = (run, node) => {
  for (const child of childrenOf(node)) if (!NO_EXPRESSION.test(child.name)) run.evaluate(child);
  return [];
};

const update: Executor = (run, node) => {
  const [target, , expression] = childrenOf(node) as [SyntaxNode, SyntaxNode, SyntaxNode];
  const value = run.evaluate(target);
  const added = run.evaluate(expression);
  if (value.kind === 'list') extend(value, added);
  else if (value.kind === 'dict') spread(run, value, added);
  else bind(run, target, UNKNOWN, expression, node);
  return [];
};

const remove: Executor = (run, node) => {
  for (const target of childrenOf(node).slice(1)) {
    if (target.name !== 'MemberExpression') continue;
    const [object, , member] = childrenOf(target) as [SyntaxNode, SyntaxNode, SyntaxNode];
    const owner = run.evaluate(object);
    const key = run.keyOfValue(run.evaluate(member));
    // Nothing beside what is taken away again can be certain to stay.
    if (owner.kind === 'dict') run.remove(owner, key);
    if (owner.kind === 'list') owner.isOpen = true;
  }
  return [];
};

/** Goes through branches of which at most one is taken; a name then has any of the values that they give it. */
function executeBranches(run: Run, branches: readonly (() => readonly Value[])[]): Value[] {
  const { scope } = run;
  const before = new Map(scope.names);
  const after: ReadonlyMap<string, Value>[] = [];
  const returned: Value[] = [];
  for (const branch of branches) {
    scope.names = new Map(before);
    returned.push(...run.underCondition(branch));
    after.push(scope.names);
  }
  scope.names = new Map();
  for (const name of new Set(after.flatMap((names) => [...names.keys()]))) {
    const values = after.flatMap((names) => names.get(name) ?? []);
    scope.names.set(name, choiceOf(values));
  }
  return returned;
}

const IS_MAIN = /^__name__\s*==\s*["']__main__["']$/;

const executeIf: Executor = (run, node) => {
  const children = childrenOf(node);
  const bodies = children.filter(({ name }) => name === 'Body');
  const tests = children.filter((child) => !NO_EXPRESSION.test(child.name) && child.name !== 'Body');
  for (const test of tests) run.evaluate(test);
  const text = run.textOf(unwrap(tests[0] as SyntaxNode));
  if (IS_MAIN.test(text) || text === 'True') return bodies.map((body) => run.execute(body));
  const branches = bodies.map((body) => () => [run.execute(body)]);
  return executeBranches(run, bodies.length > tests.length ? branches : [...branches, () => []]);
};

const executeFor: Executor = (run, node) => {
  const children = childrenOf(node);
  const inAt = children.findIndex(({ name }) => name === 'in');
  const bodies = children.filter(({ name }) => name === 'Body');
  const targets = children.slice(1, inAt).filter(({ name }) => !/^\W*$|^(?:for|async)$/.test(name));
  const sources = children
    .slice(inAt + 1)
    .filter((child) => !NO_EXPRESSION.test(child.name) && child.name !== 'Body');
  const values = sources.map((source) => run.evaluate(source));
  const body = bodies[0] as SyntaxNode;
  const first = sources[0] as SyntaxNode;
  const [value = UNKNOWN] = values;
  const source: Value = values.length > 1 ? { kind: 'list', items: values, isOpen: false } : value;
  const turn = (item: Value) => {
    const [target] = targets;
    if (targets.length === 1 && target !== undefined) bind(run, target, item, first, node);
    else unpack(run, targets, item, first, node);
    return run.inLoop(() => run.execute(body));
  };
  if (source.kind === 'list' && !source.isOpen && source.items.length > 0)
    return source.items.slice(0, 50).map(turn);
  return executeBranches(run, [() => [turn(UNKNOWN)], () => []]);
};

const executeWhile: Executor = (run, node) => {
  const children = childrenOf(node);
  for (const child of children)
    if (!NO_EXPRESSION.test(child.name) && child.name !== 'Body') run.evaluate(child);
  const bodies = children.filter(({ name }) => name === 'Body');
  return executeBranches(run, [() => run.inLoop(() => bodies.map((body) => run.execute(body))), () => []]);
};

/** What is tried is done, as far as anybody can say; what is done when it fails may be. */
const executeTry: Executor = (run, node) => {
  const returned: Value[] = [];
  let keyword = '';
  for (const child of childrenOf(node)) {
    if (/^(?:try|except|else|finally)$/.test(child.name)) keyword = child.name;
    if (child.name !== 'Body') continue;
    if (keyword === 'except') returned.push(...executeBranches(run, [() => [run.execute(child)], () => []]));
    else returned.push(run.execute(child));
  }
  return returned;
};

const executeWith: Executor = (run, node) => {
  const returned: Value[] = [];
  for (const child of childrenOf(node)) {
    if (child.name === 'Body') returned.push(run.execute(child));
    else if (child.prevSibling?.name === 'as') bind(run, child, UNKNOWN, child, node);
    else if (!NO_EXPRESSION.test(child.name)) run.evaluate(child);
  }
  return returned;
};

const executeMatch: Executor = (run, node) => {
  const clauses = childrenOf(node).flatMap((child) => (child.name === 'MatchBody' ? childrenOf(child) : []));
  const bodies = clauses.flatMap((clause) => childrenOf(clause).filter(({ name }) => name === 'Body'));
  return executeBranches(run, [...bodies.map((body) => () => [run.execute(body)]), () => []]);
};

const define: Executor = (run, node) => {
  const children = childrenOf(node);
  const name = children.find((child) => child.name === 'VariableName') as SyntaxNode;
  const value = { kind: 'function', site: run.siteOf(node), scope: run.scope } as const;
  run.functions.set(keyOf(value.site), { value, isCalled: false });
  run.scope.names.set(run.textOf(name), value);
  return [];
};

const defineClass: Executor = (run, node) => {
  const [, name, ...rest] = childrenOf(node) as [SyntaxNode, SyntaxNode, ...SyntaxNode[]];
  const body = rest.find((child) => child.name === 'Body') as SyntaxNode;
  const bases = rest
    .flatMap((child) => (child.name === 'ArgList' ? childrenOf(child) : []))
    .filter((child) => !NO_EXPRESSION.test(child.name))
    .map((child) => run.evaluate(child));
  const outer = run.scope;
  const scope = new Scope(outer);
  run.scope = scope;
  run.execute(body);
  run.scope = outer;
  const value: ClassValue = { kind: 'class', name: run.textOf(name), bases, scope, site: run.siteOf(node) };
  run.classes.push(value);
  outer.names.set(value.name, value);
  return [];
};

const decorated: Executor = (run, node) => {
  for (const child of childrenOf(node)) {
    if (child.name === 'Decorator') evaluateExpressions(run, child);
    else executeStatement(run, child);
  }
  return [];
};

const EXECUTORS: Readonly<Record<string, Executor>> = {
  AssignStatement: (run, node) => {
    assign(run, node);
    return [];
  },
  UpdateStatement: update,
  DeleteStatement: remove,
  IfStatement: executeIf,
  ForStatement: executeFor,
  WhileStatement: executeWhile,
  TryStatement: executeTry,
  WithStatement: executeWith,
  MatchStatement: executeMatch,
  FunctionDefinition: define,
  ClassDefinition: defineClass,
  DecoratedStatement: decorated,
  StatementGroup: (run, node) => childrenOf(node).flatMap((child) => [...executeStatement(run, child)]),
  ReturnStatement: (run, node) => {
    const values = childrenOf(node)
      .slice(1)
      .filter(({ name }) => name !== ',')
      .map((child) => run.evaluate(child));
    const [only = UNKNOWN] = values;
    return [values.length > 1 ? { kind: 'list', items: values, isOpen: false } : only];
  },
  ImportStatement: (run, node) => {
    for (const { name, target } of findImportsIn(run.unit.source.python.text, node))
      run.scope.names.set(name, { kind: 'path', path: target, isImported: true });
    return [];
  },
  ScopeStatement: (run, node) => {
    for (const name of childrenOf(node).slice(1)) run.globals.add(run.textOf(name));
    return [];
  },
  ';': () => [],
  ':': () => [],
};
