/** A cell's source as Python reads it. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { type BlankedRange, type PythonSource, toPython } from './ipython.ts';
import { type Range, RangeIndex } from './ranges.ts';
import { MAX_OPEN_BRACKETS, type TextRange } from './scanner.ts';

/** A cell's source, parsed; offsets are the same in `original`, `python.text` and `tree`. */
export interface ParsedSource {
  readonly original: string;
  readonly python: PythonSource;
  readonly tree: Tree;
  /** The ranges that IPython handles, and those of them that it may run. */
  readonly blanked: RangeIndex<BlankedRange>;
  readonly opaque: RangeIndex<BlankedRange>;
  /** The magics that run the rest of their line as Python. */
  readonly codeMagics: RangeIndex<BlankedRange>;
  /** Strings and comments as the scanner reads them. */
  readonly texts: RangeIndex<TextRange>;
  /** Stretches that the parser could not read. */
  readonly errors: RangeIndex<Range>;
  /** Expressions that do something besides having a value. */
  readonly sideEffects: RangeIndex<Range>;
  /** Fields of f-strings that show their own source (`{x=}`). */
  readonly shownFields: RangeIndex<Range>;
}

const SIDE_EFFECTS = ['NamedExpression', 'AwaitExpression', 'YieldExpression'];

/** Parses a cell's source as IPython would hand it to Python; errors become error nodes of the tree. */
export function parseSource(text: string): ParsedSource {
  const python = toPython(text);
  // What Python cannot read it never runs, and the parser takes the square of the depth.
  const tree = parser.parse(python.deepest > MAX_OPEN_BRACKETS ? '' : python.text);
  const errors: Range[] = [];
  const sideEffects: Range[] = [];
  const shownFields: Range[] = [];
  tree.iterate({
    enter: (ref) => {
      const { type, from, to } = ref;
      if (type.isError) errors.push({ from, to });
      else if (type.name === 'FormatSelfDoc') shownFields.push(ref.node.parent as SyntaxNode);
      else if (SIDE_EFFECTS.includes(type.name)) sideEffects.push({ from, to });
    },
  });
  return {
    original: text,
    python,
    tree,
    blanked: new RangeIndex(python.blanked),
    opaque: new RangeIndex(python.blanked.filter(({ trust }) => trust === 'opaque')),
    codeMagics: new RangeIndex(python.blanked.filter(({ codeEnd }) => codeEnd !== undefined)),
    texts: new RangeIndex(python.texts),
    errors: new RangeIndex(errors),
    sideEffects: new RangeIndex(sideEffects),
    shownFields: new RangeIndex(shownFields),
  };
}
