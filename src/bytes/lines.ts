/** Cuts bytes into lines, in bounded memory whatever the bytes are. */

/** One line without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Undefined when the line is longer than `LINE_LIMIT_BYTES`. */
  readonly text: string | undefined;
  /** False for a last line without a line feed. */
  readonly isEnded: boolean;
}

/** No record is as long: S3 keys have 1,024 bytes, and edits are small. */
export const LINE_LIMIT_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** The lines of UTF-8 text; empty ones are left out. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let sizeBytes = 0;
  const add = (part: Uint8Array): void => {
    sizeBytes += part.length;
    if (sizeBytes <= LINE_LIMIT_BYTES) parts.push(part);
    else parts = [];
  };
  const take = (isEnded: boolean): Line => {
    const text = sizeBytes > LINE_LIMIT_BYTES ? undefined : Buffer.concat(parts).toString('utf8').trim();
    parts = [];
    sizeBytes = 0;
    return { number: number++, text, isEnded };
  };
  for await (const chunk of chunks) {
    let begin = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, begin)) {
      add(chunk.subarray(begin, end));
      begin = end + 1;
      const line = take(true);
      if (line.text !== '') yield line;
    }
    add(chunk.subarray(begin));
  }
  if (sizeBytes > 0) yield take(false);
}
