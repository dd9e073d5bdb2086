/** When a string that names the function is more than text: it is looked up or run as code. */
import type { SyntaxNode } from '@lezer/common';
import { textOf, wrapped } from './syntax.ts';

/** Callables that look a name up, or bind it. */
const LOOKUPS = new Set(
  'getattr setattr delattr attrgetter methodcaller getattr_static import_item object patch'.split(' '),
);
/** Callables that run text as code. */
const RUNNERS = new Set(
  'eval exec compile run_cell run_code run_line_magic run_cell_magic magic ex ev runsource run_cell_async'.split(
    ' ',
  ),
);

/**
 * True when the string that holds a mention is an index (`globals()["..."]`), or an argument of a callable that
 * looks names up or runs code. All other strings are text.
 */
export function isDynamicUse(source: string, string: SyntaxNode, name: string): boolean {
  let node = string;
  while (node.parent?.name === 'ContinuedString' || node.parent?.name === 'BinaryExpression')
    node = node.parent;
  node = wrapped(node);
  const parent = node.parent;
  if (parent?.name === 'MemberExpression')
    return parent.firstChild?.from !== node.from && contentOf(source, string) === name;
  if (parent?.name !== 'ArgList' || parent.parent === null) return false;
  const called = String(source.slice(parent.parent.from, parent.from).split('.').at(-1)).trim();
  return RUNNERS.has(called) || LOOKUPS.has(called);
}

/** What stands between the quotes. */
const contentOf = (source: string, string: SyntaxNode): string | undefined =>
  /^[a-zA-Z]*('''|"""|'|")(.*)\1$/s.exec(textOf(source, string))?.[2];
