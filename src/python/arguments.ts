/** The arguments of a call, as they are written. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, textOf } from './syntax.ts';

/** One argument as written: `name` for keywords, the nodes of its value, where it ends. */
export interface Argument {
  readonly name: string | undefined;
  readonly value: readonly SyntaxNode[];
  readonly to: number;
}

/** The arguments, comments and commas left out; behind a trailing comma stands none. */
export function argumentsOf(source: string, argList: SyntaxNode): Argument[] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of childrenOf(argList).slice(1, -1)) {
    if (node.name === ',') groups.push([]);
    else groups.at(-1)?.push(node);
  }
  return groups.flatMap((nodes): Argument[] => {
    const [name, operator] = nodes;
    const to = nodes.at(-1)?.to;
    if (name === undefined || to === undefined) return [];
    const isKeyword = operator?.name === 'AssignOp' && textOf(source, operator) === '=';
    return isKeyword
      ? [{ name: textOf(source, name).normalize('NFKC'), value: nodes.slice(2), to }]
      : [{ name: undefined, value: nodes, to }];
  });
}
