/** The arguments of a call, evaluated and matched with parameters. */
import type { SyntaxNode } from '@lezer/common';
import { argumentsOf } from '../../../python/arguments.ts';
import { splitAt } from './objects.ts';
import type { Run } from './run.ts';
import type { Entry, Site, Value } from './values.ts';

/** One argument: its value, and the expression; `isSpread` when it comes out of `*` or `**`. */
export interface ArgumentValue {
  readonly value: Value;
  readonly site: Site;
  readonly isSpread: boolean;
}

/** All arguments of a call; `isOpen` when there may be more than is known. */
export interface CallArguments {
  readonly positional: ArgumentValue[];
  readonly keywords: Map<string, ArgumentValue>;
  isOpen: boolean;
}

/** Evaluates the arguments in their order. */
export function readArguments(run: Run, argList: SyntaxNode): CallArguments {
  const read: CallArguments = { positional: [], keywords: new Map(), isOpen: false };
  for (const { name, value: nodes } of argumentsOf(run.unit.source.original, argList)) {
    const isSpread = nodes[0]?.name === '*' || nodes[0]?.name === '**';
    const node = nodes[isSpread ? 1 : 0] as SyntaxNode;
    const [value, site] = [run.evaluate(node), run.siteOf(node)];
    for (const rest of nodes.slice(isSpread ? 2 : 1)) if (/^[A-Z]/.test(rest.name)) run.evaluate(rest);
    if (isSpread) spreadArgument(read, value, site);
    else if (name === undefined) read.positional.push({ value, site, isSpread });
    else read.keywords.set(name, { value, site, isSpread });
  }
  return read;
}

function spreadArgument(read: CallArguments, value: Value, site: Site): void {
  if (value.kind === 'list' && !value.isOpen) {
    for (const item of value.items) read.positional.push({ value: item, site, isSpread: true });
  } else if (value.kind === 'dict') {
    for (const [key, entry] of value.entries)
      read.keywords.set(key, { value: entry.value, site: entry.site, isSpread: true });
    read.isOpen ||= value.isOpen;
  } else read.isOpen = true;
}

/** The argument by its keyword or its place. */
export const argumentOf = (
  { positional, keywords }: CallArguments,
  name: string,
  place: number,
): ArgumentValue | undefined => keywords.get(name) ?? positional[place];

/** Keywords as entries of a dictionary that the call makes. */
export function keywordEntries(run: Run, call: Site, { keywords }: CallArguments): [string, Entry][] {
  return [...keywords].map(([name, { value, site }]) => {
    run.useKeyword(site);
    return [name, { value, site, origin: { kind: 'call', site: call }, isCertain: true }];
  });
}

/** Binds the parameters of a function or a lambda in its own scope. */
export function bindParameters(
  run: Run,
  paramList: SyntaxNode,
  given: CallArguments,
  self: Value | undefined,
): void {
  const { names } = run.scope;
  const positional = [...(self === undefined ? [] : [self]), ...given.positional.map(({ value }) => value)];
  const rest = new Map(given.keywords);
  const children: SyntaxNode[] = [];
  for (let child = paramList.firstChild; child !== null; child = child.nextSibling)
    if (!/^(?:Comment|\(|\)|TypeDef)$/.test(child.name)) children.push(child);
  for (const [mark, second, third] of splitAt(children, ',')) {
    if (mark === undefined) continue;
    const star = mark.name === '*' || mark.name === '**' ? mark.name : undefined;
    const node = star === undefined ? mark : second;
    // A lone star parts keywords, a slash places.
    if (node?.name !== 'VariableName') continue;
    const name = run.textOf(node).normalize('NFKC');
    if (star === '*') names.set(name, { kind: 'list', items: positional.splice(0), isOpen: given.isOpen });
    else if (star === '**') {
      const dict = run.newDict(
        run.siteOf(node),
        keywordEntries(run, run.siteOf(node), { ...given, keywords: rest }),
      );
      dict.isOpen = given.isOpen;
      names.set(name, dict);
    } else {
      const byDefault =
        star === undefined && second?.name === 'AssignOp' && third !== undefined ? third : undefined;
      const value = rest.get(name)?.value ?? positional.shift();
      rest.delete(name);
      const isMissing = given.isOpen || byDefault === undefined;
      names.set(name, value ?? (isMissing ? { kind: 'unknown' } : run.evaluate(byDefault)));
    }
  }
}
