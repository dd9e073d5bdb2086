/** Cuts bytes into lines, in bounded memory whatever the bytes are. */

/** One line without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Undefined when the line is longer than `MAX_LINE_BYTES`. */
  readonly text: string | undefined;
  /** False for a last line without a line feed. */
  readonly isEnded: boolean;
}

/** Lines that stand together, not yet looked at one by one: what is handed from thread to thread. */
export interface LineBlock {
  /** The number of the first line. */
  readonly firstLine: number;
  /** The lines with their ends, in memory of their own; undefined for one line that is longer than `MAX_LINE_BYTES`. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** False when the last line has no line feed. */
  readonly isEnded: boolean;
}

/** No record is as long: S3 keys have 1,024 bytes, and edits are small. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** The lines of UTF-8 text in blocks: those that end in one chunk together. */
export async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock> {
  let firstLine = 1;
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    const firstEnd = chunk.indexOf(LINE_FEED);
    if (firstEnd !== -1) {
      const isTooLong = begunBytes + firstEnd > MAX_LINE_BYTES;
      if (isTooLong) {
        yield { firstLine, bytes: undefined, isEnded: true };
        firstLine += 1;
      }
      const rest = chunk.subarray(isTooLong ? firstEnd + 1 : 0, chunk.lastIndexOf(LINE_FEED) + 1);
      if (rest.length > 0) {
        yield { firstLine, bytes: joinBytes(isTooLong ? [rest] : [...begun, rest]), isEnded: true };
        firstLine += countLineFeeds(rest);
      }
      begun = [];
      begunBytes = 0;
    }
    const last = chunk.subarray(chunk.lastIndexOf(LINE_FEED) + 1);
    begunBytes += last.length;
    // What is too long already is counted, not held.
    if (begunBytes > MAX_LINE_BYTES) begun = [];
    else begun.push(last);
  }
  if (begunBytes === 0) return;
  yield { firstLine, bytes: begunBytes > MAX_LINE_BYTES ? undefined : joinBytes(begun), isEnded: false };
}

/** One line without its end, as it stands in the bytes. */
export interface RawLine extends Omit<Line, 'text'> {
  /** Undefined when the line is longer than `MAX_LINE_BYTES`. */
  readonly bytes: Buffer | undefined;
}

/** The lines of a block, one by one, as they are. */
export function* rawLinesIn({ firstLine, bytes, isEnded }: LineBlock): Generator<RawLine> {
  if (bytes === undefined) {
    yield { number: firstLine, bytes, isEnded };
    return;
  }
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let number = firstLine;
  let begin = 0;
  for (let end = all.indexOf(LINE_FEED); end !== -1; end = all.indexOf(LINE_FEED, begin)) {
    yield { number, bytes: lineIn(all, begin, end), isEnded: true };
    number += 1;
    begin = end + 1;
  }
  if (begin < all.length) yield { number, bytes: lineIn(all, begin, all.length), isEnded };
}

/** The lines of a block, one by one. Empty ones are left out, but for a last one that has no end. */
export function* linesIn(block: LineBlock): Generator<Line> {
  for (const { number, bytes, isEnded } of rawLinesIn(block)) {
    const text = bytes && textOfLine(bytes);
    if (text !== '' || !isEnded) yield { number, text, isEnded };
  }
}

/** The lines of UTF-8 text, block by block: a step for each line would cost more than the line. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  for await (const block of blocksOf(chunks)) yield [...linesIn(block)];
}

const lineIn = (all: Buffer, begin: number, end: number): Buffer | undefined =>
  end - begin > MAX_LINE_BYTES ? undefined : all.subarray(begin, end);

/** The text of a line, without space before and behind it. */
export const textOfLine = (line: Uint8Array): string =>
  Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString().trim();

/** Not `Buffer.concat`: small buffers share their memory. */
function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
