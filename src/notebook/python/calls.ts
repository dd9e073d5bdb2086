/**
 * The setup calls of one cell's Python: every mention of the function in the source is accounted for, as a call,
 * as harmless, or as something that must not be guessed at.
 */
import type { SyntaxNode } from '@lezer/common';
import type { ImportBinding } from '../../python/imports.ts';
import { type ParsedSource, parseSource } from '../../python/parsed-source.ts';
import { MAX_OPEN_BRACKETS } from '../../python/scanner.ts';
import { childrenOf, lineAt, nodesAt, textOf, wrapped } from '../../python/syntax.ts';
import type { RefusalReason } from '../../verdict.ts';
import { judgeArguments, type SetupCall } from './call-arguments.ts';
import { findMentions, type Mention } from './mentions.ts';
import type { NotebookNames } from './names.ts';
import { mayDefineSetup, SETUP_FUNCTION } from './setup-function.ts';
import type { SimpleCell } from './simple-cells.ts';
import { StringJudge } from './strings.ts';

/** Every setup call of a source, or the first mention that must not be guessed at. `why` begins with the line. */
export type CallsAnswer =
  | { readonly kind: 'calls'; readonly calls: readonly SetupCall[] }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly why: string };

type Use =
  | SetupCall
  | { readonly kind: 'harmless' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly why: string };

const HARMLESS: Use = { kind: 'harmless' };
const refuse = (reason: RefusalReason, why: string): Use => ({ kind: 'refused', reason, why });

/** Accounts for every mention in a cell that may be simple; what of it must not be guessed at takes the parser to say. */
export function callsOf(text: string, source: ParsedSource | SimpleCell, names: NotebookNames): CallsAnswer {
  if (!('bindings' in source)) return findSetupCalls(source, names);
  const isForeign = ({ name, target }: ImportBinding): boolean =>
    (names.functions.has(name) || target.endsWith(`.${SETUP_FUNCTION}`)) &&
    names.imports.get(name)?.foreign !== undefined;
  return source.bindings.some(isForeign)
    ? findSetupCalls(parseSource(text), names)
    : { kind: 'calls', calls: source.calls };
}

/**
 * Accounts for every mention in one cell. The parser and the scanner, which know nothing of each other, must agree on
 * whether it stands in code, in a string or in a comment.
 */
export function findSetupCalls(source: ParsedSource, names: NotebookNames): CallsAnswer {
  const calls: SetupCall[] = [];
  const strings = new StringJudge(source, names.functions);
  const mentions = findMentions(source.original, names.functions);
  const nodes = nodesAt(
    source.tree,
    mentions.map(({ from }) => from),
  );
  for (const [index, mention] of mentions.entries()) {
    const use = judgeMention(source, mention, nodes[index] as SyntaxNode, names, strings);
    if (use.kind === 'refused')
      return { ...use, why: `line ${lineAt(source.original, mention.from)}: ${use.why}` };
    if (use.kind !== 'harmless') calls.push(use);
  }
  return { kind: 'calls', calls };
}

function judgeMention(
  source: ParsedSource,
  mention: Mention,
  node: SyntaxNode,
  names: NotebookNames,
  strings: StringJudge,
): Use {
  const { name, from, to } = mention;
  if (source.opaque.overlaps(from, to)) {
    return refuse(
      'unknown-magic',
      `${name} stands in ${source.opaque.lastAt(from)?.what}, which may call it: write the call out in Python`,
    );
  }
  if (source.blanked.overlaps(from, to)) return HARMLESS;
  if (source.python.deepest > MAX_OPEN_BRACKETS) {
    return refuse(
      'nested-too-deep',
      `more than ${MAX_OPEN_BRACKETS} brackets are open: Python cannot read it`,
    );
  }
  const isCode = node.name === 'VariableName' || node.name === 'PropertyName';
  const kind = isCode ? 'code' : KIND_OF_NODE.get(node.name);
  if (kind !== kindInScanner(source, mention)) {
    return refuse('syntax-error', `a syntax error touches ${name}: repair the cell`);
  }
  if (kind === 'comment') return HARMLESS;
  if (kind === 'string') {
    return strings.isDynamic(node)
      ? refuse('dynamic', `${name} may be looked up or run from a string: call it by its name`)
      : HARMLESS;
  }
  return node.name === 'VariableName'
    ? judgeName(source, node, name, names)
    : judgeAttribute(source, node, name, names);
}

/** The parser's names for text. */
const KIND_OF_NODE: ReadonlyMap<string, 'string' | 'comment'> = new Map([
  ['Comment', 'comment'],
  ['String', 'string'],
  ['FormatString', 'string'],
  ['FormatSpec', 'string'],
]);

function kindInScanner({ texts }: ParsedSource, { from, to }: Mention): 'code' | 'string' | 'comment' {
  const text = texts.lastAt(from);
  return text !== undefined && to <= text.to ? text.kind : 'code';
}

function judgeName(source: ParsedSource, node: SyntaxNode, name: string, names: NotebookNames): Use {
  const { parent, nextSibling } = node;
  if (parent?.name === 'ImportStatement') return judgeImport(source, node, name, names);
  if (parent?.name === 'Decorator' && nextSibling?.name === 'ArgList')
    return judgeCall(source, parent, nextSibling);
  if (parent?.name === 'ArgList' && isKeywordName(node)) return HARMLESS;
  return judgeReference(source, node, name);
}

