/** Cells that are read without the parser: the parser says the same of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findSetupCalls } from '../../../src/notebook/python/calls.ts';
import { readSimpleCell } from '../../../src/notebook/python/simple-cells.ts';
import { findImports } from '../../../src/python/imports.ts';
import { parseSource } from '../../../src/python/parsed-source.ts';

const NAMES = { functions: new Set(['setup_profiler_report']), imports: new Map() };
const piece = fc.constantFrom(
  ...[
    'import ',
    'from ',
    'smdebug.core.utils',
    'a',
    'b',
    '.',
    '..',
    ' as ',
    ', ',
    ' ',
    '\n',
    '\n\n',
    ' import ',
  ],
  ...['setup_profiler_report', '(', ')', '*', '#', '\\', 'processing_job_arn', ', opt_out=True', '\t', '?'],
);

test('imports are bound as the parser binds them', () => {
  let simple = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
      const text = `import x\n${pieces.join('')}`;
      const cell = readSimpleCell(text);
      if (cell === undefined) return;
      simple += 1;
      expect(cell.bindings).toEqual(findImports(parseSource(text)));
    }),
    { numRuns: 20_000 },
  );
  expect(simple).toBeGreaterThan(20);
});

test.each([
  'setup_profiler_report(processing_job_arn)',
  'setup_profiler_report(processing_job_arn, opt_out=True)\n',
])('%j is judged as the parser judges it', (text) => {
  expect(readSimpleCell(text)?.calls).toEqual(
    (findSetupCalls(parseSource(text), NAMES) as { readonly calls: unknown }).calls,
  );
});

test.each([
  ' setup_profiler_report(processing_job_arn)',
  'setup_profiler_report(processing_job_arn, opt_out=False)',
  'import x # y',
  'import (x)',
  'from . import x',
  'from a import *',
  'import x; y',
  'import class',
  'from x import y as import',
  'x = 1',
])('%j takes the parser', (text) => {
  expect(readSimpleCell(text)).toBeUndefined();
});
