import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locateCodeCells } from '../../src/jupyter/cells.ts';
import { codeUnitOffset, SourceMap } from '../../src/jupyter/source-map.ts';
import { planNotebook } from '../../src/notebook/plan.ts';
import { NOTEBOOK_STYLES, readSources, writeNotebook } from '../support/notebook.ts';
import { planAndCheck } from '../support/plan-contract.ts';
import { generateReport } from '../support/reports/report-generator.ts';

/** Pieces of Python and IPython that meet each other in every order. */
const piece = fc.constantFrom(
  'setup_profiler_report(',
  'setup_profiler_report',
  'arn',
  ')',
  '(',
  ', ',
  'opt_out=',
  'True',
  'False',
  '=',
  '\n',
  '    ',
  '# ',
  '"',
  "'",
  '"""',
  'f"',
  '{',
  '}',
  '%time ',
  '%%time\n',
  '%%bash\n',
  '!',
  '?',
  ';',
  'def ',
  'import ',
  'from x import ',
  ' as g',
  'g(',
  '*',
  '**',
  ' for a in b',
  '\\',
  '\\\n',
  '.',
  'lambda: ',
  ':=',
  'é',
  '🚀',
  '\t',
  'smdebug',
  '\r\n',
  '[',
  ']',
  '@',
  'class ',
  ':',
);
const source = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
const style = fc.constantFrom(...NOTEBOOK_STYLES);

describe('totality', () => {
  test('any bytes give a verdict', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(planNotebook(bytes).kind).toBeTypeOf('string');
      }),
    );
  });

  test('any JSON gives a verdict', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(planAndCheck(Buffer.from(json)).verdict.kind).toBe('refused');
      }),
    );
  });

  test('any sources give a verdict, and a plan that holds what it promises', () => {
    fc.assert(
      fc.property(fc.array(source, { maxLength: 4 }), style, (sources, written) => {
        planAndCheck(writeNotebook(sources, written));
      }),
      { numRuns: 2000 },
    );
  });

  test('a notebook with any byte changed gives a verdict', () => {
    const bytes = writeNotebook(['import x', 'setup_profiler_report(arn)']);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        planAndCheck(changed);
      }),
      { numRuns: 2000 },
    );
  });

  test('a notebook cut off anywhere is refused', () => {
    const bytes = writeNotebook(['setup_profiler_report(arn)']);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(planAndCheck(bytes.subarray(0, length)).verdict.kind).toBe('refused');
    }
  });
});

test('however a notebook is written, it comes to the same sources', () => {
  fc.assert(
    fc.property(fc.array(source, { minLength: 1, maxLength: 3 }), (sources) => {
      const results = NOTEBOOK_STYLES.map((written) => {
        const { verdict, after } = planAndCheck(writeNotebook(sources, written));
        // In lists of nbformat 3 line feeds inside an expression that goes must stay.
        return { kind: verdict.kind, sources: readSources(after).map((text) => text.replaceAll('\n', '')) };
      });
      for (const result of results) expect(result).toEqual(results[0]);
    }),
    { numRuns: 300 },
  );
});

test('a text offset maps to the bytes that write it, through any escapes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      style,
      fc.nat(),
      fc.nat(),
      (text, written, a, b) => {
        const bytes = writeNotebook([text], written);
        const located = locateCodeCells(bytes);
        if (located.kind === 'refused') throw new Error(located.detail);
        const [cell] = located.cells;
        if (cell === undefined) throw new Error('no cell');
        const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        fc.pre(isBoundary(text, from) && isBoundary(text, to) && from < to);
        const ranges = new SourceMap(bytes, cell).toByteRanges(codeUnitOffset(from), codeUnitOffset(to));
        const read = ranges
          .map(({ start, end }) => JSON.parse(`"${bytes.toString('utf8', start, end)}"`))
          .join('');
        expect(read).toBe(text.slice(from, to));
      },
    ),
  );
});

const isBoundary = (text: string, at: number) => !/[\udc00-\udfff]/.test(text[at] ?? '');

test('a stretch outside of the text is a bug, said as such', () => {
  const bytes = writeNotebook(['abc']);
  const located = locateCodeCells(bytes);
  const cell = located.kind === 'cells' ? located.cells[0] : undefined;
  if (cell === undefined) throw new Error('no cell');
  const map = new SourceMap(bytes, cell);
  for (const [from, to] of [
    [0, 0],
    [2, 1],
    [0, 4],
    [-1, 1],
  ] as const) {
    expect(() => map.toByteRanges(codeUnitOffset(from), codeUnitOffset(to))).toThrow(RangeError);
  }
});

test('a generated report differs by exactly the 14 bytes of the argument', () => {
  const { notebook, processingJobArn } = generateReport({ seed: 3 });
  const { verdict, after } = planAndCheck(notebook);
  expect(verdict).toMatchObject({ kind: 'patchable', processingJobArn, edits: [{ cell: 5 }] });
  const at = verdict.kind === 'patchable' ? (verdict.edits[0]?.start ?? 0) : 0;
  expect(
    Buffer.from(after).equals(
      Buffer.concat([notebook.subarray(0, at), Buffer.from(', opt_out=True'), notebook.subarray(at)]),
    ),
  ).toBe(true);
});
