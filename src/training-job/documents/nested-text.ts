/** Documents that are strings in documents, such as a pipeline definition: where their text stands, and edits in there. */
import type { TextEdit } from '../../text/text-edit.ts';
import { parseJson } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Document, StringTree, Tree } from './tree.ts';

type Unreadable = 'syntax-error' | 'dynamic' | 'unknown-language';

/** What a string holds: a document, what looks like one and cannot be read, or plain text. */
export type Nested =
  | { readonly kind: 'document'; readonly document: Document }
  /** `at` is the code unit of the string's value where it cannot be read. */
  | {
      readonly kind: 'unreadable';
      readonly reason: Unreadable;
      readonly detail: string;
      readonly at?: number;
    }
  | { readonly kind: 'text' };

/** Looks into a string that speaks of training jobs, as `mentions` tells. @throws RangeError when it is nested too deep */
export function parseNested(
  parent: Document,
  string: StringTree,
  mentions: (text: string) => boolean,
): Nested {
  const { value } = string;
  if (!mentions(value)) return { kind: 'text' };
  if (/^\s*\{%/.test(value)) return { kind: 'unreadable', reason: 'dynamic', detail: EXPRESSION };
  const isJson = /^\s*[[{]/.test(value);
  if (!isJson && !value.includes('\n')) return { kind: 'text' };
  const parsed = isJson ? parseJson(value) : parseYaml(value);
  if (!('kind' in parsed))
    return { kind: 'document', document: { ...parsed, parent: { document: parent, string } } };
  if (isJson)
    return {
      kind: 'unreadable',
      reason: 'syntax-error',
      detail: `a text in it is ${parsed.detail}`,
      at: parsed.at,
    };
  // Much text speaks of training jobs; this one names a rule.
  return value.includes('rule_to_invoke')
    ? { kind: 'unreadable', reason: 'unknown-language', detail: FOREIGN }
    : { kind: 'text' };
}

const EXPRESSION =
  'a JSONata expression makes the request when the state runs: set the parameter in it by hand';
const FOREIGN =
  'a text in it names rule_to_invoke and is neither JSON nor YAML, perhaps a program: set the parameter in it by hand';

/** True for a text that CloudFormation joins from pieces. */
export const isJoin = (tree: Tree): boolean =>
  tree.tag === '!Join' || (tree.kind === 'object' && tree.members.some(({ key }) => key === 'Fn::Join'));

/** All pieces of a joined text, one after the other. */
export function joinStrings(tree: Tree): string {
  switch (tree.kind) {
    case 'string':
      return tree.value;
    case 'array':
      return tree.items.map(joinStrings).join('');
    case 'object':
      return tree.members.map(({ value }) => joinStrings(value)).join('');
    case 'scalar':
    case 'alias':
      return '';
  }
}

/** Edits of a document as edits of the outermost text; undefined when a string is written in a way that hides places. */
export function toOuterEdits(
  document: Document,
  edits: readonly TextEdit[],
): readonly TextEdit[] | undefined {
  if (document.parent === undefined) return edits;
  const { document: outer, string } = document.parent;
  const source = readSource(outer, string);
  if (source === undefined) return undefined;
  const mapped = edits.map(({ from, to, insert }) => ({
    from: source.places[from] as number,
    to: source.places[to] as number,
    insert: source.encode(insert),
  }));
  return toOuterEdits(outer, mapped);
}

/** The place of a code unit of a document in the outermost text. */
export function toOuterPlace(document: Document, place: number): number {
  if (document.parent === undefined) return place;
  const { document: outer, string } = document.parent;
  return toOuterPlace(outer, readSource(outer, string)?.places[place] ?? string.start);
}

/** How a string's value is written: the place of each code unit and of the end, and how more text is written. */
interface Source {
  readonly places: readonly number[];
  readonly encode: (text: string) => string;
}

function readSource({ text }: Document, { start, end, value }: StringTree): Source | undefined {
  const raw = text.slice(start, end);
  const readers = [readDoubleQuoted, readSingleQuoted, readLiteralBlock];
  const read = readers.map((reader) => reader(raw, start)).find((source) => source !== undefined);
  return read?.value === value ? read : undefined;
}

type Read = (Source & { readonly value: string }) | undefined;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function readDoubleQuoted(raw: string, start: number): Read {
  if (!raw.startsWith('"')) return undefined;
  return {
    ...readUnits(raw, start, /\\u[0-9a-fA-F]{4}|\\\r?\n[ \t]*|[ \t]*\r?\n\s*|\\?./gs, decodeEscape),
    encode: (text) => JSON.stringify(text).slice(1, -1),
  };
}

function decodeEscape(unit: string): string {
  if (!unit.startsWith('\\')) return decodeFold(unit);
  if (unit.length === 6 && unit[1] === 'u') return String.fromCharCode(Number.parseInt(unit.slice(2), 16));
  // An escaped line end is none.
  return /^\\\r?\n/.test(unit) ? '' : (ESCAPES[unit.charAt(1)] ?? unit.charAt(1));
}

/** YAML reads one line end as a space, and more as one less. */
function decodeFold(unit: string): string {
  const lineEnds = unit.match(/\n/g)?.length ?? 0;
  if (lineEnds === 0) return unit;
  return lineEnds === 1 ? ' ' : '\n'.repeat(lineEnds - 1);
}

function readSingleQuoted(raw: string, start: number): Read {
  if (!raw.startsWith("'")) return undefined;
  return {
    ...readUnits(raw, start, /''|[ \t]*\r?\n\s*|./gs, (unit) => (unit === "''" ? "'" : decodeFold(unit))),
    encode: (text) => text.replaceAll("'", "''"),
  };
}

/** The text between two quotes, unit by unit. */
function readUnits(
  raw: string,
  start: number,
  units: RegExp,
  decode: (unit: string) => string,
): Pick<Source, 'places'> & { readonly value: string } {
  const places: number[] = [];
  let value = '';
  for (const { 0: unit, index } of raw.slice(1, -1).matchAll(units)) {
    const decoded = decode(unit);
    for (let count = 0; count < decoded.length; count += 1) places.push(start + 1 + index);
    value += decoded;
  }
  places.push(start + raw.length - 1);
  return { value, places };
}

/** Lines below `|` without their indentation. */
function readLiteralBlock(raw: string, start: number): Read {
  const [head, lines] = /^\|[-+]?[ \t]*(?:#.*)?\r?\n([\s\S]*)$/.exec(raw) ?? [];
  const indentation = /^ +/m.exec(lines ?? '')?.[0];
  if (head === undefined || lines === undefined || indentation === undefined) return undefined;
  const places: number[] = [];
  let value = '';
  for (const { 0: line, index } of lines.matchAll(/.*?(?:\r?\n|$)/g)) {
    const begin = line.startsWith(indentation) ? indentation.length : line.search(/\S|\n|$/);
    const content = line.slice(begin).replace('\r\n', '\n');
    for (let unit = 0; unit < content.length; unit += 1)
      places.push(start + raw.length - lines.length + index + begin + unit);
    value += content;
  }
  places.push(start + raw.length);
  const lineEnd = raw.includes('\r\n') ? '\r\n' : '\n';
  const kept = /^\|\+/.test(raw) ? value : value.replace(/\n*$/, raw.startsWith('|-') ? '' : '\n');
  return { value: kept, places, encode: (text) => text.replaceAll(/\r?\n/g, lineEnd + indentation) };
}
