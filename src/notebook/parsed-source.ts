/** A cell's source as Python reads it. */
import type { Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { type PythonSource, toPython } from './ipython.ts';

/** A cell's source, parsed; offsets are the same in `original`, `python.text` and `tree`. */
export interface ParsedSource {
  readonly original: string;
  readonly python: PythonSource;
  readonly tree: Tree;
}

/** Parses a cell's source as IPython would hand it to Python; errors become error nodes of the tree. */
export function parseSource(text: string): ParsedSource {
  const python = toPython(text);
  return { original: text, python, tree: parser.parse(python.text) };
}
