/** Reads the readable case files under test/cases. */
import { readFileSync } from 'node:fs';

/** One case: the code cells before, and the cells after or the verdict in words. */
export interface CallCase {
  readonly title: string;
  readonly cells: readonly string[];
  readonly expected: { readonly cells: readonly string[] } | { readonly verdict: string };
}

/** All cases of a file, in order. @throws Error that names the case when one has no expectation. */
export function readCases(file: URL): CallCase[] {
  const [, ...cases] = readFileSync(file, 'utf8').split(/^### /m);
  return cases.map((text) => {
    const lineEnd = text.indexOf('\n');
    const title = text.slice(0, lineEnd);
    const [source, expected, ...more] = text.slice(lineEnd + 1).split(/^==>/m);
    if (source === undefined || expected === undefined || more.length > 0)
      throw new Error(`case "${title}" needs one ==>`);
    const cells = splitCells(source);
    return expected.startsWith('\n')
      ? { title, cells, expected: { cells: splitCells(expected.slice(1)) } }
      : { title, cells, expected: { verdict: expected.trim() } };
  });
}

const splitCells = (text: string): string[] => text.split(/^~~~\n/m).map((cell) => cell.trimEnd());
