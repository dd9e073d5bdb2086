/**
 * Reads the parts of a notebook file that matter here, in one pass over its JSON. Judges nothing: what is not
 * of the expected shape is left undefined for `cells.ts` to judge.
 */
import type { ByteOffset } from '../bytes/edit.ts';
import type { JsonReader } from './json/json-reader.ts';
import { pairOf, type WordPair } from './json/json-scan.ts';
import { readItems, readMembers, readScalar } from './json/read-parts.ts';
import type { LanguageClaims } from './language.ts';
import { type RawPage, readOutputs } from './outputs.ts';

/** A cell as it stands in the file, before it is known to be Python. */
export interface RawCell {
  readonly type: unknown;
  readonly language: unknown;
  /** The source (nbformat 4, and nbformat 3's text cells) and the input (nbformat 3's code cells). */
  readonly source: RawSource | undefined;
  readonly input: RawSource | undefined;
  /** The HTML in its saved outputs. */
  readonly pages: readonly RawPage[];
}

/** Where the JSON value of a source lies; `isText` when it is a string or a list of strings. */
export interface RawSource {
  readonly start: ByteOffset;
  readonly end: ByteOffset;
  readonly isText: boolean;
  /** True when no character is escaped by its number, and no line goes on in the next string. */
  readonly isPlain: boolean;
  /** False when the text certainly does not hold `processing_job_arn`. */
  readonly mayHaveArn: boolean;
  /** False when the text certainly does not hold the word that was asked for; any answer when none was. */
  readonly mayHaveWord: boolean;
}

/** What a notebook file holds, as far as it has the expected shape; nothing is judged yet. */
export interface RawNotebook {
  nbformat?: unknown;
  /** What the metadata says of the language. */
  claims?: LanguageClaims;
  /** The language as nbformat 3 names it; elsewhere it may be that of the text. */
  language?: unknown;
  cells?: readonly RawCell[] | undefined;
  worksheetCells?: readonly RawCell[] | undefined;
}

/** For the reader of a notebook: the end of `processing_job_arn`, and the beginning of a word of eight letters or more. */
export const wordsOf = (word = ''): WordPair => pairOf('_job_arn', word.slice(0, 8).padEnd(8, '\0'));

/**
 * Reads a whole notebook file; `reader` stands at its start, and searches for `wordsOf`.
 * @throws JsonProblem when the bytes are no JSON, or a key that is read stands twice.
 */
export function readNotebook(reader: JsonReader): RawNotebook {
  const notebook: RawNotebook = {};
  if (reader.nextKind !== 'object') {
    reader.skipValue();
  } else {
    reader.readObject((key) => {
      if (key === 'nbformat') notebook.nbformat = readScalar(reader);
      else if (key === 'metadata') notebook.claims = readClaims(reader, notebook);
      else if (key === 'cells') notebook.cells = readCells(reader);
      else if (key === 'worksheets') notebook.worksheetCells = readWorksheets(reader);
      else reader.skipValue();
    });
  }
  reader.expectEnd();
  return notebook;
}

function readClaims(reader: JsonReader, notebook: RawNotebook): LanguageClaims {
  const languages: unknown[] = [];
  let kernelName: unknown;
  readMembers(reader, (section) => {
    if (section === 'language') notebook.language = readScalar(reader);
    else if (section !== 'language_info' && section !== 'kernelspec') reader.skipValue();
    else
      readMembers(reader, (key) => {
        if (key === (section === 'kernelspec' ? 'language' : 'name')) languages.push(readScalar(reader));
        else if (key === 'name') kernelName = readScalar(reader);
        else reader.skipValue();
      });
  });
  return { languages, kernelName };
}

/** All items as cells, or undefined when the value is no list of objects. */
function readCells(reader: JsonReader): RawCell[] | undefined {
  const cells: RawCell[] = [];
  const isWhole = readItems(reader, () => {
    const cell = readCell(reader);
    if (cell !== undefined) cells.push(cell);
    return cell !== undefined;
  });
  return isWhole ? cells : undefined;
}

function readWorksheets(reader: JsonReader): RawCell[] | undefined {
  const all: RawCell[] = [];
  const isWhole = readItems(reader, () => {
    let cells: RawCell[] | undefined;
    readMembers(reader, (key) => {
      if (key === 'cells') cells = readCells(reader);
      else reader.skipValue();
    });
    for (const cell of cells ?? []) all.push(cell);
    return cells !== undefined;
  });
  return isWhole ? all : undefined;
}

function readCell(reader: JsonReader): RawCell | undefined {
  let [type, language]: unknown[] = [];
  let [source, input]: (RawSource | undefined)[] = [];
  let pages: readonly RawPage[] = [];
  const isObject = readMembers(reader, (key) => {
    if (key === 'cell_type') type = readScalar(reader);
    else if (key === 'language') language = readScalar(reader);
    else if (key === 'source') source = skipSource(reader);
    else if (key === 'input') input = skipSource(reader);
    else if (key === 'outputs') pages = readOutputs(reader);
    else reader.skipValue();
  });
  return isObject ? { type, language, source, input, pages } : undefined;
}

function skipSource(reader: JsonReader): RawSource {
  const { start, end, isText, isPlain, mayHaveFirst, mayHaveSecond } = reader.searchText();
  return {
    start,
    end,
    isText,
    isPlain,
    mayHaveArn: !isPlain || mayHaveFirst,
    mayHaveWord: !isPlain || mayHaveSecond,
  };
}
