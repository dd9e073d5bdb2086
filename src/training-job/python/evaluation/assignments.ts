/** Binds values to what an assignment, a loop or a with statement writes to. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, unwrap } from '../../../python/syntax.ts';
import { splitAt } from './objects.ts';
import type { Run } from './run.ts';
import { optionsOf, type Site, textValue, UNKNOWN, type Value } from './values.ts';

/** Executes an assignment: every target gets the value, or its item of it. */
export function assign(run: Run, node: SyntaxNode): void {
  const parts = childrenOf(node).filter(({ name }) => name !== 'TypeDef');
  const groups = splitAt(parts, 'AssignOp');
  const values = (groups.pop() as SyntaxNode[]).filter(({ name }) => name !== ',');
  const first = values[0] as SyntaxNode;
  const all = values.map((value) => run.evaluate(value));
  const [only = UNKNOWN] = all;
  const value: Value = all.length === 1 ? only : { kind: 'list', items: all, isOpen: false };
  for (const targets of groups) {
    const isStarred = targets.some(({ name }) => name === '*');
    const written = targets.filter(({ name }) => name !== ',' && name !== '*');
    const [target] = written;
    if (written.length === 1 && target !== undefined) bind(run, target, value, first, node);
    else unpack(run, written, isStarred ? UNKNOWN : value, first, node);
  }
}

/** Binds each target to its item; to nothing known where the value is no list that is known whole. */
export function unpack(
  run: Run,
  targets: readonly SyntaxNode[],
  value: Value,
  expression: SyntaxNode,
  statement: SyntaxNode,
): void {
  for (const [index, target] of targets.entries()) {
    const item = value.kind === 'list' && !value.isOpen ? value.items[index] : undefined;
    bind(run, target, item ?? UNKNOWN, expression, statement);
  }
}

/** Binds what an assignment writes to. */
export function bind(
  run: Run,
  written: SyntaxNode,
  value: Value,
  expression: SyntaxNode,
  statement: SyntaxNode,
): void {
  const target = unwrap(written);
  if (target.name === 'VariableName') {
    const name = run.textOf(target).normalize('NFKC');
    (run.globals.has(name) ? run.module : run.scope).names.set(name, value);
  } else if (target.name === 'TupleExpression' || target.name === 'ArrayExpression') {
    unpack(
      run,
      childrenOf(target).filter(({ name }) => !/^\W*$/.test(name)),
      value,
      expression,
      statement,
    );
  } else if (target.name === 'MemberExpression')
    bindMember(run, target, value, run.siteOf(expression), run.siteOf(statement));
}

function bindMember(run: Run, target: SyntaxNode, value: Value, site: Site, statement: Site): void {
  const [object, mark, member] = childrenOf(target) as [SyntaxNode, SyntaxNode, SyntaxNode];
  const owners = optionsOf(run.evaluate(object));
  if (mark.name === '.') {
    const name = run.textOf(member);
    for (const owner of owners) {
      if (owner.kind === 'instance') setAttribute(run, owner, name, value);
      if (owner.kind === 'dict' && owner.isShape)
        run.write(owner, name, { value, site, origin: { kind: 'elsewhere' } });
    }
    return;
  }
  const index = run.evaluate(member);
  for (const owner of owners) {
    if (owner.kind === 'list') owner.isOpen = true;
    // A request of which nothing else is known.
    if (owner.kind === 'unknown')
      run.write(run.newDict(site), textValue(index), { value, site, origin: { kind: 'elsewhere' } });
    if (owner.kind !== 'dict') continue;
    const key = run.keyOfValue(index);
    const entry = { value, site, origin: { kind: 'assignment', site: statement } as const };
    if (owners.length === 1) run.write(owner, key, entry);
    else run.underCondition(() => run.write(owner, key, entry));
  }
}

/** Sets an attribute; a rule's parameters are those that are sent, so they must be known by the rule. */
function setAttribute(
  run: Run,
  owner: Extract<Value, { kind: 'instance' }>,
  name: string,
  value: Value,
): void {
  owner.attributes.set(name, value);
  const made = run.madeBy.get(owner);
  if (name === 'rule_parameters' && made !== undefined) made.parameters = value;
}
