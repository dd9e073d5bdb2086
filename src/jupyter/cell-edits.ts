/** Edits of a code cell's text as edits of the notebook's bytes, and the text that edited bytes hold. */
import { type ByteEdit, editOf } from '../bytes/edit.ts';
import { catchError } from '../text/catch-error.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { type CodeCell, decodeSource, type NotebookFormat } from './code-cell.ts';
import { JsonProblem } from './json/json-problem.ts';
import { JsonReader } from './json/json-reader.ts';
import { codeUnitOffset, SourceMap } from './source-map.ts';

/** The same edits, cut where one would take out a line feed that must stay. */
export function aroundLineFeeds(edits: readonly TextEdit[], fixed: readonly number[]): TextEdit[] {
  let next = 0;
  return edits.flatMap((edit) => {
    while ((fixed[next] ?? Infinity) < edit.from) next += 1;
    const cut: TextEdit[] = [];
    let { from, insert } = edit;
    for (let at = fixed[next]; at !== undefined && at < edit.to; at = fixed[next]) {
      if (from < at) cut.push({ from, to: at, insert });
      [from, insert, next] = [at + 1, '', next + 1];
    }
    return [...cut, { from, to: edit.to, insert }];
  });
}

/** The edits of a cell's text, none of which takes out a fixed line feed, as edits of the notebook. */
export function toByteEdits(bytes: Uint8Array, cell: CodeCell, edits: readonly TextEdit[]): ByteEdit[] {
  const map = new SourceMap(bytes, cell);
  return edits.flatMap(({ from, to, insert }) =>
    map.toByteRanges(codeUnitOffset(from), codeUnitOffset(to)).map(({ start, end }, index) => ({
      ...editOf(bytes, start, end, index === 0 ? Buffer.from(insert) : new Uint8Array()),
      cell: cell.number,
    })),
  );
}

/** The source that these bytes are, or undefined when they are not one JSON value and nothing else. */
export function readSource(bytes: Uint8Array, nbformat: NotebookFormat): string | undefined {
  const reader = new JsonReader(bytes);
  if (catchError(JsonProblem, () => reader.skipValue()) instanceof JsonProblem) return undefined;
  return reader.end === bytes.length
    ? decodeSource(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), nbformat).text
    : undefined;
}

/**
 * Text as it is inserted at a byte inside one string of a cell's source. In a list of lines a line break ends the
 * string and begins the next in the layout of the list, as Jupyter itself writes it.
 */
export function toInsertion(bytes: Uint8Array, cell: CodeCell, at: number, text: string): Buffer {
  const escaped = JSON.stringify(text).slice(1, -1);
  const separator = separatorBefore(bytes, cell, at);
  if (separator === undefined) return Buffer.from(escaped);
  const lineEnd = cell.source.isBare ? '' : '\\n';
  return Buffer.from(escaped.replaceAll('\\n', `${lineEnd}"${separator}"`));
}

/** What stands between the string of a list in which a byte lies and the one before it; undefined when it is no list. */
function separatorBefore(bytes: Uint8Array, { start }: CodeCell, at: number): string | undefined {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString('latin1');
  if (!source.startsWith('[')) return undefined;
  let space = '';
  for (const match of source.matchAll(/[[,](\s*)"(?:[^"\\]|\\.)*"?/gs)) space = match[1] as string;
  return `,${space}`;
}
