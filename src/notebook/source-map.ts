/** The crossing from offsets in a cell's text to byte offsets in the raw JSON, through quotes and escapes. */
import { type ByteOffset, byteOffset } from '../bytes/edit.ts';
import type { CodeCell } from './cells.ts';

/** A position in a cell's text, in UTF-16 code units from 0. */
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

/**
 * Where a stretch of a cell's text lies: one range for each JSON string it touches, in order. For an empty
 * stretch (an insertion, never at 0) the one empty range right after the character before it.
 * @throws RangeError when the stretch lies outside of the text, or is empty at 0.
 */
export function toByteRanges(
  bytes: Uint8Array,
  cell: CodeCell,
  from: CodeUnitOffset,
  to: CodeUnitOffset,
): ByteRange[] {
  const ranges: ByteRange[] = [];
  const first = from === to ? from - 1 : from;
  let open: { start: number; end: number } | undefined;
  const close = () => {
    if (open !== undefined) ranges.push({ start: byteOffset(open.start), end: byteOffset(open.end) });
    open = undefined;
  };
  if (first < 0 || to > cell.text.length)
    throw new RangeError(`${from}..${to} lies outside of the cell's ${cell.text.length}`);
  walkUnits(bytes, cell, close, (unit, start, end) => {
    if (unit < first || unit >= Math.max(to, first + 1)) return;
    open = { start: open?.start ?? start, end };
  });
  if (from !== to) return ranges;
  return ranges.map(({ end }) => ({ start: end, end }));
}

/**
 * Calls `visit` with each code unit's number and the bytes it is written with, and `endString` after each JSON
 * string. The two units of a character beyond U+FFFF that stands unescaped share its four bytes.
 */
function walkUnits(
  bytes: Uint8Array,
  cell: CodeCell,
  endString: () => void,
  visit: (unit: number, start: number, end: number) => void,
): void {
  let unit = 0;
  let isInside = false;
  for (let at: number = cell.start; at < cell.end; ) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      if (isInside) endString();
      isInside = !isInside;
    }
    const length = byte === BACKSLASH ? (bytes[at + 1] === 0x75 ? 6 : 2) : utf8Length(byte);
    if (isInside && byte !== QUOTE) {
      for (let count = length === 4 ? 2 : 1; count > 0; count -= 1) visit(unit++, at, at + length);
    }
    at += length;
  }
}

/** How many bytes a UTF-8 character has, by its first. */
const utf8Length = (byte: number): number => (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
