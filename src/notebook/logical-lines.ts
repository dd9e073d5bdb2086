/**
 * Where the logical lines of a Python source begin: a light scan that knows strings, comments, brackets and
 * backslashes. IPython looks for its magics at exactly these places, before Python sees the source.
 */

/** What may stop the scan of one logical line: its start in the text, indentation skipped. */
export type LineVisitor = (start: number) => number | undefined;

/**
 * Calls `visit` at the start of each logical line from `from` on, after its indentation. When `visit` answers an offset, that
 * much of the text was dealt with and the scan goes on from there, at the start of another line.
 */
export function visitLogicalLines(text: string, from: number, visit: LineVisitor): void {
  let at = from;
  while (at < text.length) {
    at = skipIndentation(text, at);
    at = visit(at) ?? endOfLogicalLine(text, at);
  }
}

const skipIndentation = (text: string, at: number): number => {
  let start = at;
  while (text[start] === ' ' || text[start] === '\t' || text[start] === '\f') start += 1;
  return start;
};

/** The offset after the line break that ends a line; lines continued by a backslash are one. */
export function endOfContinuedLine(text: string, from: number): number {
  let at = from;
  for (;;) {
    const lineBreak = text.indexOf('\n', at);
    if (lineBreak === -1) return text.length;
    at = lineBreak + 1;
    const last = text[lineBreak - 1] === '\r' ? lineBreak - 2 : lineBreak - 1;
    if (last < from || text[last] !== '\\') return at;
  }
}

function endOfLogicalLine(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    const character = text[at] as string;
    if (character === '\n') {
      if (depth === 0) return at + 1;
      at += 1;
    } else if (character === '#') {
      at = lineEnd(text, at);
    } else if (character === '"' || character === "'") {
      at = endOfString(text, at);
    } else if (character === '\\') {
      at += text[at + 1] === '\r' ? 3 : 2;
    } else {
      if ('([{'.includes(character)) depth += 1;
      else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
      at += 1;
    }
  }
  return text.length;
}

const lineEnd = (text: string, at: number): number => {
  const lineBreak = text.indexOf('\n', at);
  return lineBreak === -1 ? text.length : lineBreak;
};

/** The offset after a string that begins with a quote at `at`; one that does not end, ends with its line. */
function endOfString(text: string, at: number): number {
  const quote = text[at] as string;
  const isTriple = text.startsWith(quote.repeat(3), at);
  const closing = isTriple ? quote.repeat(3) : quote;
  let end = at + closing.length;
  while (end < text.length && !text.startsWith(closing, end)) {
    if (text[end] === '\n' && !isTriple) return end;
    end += text[end] === '\\' ? 2 : 1;
  }
  return Math.min(text.length, end + closing.length);
}
