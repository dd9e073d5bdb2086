/**
 * Where the sources of a notebook's code cells lie in the raw JSON, for nbformat 3 and 4. Knows the notebook
 * format and no Python.
 */
import { isUtf8 } from 'node:buffer';
import type { ByteOffset } from '../bytes/edit.ts';
import { catchError } from '../text/catch-error.ts';
import type { RefusalReason, Refused } from '../verdict.ts';
import { JsonReader } from './json/json-reader.ts';
import { JsonProblem } from './json/json-scan.ts';
import { type RawCell, type RawNotebook, type RawSource, readNotebook } from './raw-notebook.ts';

/** One code cell of a language that Python tools run. */
export interface CodeCell {
  /** Counted from 1 over all code cells of the notebook, whatever their language. */
  readonly number: number;
  /** The source as one text, lines joined. */
  readonly text: string;
  /** Where the JSON value of the source begins and ends: a string or a list of strings. */
  readonly start: ByteOffset;
  readonly end: ByteOffset;
}

/** Every Python code cell, in order, or why the notebook cannot be relied on. */
export type CellsAnswer = { readonly kind: 'cells'; readonly cells: readonly CodeCell[] } | Refused;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Locates the Python code cells of a notebook; any bytes give an answer. */
export function locateCodeCells(bytes: Uint8Array): CellsAnswer {
  if (!isUtf8(bytes)) return refuse('not-utf-8', notUtf8Detail(bytes));
  const hasMark = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  const notebook = catchError(JsonProblem, () =>
    readNotebook(new JsonReader(bytes, hasMark ? BYTE_ORDER_MARK.length : 0)),
  );
  if (!(notebook instanceof JsonProblem)) return pickCells(notebook, bytes);
  return refuse(notebook.reason, `${notebook.message}: repair the notebook, then run again`);
}

const refuse = (reason: RefusalReason, detail: string): Refused => ({ kind: 'refused', reason, detail });

function notUtf8Detail(bytes: Uint8Array): string {
  const looksWide =
    bytes[0] === 0 ||
    bytes[1] === 0 ||
    (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    (bytes[0] === 0xfe && bytes[1] === 0xff);
  return looksWide
    ? 'looks like UTF-16 or UTF-32: save the notebook as UTF-8'
    : 'holds bytes that are no UTF-8: save the notebook as UTF-8';
}

/** The cell types of both formats. */
const CELL_TYPES = ['code', 'markdown', 'raw', 'heading', 'html'];

function pickCells(notebook: RawNotebook, bytes: Uint8Array): CellsAnswer {
  const { nbformat } = notebook;
  if (typeof nbformat !== 'number')
    return refuse('not-a-notebook', 'JSON without an nbformat number: is this a notebook?');
  if (nbformat !== 3 && nbformat !== 4) {
    return refuse(
      'unsupported-nbformat',
      `nbformat ${nbformat}: convert it to nbformat 4 (jupyter nbconvert --to notebook)`,
    );
  }
  const all = nbformat === 4 ? notebook.cells : notebook.worksheetCells;
  if (all === undefined)
    return refuse('not-a-notebook', `nbformat ${nbformat} without a list of cells: repair the notebook`);
  const cells: CodeCell[] = [];
  let number = 0;
  for (const [index, cell] of all.entries()) {
    const source = sourceOf(cell, nbformat);
    if (typeof source === 'string')
      return refuse('not-a-notebook', `cell ${index + 1} ${source}: repair the notebook`);
    if (cell.type !== 'code') continue;
    number += 1;
    if (!isPython(nbformat === 4 ? notebook.language : cell.language)) continue;
    const text = decodeSource(bytes, source.start, source.end);
    if (!text.isWellFormed())
      return refuse(
        'lone-surrogate',
        `code cell ${number} holds half a character (a lone surrogate): repair the cell`,
      );
    cells.push({ number, text, start: source.start, end: source.end });
  }
  return { kind: 'cells', cells };
}

/** The source that the format gives a cell of this type, or what is wrong with the cell. */
function sourceOf(cell: RawCell, nbformat: 3 | 4): RawSource | string {
  if (typeof cell.type !== 'string' || !CELL_TYPES.includes(cell.type)) return 'is of no known cell_type';
  const name = nbformat === 3 && cell.type === 'code' ? 'input' : 'source';
  const source = cell[name];
  if (source === undefined) return `has no ${name}`;
  return source.isText ? source : `has a ${name} that is neither a string nor a list of strings`;
}

/** Languages are free text: "python", "Python 3", "ipython", "pyspark"; a notebook that names none is Python. */
const isPython = (language: unknown): boolean =>
  typeof language !== 'string' || /python|pyspark/i.test(language);

/** The text of a source, a string or a list of strings, that lies between two byte offsets; it is known to be valid. */
export function decodeSource(bytes: Uint8Array, start: number, end: number): string {
  const value: string | string[] = JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'),
  );
  return typeof value === 'string' ? value : value.join('');
}
