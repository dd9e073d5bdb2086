/** Where the HTML in the saved outputs of a code cell lies in the raw JSON, for nbformat 3 and 4. Judges nothing. */
import type { ByteOffset } from '../bytes/edit.ts';
import type { NotebookFormat } from './code-cell.ts';
import type { JsonReader } from './json/json-reader.ts';
import { askForKeys } from './json/json-scan.ts';
import { readItems, readMembersOf } from './json/read-parts.ts';

/** The place of one output's HTML: the JSON value of a string or a list of strings. */
export interface RawPage {
  /** The format in which HTML stands where this was found. */
  readonly nbformat: NotebookFormat;
  readonly start: ByteOffset;
  readonly end: ByteOffset;
  /** True when every word of it stands in the bytes as it is: no letter is escaped, and no line goes on in the next string. */
  readonly isPlain: boolean;
}

const OF_OUTPUT = askForKeys('data', 'html');
const OF_DATA = askForKeys('text/html');

/**
 * The HTML in a cell's outputs: in `data["text/html"]` of nbformat 4, and in `html` of nbformat 3. Where a key stands
 * twice, both are read: readers differ in which of them counts.
 * Source: nbformat, v4/rwbase.py, `_rejoin_mimebundle`; v3/rwbase.py, `_multiline_outputs`.
 */
export function readOutputs(reader: JsonReader): readonly RawPage[] {
  const pages: RawPage[] = [];
  const readPage = (nbformat: NotebookFormat): void => {
    const page = skipPage(reader, nbformat);
    if (page !== undefined) pages.push(page);
  };
  readItems(reader, () =>
    readMembersOf(reader, OF_OUTPUT, (key) => {
      if (key === 'data')
        readMembersOf(reader, OF_DATA, (type) => (type === 'text/html' ? readPage(4) : reader.skipValue()));
      else if (key === 'html') readPage(3);
      else reader.skipValue();
    }),
  );
  return pages;
}

/** Undefined, moved over, for what is no text: no reader joins it. */
function skipPage(reader: JsonReader, nbformat: NotebookFormat): RawPage | undefined {
  const { start, end, isText, isPlain } = reader.skipText();
  return isText ? { nbformat, start, end, isPlain } : undefined;
}
