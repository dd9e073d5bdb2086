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

/** The lines of a block, one by one. Empty ones are left out, but for a last one that has no end. */
export function* linesIn({ firstLine, bytes, isEnded }: LineBlock): Generator<Line> {
  if (bytes === undefined) {
    yield { number: firstLine, text: undefined, isEnded };
    return;
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let number = firstLine;
  let begin = 0;
  for (let end = text.indexOf(LINE_FEED); end !== -1; end = text.indexOf(LINE_FEED, begin)) {
    const line = textOfLine(text, begin, end);
    if (line !== '') yield { number, text: line, isEnded: true };
    number += 1;
    begin = end + 1;
  }
  if (begin < text.length) yield { number, text: textOfLine(text, begin, text.length), isEnded };
}

/** The lines of UTF-8 text, block by block: a step for each line would cost more than the line. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  for await (const block of blocksOf(chunks)) yield [...linesIn(block)];
}

const textOfLine = (text: Buffer, begin: number, end: number): string | undefined =>
  end - begin > MAX_LINE_BYTES ? undefined : text.toString('utf8', begin, end).trim();

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
