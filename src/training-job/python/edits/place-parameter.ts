/** The text edits that put `opt_out_telemetry` beside the other parameters of a rule, in the file's own layout. */
import type { SyntaxNode } from '@lezer/common';
import { argumentsOf } from '../../../python/arguments.ts';
import { childrenOf, unwrap, wrapped } from '../../../python/syntax.ts';
import type { TextEdit } from '../../../text/text-edit.ts';
import { splitAt } from '../evaluation/objects.ts';
import type { Site } from '../evaluation/values.ts';
import { endOfLineAfter, indentationOf, lineBreakOf } from './source-style.ts';

const PARAMETER = 'opt_out_telemetry';

const insertAt = (at: number, insert: string): TextEdit => ({ from: at, to: at, insert });

/** A line after the statement that binds this value, and nothing else, to a name; undefined when there is no such. */
export function lineAfterBinding({ unit, node }: Site, quote: string): TextEdit | undefined {
  const value = wrapped(node);
  const statement = value.parent;
  if (statement?.name !== 'AssignStatement') return undefined;
  const parts = childrenOf(statement).filter(({ name }) => name !== 'TypeDef');
  const [name, operator, bound, ...rest] = parts;
  const isOwn = name?.name === 'VariableName' && operator?.name === 'AssignOp' && bound?.from === value.from;
  if (name === undefined || !isOwn || rest.length > 0) return undefined;
  const target = unit.text.slice(name.from, name.to);
  return lineAfter(
    { unit, node: statement },
    `${target}.rule_parameters[${quote}${PARAMETER}${quote}] = ${quote}True${quote}`,
  );
}

/** A line after a statement that has its lines for itself. */
function lineAfter({ unit, node }: Site, line: string): TextEdit | undefined {
  const { text } = unit;
  const indentation = indentationOf(text, node.from);
  const end = endOfLineAfter(text, node.to);
  if (indentation === undefined || end === undefined) return undefined;
  return insertAt(end, `${lineBreakOf(text, end)}${indentation}${line}`);
}

/** A line after `parameters["rule_to_invoke"] = "ProfilerReport"` that sets the other parameter in the same way. */
export function lineAfterAssignment({ unit, node }: Site): TextEdit | undefined {
  const [target, , value, ...rest] = childrenOf(node) as [SyntaxNode, unknown, SyntaxNode, ...SyntaxNode[]];
  const key = childrenOf(target)[2] as SyntaxNode | undefined;
  if (key?.name !== 'String' || rest.length > 0) return undefined;
  const { text } = unit;
  const before = text.slice(target.from, key.from);
  const between = text.slice(key.to, value.from);
  const quote = quoteIn(text, key);
  return lineAfter({ unit, node }, `${before}${quote}${PARAMETER}${quote}${between}${quote}True${quote}`);
}

/** The wrapping expression around a configuration. Source: run with sagemaker 2.19 to 2.257. */
export const wrapping = ({ node }: Site, quote: string): TextEdit[] => [
  insertAt(
    node.from,
    `(lambda report: report.rule_parameters.update(${PARAMETER}=${quote}True${quote}) or report)(`,
  ),
  insertAt(node.to, ')'),
];

/** One more entry at the end of a dictionary literal. */
export function entryInLiteral({ unit, node }: Site): TextEdit[] {
  const { text } = unit;
  const last = lastItemOf(node);
  const pairs = splitAt(childrenOf(node).slice(1, -1), ',').filter(([, colon]) => colon?.name === ':');
  const [key, , value] = pairs.at(-1) as [SyntaxNode, unknown, SyntaxNode];
  const quote = quoteIn(text, key);
  const valueQuote = value.name === 'String' ? quoteIn(text, value) : quote;
  const between = text.slice(key.to, value.from).replace(/#[^\r\n]*|[\r\n]\s*/g, '');
  const entry = `${quote}${PARAMETER}${quote}${between}${valueQuote}True${valueQuote}`;
  return itemAtEnd(text, last, node, entry);
}

/** One more keyword at the end of a call of `dict` and the like. */
export function keywordInCall({ unit, node }: Site, quote: string): TextEdit[] {
  const argList = childrenOf(node)[1] as SyntaxNode;
  const last = lastItemOf(argList);
  return itemAtEnd(unit.text, last, argList, `${PARAMETER}=${quote}True${quote}`);
}

/** The nodes of the last item in brackets, of which there is one. */
const lastItemOf = (node: SyntaxNode): SyntaxNode[] =>
  splitAt(childrenOf(node).slice(1, -1), ',').findLast((nodes) => nodes.length > 0) as SyntaxNode[];

/** Puts an item after the last one: on a line of its own where the last one is, with or without a comma at the end. */
function itemAtEnd(
  text: string,
  last: readonly SyntaxNode[],
  container: SyntaxNode,
  item: string,
): TextEdit[] {
  const [from = 0, to = 0] = [last[0]?.from, last.at(-1)?.to];
  const comma = childrenOf(container).findLast(({ name }) => name === ',');
  const hasComma = comma !== undefined && comma.from >= to;
  const end = endOfLineAfter(text, hasComma ? comma.to : to);
  const indentation = indentationOf(text, from);
  const isOnLines = indentation !== undefined && end !== undefined && end < container.to;
  if (!isOnLines || end === undefined) return [insertAt(to, `, ${item}`)];
  const line = `${lineBreakOf(text, end)}${indentation}${item}`;
  if (hasComma) return [insertAt(end, `${line},`)];
  return end === to ? [insertAt(to, `,${line}`)] : [insertAt(to, ','), insertAt(end, line)];
}

/** The quote of a string; double quotes where the node is none. */
const quoteIn = (text: string, node: SyntaxNode): string =>
  node.name === 'String' && text.slice(node.from, node.to).includes("'") ? "'" : '"';

/** Takes an argument away, with the comma that parts it; undefined when a comment would go with it. */
export function withoutArgument({ unit, node }: Site): TextEdit | undefined {
  const argList = node.parent as SyntaxNode;
  const all = argumentsOf(unit.source.original, argList);
  const index = all.findIndex(({ value }) => value[0]?.from === node.from);
  const name = node.prevSibling?.prevSibling as SyntaxNode;
  const [before, next] = [all[index - 1], all[index + 1]];
  const own = all[index] as (typeof all)[number];
  const nextStart = next === undefined ? undefined : (nextNode(next.value[0], next.name) as number);
  const from = before === undefined ? name.from : before.to;
  const to = before === undefined ? (nextStart ?? endOfArguments(argList, own.to)) : own.to;
  return unit.text.slice(from, name.from).includes('#') || unit.text.slice(own.to, to).includes('#')
    ? undefined
    : { from, to, insert: '' };
}

const nextNode = (value: SyntaxNode | undefined, name: string | undefined): number | undefined =>
  name === undefined ? value?.from : value?.prevSibling?.prevSibling?.from;

/** After the comma behind the only argument, or after that argument. */
const endOfArguments = (argList: SyntaxNode, to: number): number =>
  childrenOf(argList).find(({ name, from }) => name === ',' && from >= to)?.to ?? to;

/** The expression without the parentheses around it, as a replacement by the literal. */
export const literalInstead = ({ node }: Site, quote: string): TextEdit => {
  const { from, to } = unwrap(node);
  return { from, to, insert: `${quote}True${quote}` };
};

/** Brackets that make a list of one rule. */
export const bracketsAround = ({ node }: Site): TextEdit[] => [
  insertAt(node.from, '['),
  insertAt(node.to, ']'),
];