/** An attribute of any object may be the function by its own name, but not by an alias. */
function judgeAttribute(source: ParsedSource, node: SyntaxNode, name: string, names: NotebookNames): Use {
  if (name !== SETUP_FUNCTION || node.parent === null) return HARMLESS;
  const [object, ...path] = dottedPath(source.original, node.parent.firstChild);
  for (const target of names.imports.get(String(object))?.elsewhere ?? []) {
    const module = [target, ...path].join('.');
    if (!mayDefineSetup(module))
      return refuse('unknown-function', `${name} of ${module} is not known: opt out by hand`);
  }
  return judgeReference(source, node.parent, name);
}

/** The names of `a.b.c`; none for any other expression. */
function dottedPath(source: string, expression: SyntaxNode | null): string[] {
  const path: string[] = [];
  let node = expression;
  for (; node?.name === 'MemberExpression' && node.lastChild?.name === 'PropertyName'; node = node.firstChild)
    path.push(textOf(source, node.lastChild).normalize('NFKC'));
  return node?.name === 'VariableName' ? [textOf(source, node).normalize('NFKC'), ...path.reverse()] : [];
}

function judgeImport(source: ParsedSource, node: SyntaxNode, name: string, names: NotebookNames): Use {
  const isAlias = node.prevSibling?.name === 'as';
  const imported = names.imports.get(isAlias ? name : (importedAs(source, node) ?? name));
  if (imported !== undefined && imported.foreign === undefined) return HARMLESS;
  return isAlias || imported === undefined
    ? refuse('redefined', `an import binds ${name} to something else: opt out by hand`)
    : refuse(
        'unknown-function',
        `${name} comes from ${imported.foreign}, which is not known: opt out by hand`,
      );
}

const importedAs = (source: ParsedSource, node: SyntaxNode): string | undefined =>
  node.nextSibling?.name === 'as' && node.nextSibling.nextSibling !== null
    ? textOf(source.original, node.nextSibling.nextSibling).normalize('NFKC')
    : undefined;

/** A name or attribute in an expression: called right there, or passed on, or bound anew. */
function judgeReference(source: ParsedSource, node: SyntaxNode, name: string): Use {
  const callee = wrapped(node);
  const call = callee.parent;
  if (
    call?.name === 'CallExpression' &&
    call.firstChild?.from === callee.from &&
    callee.nextSibling?.name === 'ArgList'
  ) {
    return judgeCall(source, call, callee.nextSibling);
  }
  if (call?.name === 'ArgList' && call.parent?.name === 'CallExpression' && isHelp(source, call))
    return HARMLESS;
  return isBinding(callee)
    ? refuse('redefined', `${name} is defined or bound anew, so what is called is not known: opt out by hand`)
    : refuse('passed-around', `${name} is used without being called right there: call it by its name`);
}

function judgeCall(source: ParsedSource, call: SyntaxNode, argList: SyntaxNode): Use {
  if (isTouchedByError(source, call) || source.blanked.overlaps(call.from, call.to)) {
    return refuse('syntax-error', 'a syntax error in or beside the call: repair the cell');
  }
  // IPython does not join lines after a magic, whatever brackets are open.
  const { codeEnd = 0 } = source.codeMagics.lastAt(call.from) ?? {};
  if (call.from < codeEnd && codeEnd < call.to) {
    return refuse('syntax-error', 'the call goes on after the line of its magic: write it on one line');
  }
  const verdict = judgeArguments(source, argList);
  const isShown = source.shownFields.overlaps(call.from, call.from + 1);
  return verdict.kind === 'edit' && isShown
    ? refuse('dynamic', 'an f-string shows the source of the call ("="): call it outside of the f-string')
    : verdict;
}

/** True when a syntax error lies inside the call, or beside it on its line with nothing but space between. */
function isTouchedByError({ python, errors }: ParsedSource, call: SyntaxNode): boolean {
  let { from, to } = call;
  while (isBlank(python.text[from - 1])) from -= 1;
  while (isBlank(python.text[to])) to += 1;
  return errors.touches(from, to);
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

const isKeywordName = (node: SyntaxNode): boolean => {
  const operator = node.nextSibling;
  const before = node.prevSibling?.name;
  return (
    operator?.name === 'AssignOp' && operator.to - operator.from === 1 && (before === '(' || before === ',')
  );
};

/** `help(f)`: shows the function and nothing more. */
function isHelp(source: ParsedSource, argList: SyntaxNode): boolean {
  const callee = argList.prevSibling;
  return callee !== null && textOf(source.original, callee) === 'help' && childrenOf(argList).length === 3;
}

const BINDERS = [
  'FunctionDefinition',
  'ClassDefinition',
  'ParamList',
  'ScopeStatement',
  'DeleteStatement',
  'CapturePattern',
  'AsPattern',
  'TypeParamList',
];

/** True when a name stands where a statement binds it rather than where an expression uses it. */
function isBinding(node: SyntaxNode): boolean {
  const { parent, nextSibling, prevSibling } = node;
  const within = String(parent?.name);
  if (BINDERS.includes(within)) return true;
  if (prevSibling?.name === 'as' || (prevSibling?.name === 'for' && within === 'ForStatement')) return true;
  const isTarget =
    nextSibling?.name === 'AssignOp' || nextSibling?.name === 'UpdateOp' || nextSibling?.name === 'TypeDef';
  return isTarget && within !== 'ArgList';
}
