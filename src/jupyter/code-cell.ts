/** One code cell of a notebook, whose source is decoded only when somebody asks for it. */
import type { ByteOffset } from '../bytes/edit.ts';
import type { Language } from './language.ts';

/** The versions of the notebook format that are understood. */
export type NotebookFormat = 3 | 4;

/** Where a cell lies, and what is known of it. */
export interface CellFacts {
  /** Counted from 1 over all code cells of the notebook, whatever their language. */
  readonly number: number;
  readonly language: Exclude<Language, 'other'>;
  readonly nbformat: NotebookFormat;
  /** Where the JSON value of the source begins and ends: a string or a list of strings. */
  readonly start: ByteOffset;
  readonly end: ByteOffset;
  /** True when every word of the text stands in the bytes as it is: ASCII, not escaped, and in one string. */
  readonly isPlain: boolean;
  /** False when the text certainly does not hold `processing_job_arn`. */
  readonly mayHaveArn: boolean;
  /** False when the text certainly does not hold the word that the cell may be asked for. */
  readonly mayHaveWord: boolean;
}

/** A source as one text. */
export interface SourceText {
  /** The source, lines joined. */
  readonly text: string;
  /** The line feeds of the text that no edit may take out, in order: offsets in code units. */
  readonly fixedLineFeeds: readonly number[];
  /** True when these line feeds stand in no byte of the file. */
  readonly isBare: boolean;
}

/** One code cell that is Python, or may be. */
export class CodeCell {
  readonly facts: CellFacts;
  readonly #bytes: Uint8Array;
  readonly #word: string;
  #source: SourceText | undefined;

  /** `bytes` are those of the whole file; `word`, in ASCII, is what the cell may be asked for. */
  constructor(bytes: Uint8Array, facts: CellFacts, word = '') {
    this.#bytes = bytes;
    this.facts = facts;
    this.#word = word;
  }

  get number(): number {
    return this.facts.number;
  }

  get start(): ByteOffset {
    return this.facts.start;
  }

  get end(): ByteOffset {
    return this.facts.end;
  }

  get text(): string {
    return this.source.text;
  }

  get source(): SourceText {
    this.#source ??= decodeSource(this.#written, this.facts.nbformat);
    return this.#source;
  }

  /** False only when the text certainly does not hold the word; NFKC makes others the same. */
  get mayHoldWord(): boolean {
    const { isPlain, mayHaveWord } = this.facts;
    if (!isPlain) return this.text.normalize('NFKC').includes(this.#word);
    return mayHaveWord && this.#written.includes(this.#word);
  }

  /** The source as it stands in the file. */
  get #written(): Buffer {
    const { start, end } = this.facts;
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, end - start);
  }
}

/**
 * The text of a source, a string or a list of strings, that is known to be valid JSON. Lists of nbformat 3 may be
 * written without line ends. The first line decides, so its line end must stay.
 * Source: nbformat, v3/rwbase.py, `_join_lines`; v4/rwbase.py, `rejoin_lines`.
 */
export function decodeSource(bytes: Buffer, nbformat: NotebookFormat): SourceText {
  const value: string | string[] = JSON.parse(bytes.toString('utf8'));
  if (typeof value === 'string') return { text: value, fixedLineFeeds: [], isBare: false };
  const [first = ''] = value;
  const hasLineEnds = nbformat === 4 || /[\n\r]$/.test(first);
  if (hasLineEnds)
    return { text: value.join(''), fixedLineFeeds: nbformat === 4 ? [] : [first.length - 1], isBare: false };
  let length = -1;
  const fixedLineFeeds = value.slice(0, -1).map((line) => {
    length += line.length + 1;
    return length;
  });
  return { text: value.join('\n'), fixedLineFeeds, isBare: true };
}
