/** Bytes of a file as lines and columns. */

/** Both from 1; columns count UTF-16 code units, as editors and SARIF's `utf16CodeUnits` do. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const LINE_FEED = 0x0a;

/** Answers the place of each of these offsets; all are found in one way through the bytes. */
export function placesOf(bytes: Uint8Array, offsets: readonly number[]): (offset: number) => TextPlace {
  const places = new Map<number, TextPlace>();
  let [line, begin] = [1, 0];
  for (const offset of offsets.toSorted((a, b) => a - b)) {
    for (let next = bytes.indexOf(LINE_FEED, begin); next !== -1 && next < offset; ) {
      line += 1;
      begin = next + 1;
      next = bytes.indexOf(LINE_FEED, begin);
    }
    // Without a byte order mark, which the decoder leaves out.
    const column = new TextDecoder().decode(bytes.subarray(begin, offset)).length + 1;
    places.set(offset, { line, column });
  }
  return (offset) => places.get(offset) ?? { line: 1, column: 1 };
}
