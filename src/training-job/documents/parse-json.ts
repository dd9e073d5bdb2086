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
    const what = WORDS[printParseErrorCode(first.error) as keyof typeof WORDS];
    return { kind: 'syntax-error', at: first.offset, detail: `not valid JSON: ${what}` };
  }
  return { text, syntax: 'json', roots: [treeOf(root)], shared: new Set() };
}

/** What is wrong, by the name that jsonc-parser gives it; comments are no error. */
const WORDS = {
  InvalidSymbol: 'a word that is no value',
  InvalidNumberFormat: 'a number that is none',
  PropertyNameExpected: 'the name of a member is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'there is more behind the end',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a string does not end',
  UnexpectedEndOfNumber: 'a number does not end',
  InvalidUnicode: 'a \\u that no four hexadecimal digits follow',
  InvalidEscapeCharacter: 'a backslash before a character that takes none',
  InvalidCharacter: 'a control character in a string',
};

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
