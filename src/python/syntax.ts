/** Questions about nodes of a Python syntax tree that more than one reader of it asks. */
import type { SyntaxNode, Tree } from '@lezer/common';

/** The text a node stands for. */
export const textOf = (source: string, node: { readonly from: number; readonly to: number }): string =>
  source.slice(node.from, node.to);

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** The node without the parentheses around it. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  if (node.name !== 'ParenthesizedExpression') return node;
  const [, inner, closing, ...rest] = childrenOf(node);
  return inner !== undefined && closing?.name === ')' && rest.length === 0 ? unwrap(inner) : node;
}

/** The outermost node that is this one in parentheses. */
export function wrapped(node: SyntaxNode): SyntaxNode {
  const parent = node.parent;
  return parent?.name === 'ParenthesizedExpression' && unwrap(parent).from === unwrap(node).from
    ? wrapped(parent)
    : node;
}

/** The line, from 1, on which an offset lies. */
export const lineAt = (source: string, offset: number): number =>
  source.slice(0, offset).split(/\r\n?|\n/).length;

/**
 * The innermost nodes at positions of a text, in ascending order; in one walk over the tree, because looking up one
 * position takes as long as a node has children.
 */
export function nodesAt(tree: Tree, positions: readonly number[]): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  const isNextBefore = (offset: number): boolean => (positions[nodes.length] ?? Infinity) < offset;
  tree.iterate({
    enter: (entered) => {
      while (isNextBefore(entered.from)) nodes.push(entered.node.parent as SyntaxNode);
    },
    leave: (left) => {
      while (isNextBefore(left.to)) nodes.push(left.node);
    },
  });
  return nodes;
}
