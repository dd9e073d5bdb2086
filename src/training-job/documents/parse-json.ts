/** JSON with AWS's comments and trailing commas to a tree; jsonc-parser reads it. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Document, Member, SyntaxProblem, Tree } from './tree.ts';

/** The text as a document, or what is wrong with it. @throws RangeError when it is nested too deep */
export function parseJson(text: string): Document | SyntaxProblem {
  const errors: ParseError[] = [];
  // Without an error there is a root.
  const root = parseTree(text, errors, { allowTrailingComma: true }) as Node;
  const [first] = errors;
  if (first !== undefined) {
    const line = text.slice(0, first.offset).split('\n').length;
    return {
      kind: 'syntax-error',
      detail: `not valid JSON: ${printParseErrorCode(first.error)} in line ${line}`,
    };
  }
  return { text, syntax: 'json', roots: [treeOf(root)], shared: new Set() };
}

function treeOf(node: Node): Tree {
  const place = { start: node.offset, end: node.offset + node.length };
  const children = node.children ?? [];
  switch (node.type) {
    case 'object':
      return { ...place, kind: 'object', isFlow: true, members: children.map(memberOf) };
    case 'array':
      return { ...place, kind: 'array', items: children.map(treeOf) };
    case 'string':
      return { ...place, kind: 'string', value: node.value };
    default:
      return { ...place, kind: 'scalar', value: node.value };
  }
}

function memberOf({ children }: Node): Member {
  const [key, value] = children as [Node, Node];
  return {
    key: key.value,
    keyStart: key.offset,
    keyEnd: key.offset + key.length,
    value: treeOf(value),
  };
}
