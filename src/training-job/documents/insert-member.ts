/** Text edits that put one member into an object in the object's own layout: braces or block, quotes, line by line or not. */
import type { TextEdit } from '../../text/text-edit.ts';
import type { Document, Member, ObjectTree, Tree } from './tree.ts';

/** The member to put in: a string, or an object that holds one member. */
export type NewMember = { readonly key: string; readonly value: string | NewMember };

const STEP = '  ';

/** The edits that add `member` as the object's last one, or in a YAML block where it can stand. */
export const insertMember = (document: Document, object: ObjectTree, member: NewMember): TextEdit[] =>
  object.isFlow ? insertIntoBraces(document, object, member) : insertIntoBlock(document, object, member);

/** The edit that puts a string, or an object of one member, in the place of a value. */
export function replaceValue(
  document: Document,
  object: ObjectTree,
  old: Tree,
  value: string | NewMember,
): TextEdit {
  const { text } = document;
  const style = styleOf(document, object);
  const quote = /["']/.exec(text.charAt(old.start))?.[0] ?? style.valueQuote;
  const inserted = typeof value === 'string' ? quote + value + quote : `{${render(value, style)}}`;
  const gap = old.start === old.end && text[old.start - 1] === ':' ? ' ' : '';
  return { from: old.start, to: old.end, insert: gap + inserted };
}

interface Style {
  readonly keyQuote: string;
  readonly valueQuote: string;
  readonly colon: string;
}

function styleOf({ text, syntax }: Document, { members }: ObjectTree): Style {
  const last = members.at(-1);
  const between = last === undefined ? '' : text.slice(last.keyEnd, last.value.start);
  const colon = /^ *: *$/.test(between) ? between : ': ';
  if (syntax === 'json') return { keyQuote: '"', valueQuote: '"', colon };
  const keyQuote = /["']/.exec(text.charAt(last?.keyStart ?? -1))?.[0] ?? '';
  const isSingle = members.some(({ value }) => text[value.start] === "'");
  // Without a space only a key in quotes ends before the colon.
  return { keyQuote, valueQuote: isSingle ? "'" : '"', colon: keyQuote === '' ? ': ' : colon };
}

const render = ({ key, value }: NewMember, style: Style): string => {
  const { keyQuote, valueQuote, colon } = style;
  const shown = typeof value === 'string' ? valueQuote + value + valueQuote : `{${render(value, style)}}`;
  return `${keyQuote}${key}${keyQuote}${colon}${shown}`;
};

function insertIntoBraces(document: Document, object: ObjectTree, member: NewMember): TextEdit[] {
  const { text } = document;
  const style = styleOf(document, object);
  const inserted = render(member, style);
  const last = object.members.at(-1);
  if (last === undefined) return [insertion(object.start + 1, inserted)];
  const lead = leadOf(text, object, style);
  const { end } = last.value;
  // A comment behind the last member stays on its line.
  const comment = /^([ \t]*,)?[ \t]*(?:\/\/.*|#.*|\/\*.*?\*\/[ \t]*)(?=\r?\n)/.exec(text.slice(end));
  if (comment === null || !lead.includes('\n')) return [insertion(end, `,${lead}${inserted}`)];
  const behind = end + comment[0].trimEnd().length;
  return comment[1] === undefined
    ? [insertion(end, ','), insertion(behind, lead + inserted)]
    : [insertion(behind, `${lead}${inserted},`)];
}

/** The white space before the last member: a line end and indentation, a space, or nothing. */
function leadOf(text: string, { members, start }: ObjectTree, { colon }: Style): string {
  const last = members.at(-1) as Member;
  const before = text.slice(members.at(-2)?.value.end ?? start + 1, last.keyStart);
  const line = /\r?\n[ \t]*$/.exec(before)?.[0];
  if (line !== undefined) return line;
  if (members.length === 1) return colon.endsWith(' ') ? ' ' : '';
  return /[ \t]*$/.exec(before)?.[0] as string;
}

function insertIntoBlock(document: Document, object: ObjectTree, member: NewMember): TextEdit[] {
  const { text } = document;
  const [first] = object.members as [Member, ...Member[]];
  const indentation = ' '.repeat(first.keyStart - (text.lastIndexOf('\n', first.keyStart - 1) + 1));
  const style = styleOf(document, object);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const rendered = renderBlock(member, style, lineEnd + indentation);
  const ends = object.members.map((own) => lineEndOf(text, own)).filter((end) => end !== undefined);
  const at = ends.at(-1);
  return at === undefined
    ? [insertion(first.keyStart, rendered + lineEnd + indentation)]
    : [insertion(at, lineEnd + indentation + rendered)];
}

const renderBlock = ({ key, value }: NewMember, style: Style, newLine: string): string =>
  typeof value === 'string'
    ? render({ key, value }, style)
    : `${style.keyQuote}${key}${style.keyQuote}:${newLine}${STEP}${renderBlock(value, style, newLine + STEP)}`;

/** The end of the line of a member that takes one line, its comment included. */
function lineEndOf(text: string, { keyStart, value }: Member): number | undefined {
  const end = Math.max(value.end, keyStart);
  const isInOneLine = (value.kind === 'string' || value.kind === 'scalar') && value.start < value.end;
  if (!isInOneLine || text.slice(keyStart, end).includes('\n')) return undefined;
  const [rest] = /^[ \t]*(?:#.*)?/.exec(text.slice(end)) as RegExpExecArray;
  return end + rest.trimEnd().length;
}

const insertion = (at: number, inserted: string): TextEdit => ({ from: at, to: at, insert: inserted });
