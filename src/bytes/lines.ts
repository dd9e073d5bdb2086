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

/** No record is as long: S3 keys have 1,024 bytes, and edits are small. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * The lines of UTF-8 text, those that end in one chunk together: a step for each line would cost more than the line.
 * Empty lines are left out.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  let number = 1;
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  const takeLine = (end: Uint8Array): string | undefined => {
    const sizeBytes = begunBytes + end.length;
    const bytes = begunBytes === 0 ? end : Buffer.concat([...begun, end]);
    begun = [];
    begunBytes = 0;
    return sizeBytes > MAX_LINE_BYTES ? undefined : asBuffer(bytes).toString('utf8').trim();
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, begin)) {
      const text = takeLine(chunk.subarray(begin, end));
      if (text !== '') lines.push({ number, text, isEnded: true });
      number += 1;
      begin = end + 1;
    }
    begunBytes += chunk.length - begin;
    // What is too long already is counted, not held.
    if (begunBytes > MAX_LINE_BYTES) begun = [];
    else begun.push(chunk.subarray(begin));
    yield lines;
  }
  if (begunBytes > 0) yield [{ number, text: takeLine(new Uint8Array()), isEnded: false }];
}

/** The same bytes, not copied. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
