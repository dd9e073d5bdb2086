/**
 * What the arguments of one setup call pass as `opt_out`, and the text edit that makes it `True`.
 * Source: awslabs/sagemaker-debugger, smdebug/core/utils.py: `setup_profiler_report(processing_job_arn, opt_out=False)`.
 */
import type { SyntaxNode } from '@lezer/common';
import type { RefusalReason } from '../verdict.ts';
import { childrenOf, textOf, unwrap } from './syntax.ts';

/** Replace the text from `from` to `to` (code units) by `insert`. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** What one setup call needs. */
export type CallVerdict =
  | { readonly kind: 'opted-out' }
  | { readonly kind: 'edit'; readonly edit: TextEdit }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly why: string };

const refuse = (reason: RefusalReason, why: string): CallVerdict => ({ kind: 'refused', reason, why });

/** Judges the argument list of a setup call; the call itself is known to be free of syntax errors. */
export function judgeArguments(source: string, argList: SyntaxNode): CallVerdict {
  const written = splitArguments(argList);
  const problem = written
    .map((nodes) => argumentProblem(nodes, written.length))
    .find((found) => found !== undefined);
  if (problem !== undefined) return problem;
  const keywords = written.filter(isKeyword);
  const positional = written.filter((nodes) => !isKeyword(nodes));
  if (written.some((nodes, index) => !isKeyword(nodes) && written.slice(0, index).some(isKeyword))) {
    return refuse('syntax-error', 'a positional argument follows a keyword argument');
  }
  const names = keywords.map(([name]) => (name === undefined ? '' : textOf(source, name).normalize('NFKC')));
  if (new Set(names).size < names.length) return refuse('syntax-error', 'an argument stands twice');
  const named = keywords[names.indexOf('opt_out')]?.slice(2);
  const second = positional[1];
  if (positional.length > 2 || (named !== undefined && second !== undefined)) {
    return refuse('unexpected-arguments', 'it passes more arguments than (processing_job_arn, opt_out)');
  }
  return judgeOptOut(source, named ?? second, written.at(-1), argList);
}

function judgeOptOut(
  source: string,
  optOut: readonly SyntaxNode[] | undefined,
  last: readonly SyntaxNode[] | undefined,
  argList: SyntaxNode,
): CallVerdict {
  if (optOut !== undefined) {
    const [value, ...rest] = optOut;
    if (value === undefined) return refuse('syntax-error', 'an argument is empty');
    if (rest.length === 0 && textOf(source, unwrap(value)) === 'True') return { kind: 'opted-out' };
    if (rest.length > 0 || hasSideEffect(value)) {
      return refuse(
        'side-effect-in-argument',
        'its opt_out argument assigns, awaits or yields: write opt_out=True by hand',
      );
    }
    return { kind: 'edit', edit: { from: value.from, to: value.to, insert: 'True' } };
  }
  const end = last?.at(-1)?.to;
  return {
    kind: 'edit',
    edit:
      end === undefined
        ? { from: argList.from + 1, to: argList.from + 1, insert: 'opt_out=True' }
        : { from: end, to: end, insert: ', opt_out=True' },
  };
}

/** The nodes of each argument, comments and commas left out. */
function splitArguments(argList: SyntaxNode): SyntaxNode[][] {
  const written: SyntaxNode[][] = [[]];
  for (const node of childrenOf(argList).slice(1, -1)) {
    if (node.name === ',') written.push([]);
    else written.at(-1)?.push(node);
  }
  // Behind a trailing comma, or in empty parentheses, stands no argument.
  if (written.at(-1)?.length === 0) written.pop();
  return written;
}

function argumentProblem(nodes: readonly SyntaxNode[], count: number): CallVerdict | undefined {
  const [first] = nodes;
  if (first === undefined) return refuse('syntax-error', 'an argument is empty');
  if (first.name === '*' || first.name === '**') {
    return refuse('unpacked-arguments', 'unpacked arguments (* or **) hide what is passed: write them out');
  }
  if (nodes.some(({ name }) => name === 'for' || name === 'async')) {
    return count > 1
      ? refuse('syntax-error', 'a generator beside other arguments needs parentheses')
      : refuse('generator-argument', 'its argument is a bare generator: put parentheses around it');
  }
  return undefined;
}

const isKeyword = (nodes: readonly SyntaxNode[]): boolean => {
  const [name, operator] = nodes;
  return name?.name === 'VariableName' && operator?.name === 'AssignOp' && operator.to - operator.from === 1;
};

const SIDE_EFFECTS = ['NamedExpression', 'AwaitExpression', 'YieldExpression'];

function hasSideEffect(node: SyntaxNode): boolean {
  const cursor = node.cursor();
  do {
    if (SIDE_EFFECTS.includes(cursor.name)) return true;
  } while (cursor.next() && cursor.from < node.to);
  return false;
}
