/**
 * The starts of the logical lines of a Python source. IPython looks for its magics at exactly these places, before
 * Python sees the source. Line breaks must be unified.
 */
import type { PythonScanner } from './scanner.ts';

/**
 * Gets the start of a logical line, indentation skipped. Returns where the next line begins when this one is
 * IPython's own, undefined when it is Python.
 */
export type LineVisitor = (start: number) => number | undefined;

/** Calls `visit` for each logical line from `from` on; `scanner` moves over those that are Python. */
export function visitLogicalLines(
  text: string,
  from: number,
  scanner: PythonScanner,
  visit: LineVisitor,
): void {
  let at = from;
  while (at < text.length) {
    at = skipIndentation(text, at);
    at = visit(at) ?? scanner.skipLogicalLine(at);
  }
}

const skipIndentation = (text: string, at: number): number => {
  let start = at;
  while (text[start] === ' ' || text[start] === '\t' || text[start] === '\f') start += 1;
  return start;
};

/** The offset after the line feed that ends a line; lines continued by a backslash are one. */
export function endOfContinuedLine(text: string, from: number): number {
  let at = from;
  for (;;) {
    const lineBreak = text.indexOf('\n', at);
    if (lineBreak === -1) return text.length;
    at = lineBreak + 1;
    if (lineBreak === from || text[lineBreak - 1] !== '\\') return at;
  }
}
