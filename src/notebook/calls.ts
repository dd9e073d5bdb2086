/**
 * The setup calls of one cell's Python: every mention of the function in the source is accounted for, as a call,
 * as harmless, or as something that must not be guessed at.
 */
import type { SyntaxNode } from '@lezer/common';
import type { RefusalReason } from '../verdict.ts';
import { judgeArguments, type TextEdit } from './call-arguments.ts';
import { isSetupTarget, mayDefineSetup, SETUP_FUNCTION } from './imports.ts';
import type { BlankedRange } from './ipython.ts';
import { findMentions, type Mention } from './mentions.ts';
import type { NotebookNames } from './names.ts';
import type { ParsedSource } from './parsed-source.ts';
import { isDynamicUse } from './strings.ts';
import { childrenOf, lineAt, textOf, wrapped } from './syntax.ts';

/** One setup call and what it needs. */
export type SetupCall = { readonly kind: 'opted-out' } | { readonly kind: 'edit'; readonly edit: TextEdit };

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

/** Accounts for every mention in one cell. */
export function findSetupCalls(source: ParsedSource, names: NotebookNames): CallsAnswer {
  const calls: SetupCall[] = [];
  for (const mention of findMentions(source.original, names.functions)) {
    const use = judgeMention(source, mention, names);
    if (use.kind === 'refused')
      return { ...use, why: `line ${lineAt(source.original, mention.from)}: ${use.why}` };
    if (use.kind !== 'harmless') calls.push(use);
  }
  return { kind: 'calls', calls };
}

function judgeMention(source: ParsedSource, mention: Mention, names: NotebookNames): Use {
  const blanked = source.python.blanked.filter(({ from, to }) => from <= mention.from && mention.from < to);
  if (blanked.length > 0) {
    const opaque = blanked.find(({ trust }) => trust === 'opaque');
    return opaque === undefined
      ? HARMLESS
      : refuse(
          'unknown-magic',
          `${mention.name} stands in ${opaque.what}, which may call it: write the call out in Python`,
        );
  }
  const node = source.tree.resolveInner(mention.from, 1);
  switch (node.name) {
    case 'Comment':
      return HARMLESS;
    case 'String':
    case 'FormatString':
    case 'FormatSpec':
      return isDynamicUse(source.original, node, mention.name)
        ? refuse('dynamic', `${mention.name} is looked up or run from a string: call it by its name`)
        : HARMLESS;
    case 'VariableName':
      return judgeName(source, node, mention.name, names);
    case 'PropertyName':
      return judgeAttribute(source, node, mention.name, names);
    default:
      return refuse('syntax-error', `a syntax error touches ${mention.name}: repair the cell`);
  }
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
  const [object, ...path] = textOf(source.original, node.parent)
    .replace(/\s/g, '')
    .normalize('NFKC')
    .split('.')
    .slice(0, -1);
  for (const target of names.imports.get(String(object)) ?? []) {
    const module = [target, ...path].join('.');
    if (!mayDefineSetup(module))
      return refuse('unknown-function', `${name} of ${module} is not known: opt out by hand`);
  }
  return judgeReference(source, node.parent, name);
}

function judgeImport(source: ParsedSource, node: SyntaxNode, name: string, names: NotebookNames): Use {
  const isAlias = node.prevSibling?.name === 'as';
  const targets = names.imports.get(isAlias ? name : (importedAs(source, node) ?? name)) ?? [];
  const foreign = targets.find((target) => !isSetupTarget(target));
  if (foreign === undefined && targets.length > 0) return HARMLESS;
  return isAlias || foreign === undefined
    ? refuse('redefined', `an import binds ${name} to something else: opt out by hand`)
    : refuse('unknown-function', `${name} comes from ${foreign}, which is not known: opt out by hand`);
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
  if (isTouchedByError(source, call)) {
    return refuse('syntax-error', 'a syntax error in or beside the call: repair the cell');
  }
  if (source.python.blanked.some(({ from, to }) => from < call.to && call.from < to)) {
    return refuse(
      'unknown-magic',
      'a magic or shell line stands inside the call: write the call out in Python',
    );
  }
  // IPython does not join lines after a magic, whatever brackets are open.
  const isCut = ({ to, codeEnd = 0 }: BlankedRange) =>
    to <= call.from && call.from < codeEnd && codeEnd < call.to;
  if (source.python.blanked.some(isCut)) {
    return refuse('syntax-error', 'the call goes on after the line of its magic: write it on one line');
  }
  return judgeArguments(source.original, argList);
}

/** Whether a syntax error lies inside the call, or beside it on its line with nothing but space between. */
function isTouchedByError({ python, tree }: ParsedSource, call: SyntaxNode): boolean {
  let { from, to } = call;
  while (isBlank(python.text[from - 1])) from -= 1;
  while (isBlank(python.text[to])) to += 1;
  let isTouched = false;
  tree.iterate({
    from,
    to,
    enter: ({ type, from: start, to: end }) => {
      if (type.isError && start <= to && end >= from) isTouched = true;
    },
  });
  return isTouched;
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

/** Whether a name stands where a statement binds it rather than where an expression uses it. */
function isBinding(node: SyntaxNode): boolean {
  const { parent, nextSibling, prevSibling } = node;
  const within = String(parent?.name);
  if (BINDERS.includes(within)) return true;
  if (prevSibling?.name === 'as' || (prevSibling?.name === 'for' && within === 'ForStatement')) return true;
  const isTarget =
    nextSibling?.name === 'AssignOp' || nextSibling?.name === 'UpdateOp' || nextSibling?.name === 'TypeDef';
  return isTarget && within !== 'ArgList';
}
