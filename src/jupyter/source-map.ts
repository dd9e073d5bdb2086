/** The crossing from offsets in a text of a cell to byte offsets in the raw JSON, through quotes and escapes. */
import { type ByteOffset, byteOffset } from '../bytes/edit.ts';
import type { SourceText } from './code-cell.ts';

/** A text that is a JSON value in the file, a string or a list of strings. */
export interface WrittenText {
  readonly start: ByteOffset;
  readonly end: ByteOffset;
  readonly source: SourceText;
}

/** A position in such a text, in UTF-16 code units from 0. */
export type CodeUnitOffset = number & { readonly unit: 'code unit' };

/** Marks a number as an offset in text. */
export const codeUnitOffset = (value: number): CodeUnitOffset => value as CodeUnitOffset;

/** A stretch of bytes inside one JSON string. */
export interface ByteRange {
  readonly start: ByteOffset;
  readonly end: ByteOffset;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The place of each code unit of one text in the bytes. */
export class SourceMap {
  /** The bytes of unit `i` begin at `#starts[i]` and end before `#ends[i]`. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  /** Walks over the text once. */
  constructor(bytes: Uint8Array, { start, end, source }: WrittenText) {
    this.#starts = new Uint32Array(source.text.length);
    this.#ends = new Uint32Array(source.text.length);
    let unit = 0;
    const joints = source.isBare ? source.fixedLineFeeds : [];
    let joint = 0;
    let isInside = false;
    let isFirst = true;
    for (let at: number = start; at < end; ) {
      const byte = bytes[at] as number;
      const length = byte === BACKSLASH ? (bytes[at + 1] === LETTER_U ? 6 : 2) : utf8Length(byte);
      if (byte === QUOTE) {
        isInside = !isInside;
        // The line feed between two strings stands in no byte.
        if (isInside && !isFirst && unit === joints[joint]) {
          this.#starts[unit] = at;
          this.#ends[unit] = at;
          unit += 1;
          joint += 1;
        }
        isFirst = false;
      } else if (isInside) {
        // A character beyond U+FFFF that stands unescaped is two units, which share its four bytes.
        for (let units = length === 4 ? 2 : 1; units > 0; units -= 1) {
          this.#starts[unit] = at;
          this.#ends[unit] = at + length;
          unit += 1;
        }
      }
      at += length;
    }
  }

  /**
   * The bytes of a stretch of the text: one range for each JSON string it touches, in order. For an empty stretch
   * (an insertion) the one empty range right after the character before it.
   * A stretch must hold no fixed line feed of the text.
   * @throws RangeError when the stretch lies outside of the text, or is empty at 0.
   */
  toByteRanges(from: CodeUnitOffset, to: CodeUnitOffset): ByteRange[] {
    const isEmpty = from === to;
    const first = isEmpty ? from - 1 : from;
    if (first < 0 || to < from || to > this.#starts.length)
      throw new RangeError(`no text from ${from} to ${to}`);
    const ranges: { start: number; end: number }[] = [];
    for (let unit = first; unit < Math.max(to, first + 1); unit += 1) {
      const [start, end] = [this.#starts[unit] as number, this.#ends[unit] as number];
      const open = ranges.at(-1);
      // Between two strings of a list stands at least a quote.
      if (open !== undefined && start <= open.end) open.end = end;
      else ranges.push({ start, end });
    }
    return ranges.map(({ start, end }) => ({
      start: byteOffset(isEmpty ? end : start),
      end: byteOffset(end),
    }));
  }
}

/** The number of bytes of a UTF-8 character, by its first. */
const utf8Length = (byte: number): number => (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
