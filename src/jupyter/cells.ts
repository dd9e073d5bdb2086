/**
 * Where the sources of a notebook's code cells lie in the raw JSON, for nbformat 3 and 4. Knows the notebook
 * format and no Python.
 */
import { isAscii as hasOnlyAscii, isUtf8 } from 'node:buffer';
import { catchError } from '../text/catch-error.ts';
import type { RefusalReason, Refused } from '../verdict.ts';
import { type CellFacts, CodeCell, type NotebookFormat } from './code-cell.ts';
import { JsonProblem } from './json/json-problem.ts';
import { JsonReader } from './json/json-reader.ts';
import { type LanguageClaims, languageOf } from './language.ts';
import { type RawCell, type RawNotebook, type RawSource, readNotebook, wordsOf } from './raw-notebook.ts';
import { SavedPage } from './saved-page.ts';

/** The cells of a notebook, or why it cannot be relied on. */
export type CellsAnswer = LocatedCells | RefusedCells;

/** `at` is the byte where the JSON cannot be read. */
export interface RefusedCells extends Refused {
  readonly at?: number;
}

/** What a notebook holds, in order. */
export interface LocatedCells {
  readonly kind: 'cells';
  /** Every code cell that is not known to be of another language. */
  readonly cells: readonly CodeCell[];
  /** The HTML in the saved outputs of code cells of any language. */
  readonly pages: readonly SavedPage[];
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Locates the code cells of a notebook that are or may be Python, for any bytes. `word`, eight letters of ASCII or more, is
 * what cells may be asked for.
 */
export function locateCodeCells(bytes: Uint8Array, word?: string): CellsAnswer {
  if (startsLikeLfsPointer(bytes))
    return refuse(
      'not-json',
      'the object holds a Git LFS pointer, not the notebook it stands for: fetch the file with git lfs pull',
    );
  const isAscii = hasOnlyAscii(bytes);
  if (!isAscii && !isUtf8(bytes)) return refuse('not-utf-8', notUtf8Detail(bytes));
  const hasMark = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  const notebook = catchError(JsonProblem, () =>
    readNotebook(new JsonReader(bytes, hasMark ? BYTE_ORDER_MARK.length : 0, wordsOf(word))),
  );
  if (!(notebook instanceof JsonProblem)) return pickCells(notebook, { bytes, isAscii, word });
  const { reason, message, at } = notebook;
  return {
    ...refuse(reason, `${message} (${describePlace(bytes, at)}): repair the notebook, then run again`),
    at,
  };
}

/** The place of a byte as editors show it, both from 1. */
function describePlace(bytes: Uint8Array, at: number): string {
  const before = new TextDecoder().decode(bytes.subarray(0, at));
  const line = before.split('\n').length;
  return `line ${line}, column ${before.length - before.lastIndexOf('\n')}`;
}

/** Source: the Git LFS specification. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

const startsLikeLfsPointer = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LFS_POINTER.length)).equals(
    Buffer.from(LFS_POINTER),
  );

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

/** The file that cells are picked from, and the word that they may be asked for. */
interface Picked {
  readonly bytes: Uint8Array;
  readonly isAscii: boolean;
  readonly word: string | undefined;
}

function pickCells(notebook: RawNotebook, { bytes, isAscii, word }: Picked): CellsAnswer {
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
  const claims = notebook.claims ?? { languages: [], kernelName: undefined };
  const notebookLanguage = languageOf(claims);
  const cells: CodeCell[] = [];
  const pages: SavedPage[] = [];
  let number = 0;
  for (const [index, cell] of all.entries()) {
    const source = sourceOf(cell, nbformat);
    if (typeof source === 'string')
      return refuse('not-a-notebook', `cell ${index + 1} ${source}: repair the notebook`);
    if (cell.type !== 'code') continue;
    number += 1;
    for (const page of cell.pages)
      if (page.nbformat === nbformat) pages.push(new SavedPage(bytes, number, page));
    const language =
      nbformat === 4 ? notebookLanguage : languageOf(withOwn(claims, [notebook.language, cell.language]));
    if (language === 'other') continue;
    const { start, end, mayHaveArn, mayHaveWord } = source;
    const isPlain = source.isPlain && isAscii;
    const facts: CellFacts = { number, language, nbformat, start, end, isPlain, mayHaveArn, mayHaveWord };
    const code = new CodeCell(bytes, facts, word);
    // Half a character can only stand in an escape.
    if (!source.isPlain && !code.text.isWellFormed())
      return refuse(
        'lone-surrogate',
        `code cell ${number} holds half a character (a lone surrogate): repair the cell`,
      );
    cells.push(code);
  }
  return { kind: 'cells', cells, pages };
}

/** The source that the format gives a cell of this type, or what is wrong with the cell. */
function sourceOf(cell: RawCell, nbformat: NotebookFormat): RawSource | string {
  if (typeof cell.type !== 'string' || !CELL_TYPES.includes(cell.type)) return 'is of no known cell_type';
  const name = nbformat === 3 && cell.type === 'code' ? 'input' : 'source';
  const source = cell[name];
  if (source === undefined) return `has no ${name}`;
  return source.isText ? source : `has a ${name} that is neither a string nor a list of strings`;
}

const withOwn = ({ languages, kernelName }: LanguageClaims, own: readonly unknown[]): LanguageClaims => ({
  languages: [...languages, ...own],
  kernelName,
});
