/** The bindings of Python's import statements: which names stand for which module or member. */
import type { SyntaxNode } from '@lezer/common';
import type { ParsedSource } from './parsed-source.ts';
import { childrenOf, textOf } from './syntax.ts';

/** One bound name. `import a.b` binds `a` to `a`; `import a.b as c` binds `c` to `a.b`; `from a import b` `b` to `a.b`. */
export interface ImportBinding {
  readonly name: string;
  /** Dotted path; begins with dots when relative. */
  readonly target: string;
}

/** Every binding that the import statements of a source make; star imports make none. */
export function findImports({ python, tree }: ParsedSource): ImportBinding[] {
  const bindings: ImportBinding[] = [];
  if (!python.text.includes('import')) return bindings;
  tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'ImportStatement') bindings.push(...findImportsIn(python.text, node));
    },
  });
  return bindings;
}

/** The bindings of one import statement. */
export function findImportsIn(source: string, statement: SyntaxNode): ImportBinding[] {
  const children = childrenOf(statement).filter(({ name }) => name !== '(' && name !== ')');
  const importAt = children.findIndex(({ name }) => name === 'import');
  const module = children
    .slice(1, Math.max(1, importAt))
    .map((node) => textOf(source, node))
    .join('');
  const isFrom = importAt > 0;
  return splitAtCommas(children.slice(importAt + 1)).flatMap((nodes) => {
    const asAt = nodes.findIndex(({ name }) => name === 'as');
    const path = nodes.slice(0, asAt === -1 ? undefined : asAt);
    const [first] = path;
    const alias = asAt === -1 ? undefined : nodes[asAt + 1];
    if (first === undefined || first.name !== 'VariableName') return [];
    const target = path.map((node) => normalText(source, node)).join('');
    const name = alias === undefined ? normalText(source, first) : normalText(source, alias);
    if (!isFrom) return [{ name, target: alias === undefined ? name : target }];
    return [{ name, target: `${module}${module.endsWith('.') ? '' : '.'}${target}` }];
  });
}

const normalText = (source: string, node: SyntaxNode): string => textOf(source, node).normalize('NFKC');

function splitAtCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}
