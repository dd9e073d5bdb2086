/** How a file is written: its quotes and its line ends. */
import type { PythonUnit } from '../python-unit.ts';

/** The quote that most strings of the file have; double quotes where there are none. */
export function quoteOf(units: readonly PythonUnit[]): '"' | "'" {
  let balance = 0;
  for (const { text, source } of units) {
    for (const { from, kind } of source.python.texts) {
      if (kind !== 'string') continue;
      if (text[from - 1] === '"') balance += 1;
      if (text[from - 1] === "'") balance -= 1;
    }
  }
  return balance < 0 ? "'" : '"';
}

/** The line break at or after an offset, or the first of the text. */
export const lineBreakOf = (text: string, at: number): string =>
  /\r\n|\r|\n/.exec(text.slice(at))?.[0] ?? /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';

const REST_OF_LINE = /[^\S\r\n]*(?:#[^\r\n]*)?(?=\r|\n|$)/y;

/** Where a line ends on which nothing but a comment follows; undefined when something else does. */
export function endOfLineAfter(text: string, at: number): number | undefined {
  REST_OF_LINE.lastIndex = at;
  const match = REST_OF_LINE.exec(text);
  return match === null ? undefined : at + match[0].length;
}

/** The white space before an offset on its line, or undefined when something else stands there. */
export function indentationOf(text: string, at: number): string | undefined {
  const before = text.slice(0, at);
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  return /^[ \t\f]*$/.test(line) ? line : undefined;
}
