/**
 * The value that the arguments of one setup call pass as `opt_out`, and the text edit that makes it `True`.
 * Source: awslabs/sagemaker-debugger, smdebug/core/utils.py: `setup_profiler_report(processing_job_arn, opt_out=False)`.
 */
import type { SyntaxNode } from '@lezer/common';
import { type Argument, argumentsOf } from '../../python/arguments.ts';
import type { ParsedSource } from '../../python/parsed-source.ts';
import type { Range, RangeIndex } from '../../python/ranges.ts';
import { textOf, unwrap } from '../../python/syntax.ts';
import type { TextEdit } from '../../text/text-edit.ts';
import type { RefusalReason } from '../../verdict.ts';

/** One setup call and what it needs. */
export type SetupCall = { readonly kind: 'opted-out' } | { readonly kind: 'edit'; readonly edit: TextEdit };

/** One setup call and what it needs, or why it must be left alone. */
export type CallVerdict =
  | SetupCall
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly why: string };

const refuse = (reason: RefusalReason, why: string): CallVerdict => ({ kind: 'refused', reason, why });

/** Judges the argument list of a setup call; the call itself is known to be free of syntax errors. */
export function judgeArguments({ original, sideEffects }: ParsedSource, argList: SyntaxNode): CallVerdict {
  const written = argumentsOf(original, argList);
  const shapes = written.map(({ value }) => value.map(({ name }) => name));
  if (shapes.some(([first]) => first === '*' || first === '**')) {
    return refuse('unpacked-arguments', 'unpacked arguments (* or **) hide what is passed: write them out');
  }
  if (shapes.some((names) => names.includes('for'))) {
    return refuse('generator-argument', 'its argument is a bare generator: put parentheses around it');
  }
  const names = written.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const positional = written.filter(({ name }) => name === undefined);
  if (written.slice(0, positional.length).some(({ name }) => name !== undefined)) {
    return refuse('syntax-error', 'a positional argument follows a keyword argument');
  }
  if (new Set(names).size < names.length) return refuse('syntax-error', 'an argument is given twice');
  if (positional.length + (names.includes('opt_out') ? 1 : 0) > 2) {
    return refuse('unexpected-arguments', 'it passes more arguments than (processing_job_arn, opt_out)');
  }
  const optOut = written.find(({ name }) => name === 'opt_out') ?? positional[1];
  return optOut === undefined
    ? insertion(written.at(-1), argList)
    : judgeOptOut(original, sideEffects, optOut);
}

const insertion = (last: Argument | undefined, argList: SyntaxNode): CallVerdict =>
  last === undefined
    ? { kind: 'edit', edit: { from: argList.from + 1, to: argList.from + 1, insert: 'opt_out=True' } }
    : { kind: 'edit', edit: { from: last.to, to: last.to, insert: ', opt_out=True' } };

function judgeOptOut(source: string, sideEffects: RangeIndex<Range>, { value }: Argument): CallVerdict {
  const [node, ...more] = value;
  // More than one node: an assignment expression, which has no node of its own here.
  if (node === undefined || more.length > 0 || sideEffects.startingIn(node.from, node.to).length > 0) {
    return refuse(
      'side-effect-in-argument',
      'its opt_out argument assigns, awaits or yields: write opt_out=True by hand',
    );
  }
  if (textOf(source, unwrap(node)) === 'True') return { kind: 'opted-out' };
  return { kind: 'edit', edit: { from: node.from, to: node.to, insert: 'True' } };
}
