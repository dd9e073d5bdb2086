import { expect, test } from 'vitest';
import { byteOffset } from '../../src/bytes/edit.ts';
import { locateCodeCells } from '../../src/jupyter/cells.ts';
import type { CodeCell } from '../../src/jupyter/code-cell.ts';
import { findFlaw } from '../../src/notebook/verify.ts';
import { writeNotebook } from '../support/notebook.ts';

const SOURCE = 'setup_profiler_report(arn)';
const bytes = writeNotebook([SOURCE]);
const names = { functions: new Set(['setup_profiler_report']), imports: new Map() };

function onlyCell(): CodeCell {
  const located = locateCodeCells(bytes);
  const cell = located.kind === 'cells' ? located.cells[0] : undefined;
  if (cell === undefined) throw new Error('no cell');
  return cell;
}

/** The flaw found when `inserted` goes in `offset` bytes after the start of the cell's source, though `planned` was meant. */
function flawOf(inserted: string, offset: number, planned = inserted): string | undefined {
  const cell = onlyCell();
  const at = byteOffset(cell.start + offset);
  const edits = [{ start: at, removed: new Uint8Array(), inserted: Buffer.from(inserted) }];
  const plan = { cell, edits: [{ from: SOURCE.length - 1, to: SOURCE.length - 1, insert: planned }] };
  return findFlaw(bytes, [plan], edits, names)?.detail;
}

const RIGHT = bytes.indexOf(')', onlyCell().start) - onlyCell().start;

test('a right edit has no flaw', () => {
  expect(flawOf(', opt_out=True', RIGHT)).toBeUndefined();
});

test('an edit at the wrong place is found', () => {
  expect(flawOf(', opt_out=True', RIGHT + 1)).toMatch(
    /^code cell 1 would not read as planned: please report/,
  );
});

test('an edit that breaks the JSON is found', () => {
  expect(flawOf('"', RIGHT)).toMatch(/^code cell 1 would not read as planned: please report/);
  expect(flawOf('\n', RIGHT)).toMatch(/^code cell 1 would not read as planned: please report/);
  expect(flawOf('"], "x": ["', RIGHT)).toMatch(/^code cell 1 would not read as planned: please report/);
});

test('an edit that does not opt out is found', () => {
  expect(flawOf(', opt_out=False', RIGHT)).toMatch(/^code cell 1 would not be opted out: please report/);
  expect(flawOf(', *more', RIGHT)).toMatch(/^code cell 1 would not be opted out: please report/);
});

test('an edit outside of the planned cells is found', () => {
  const at = byteOffset(1);
  const edits = [{ start: at, removed: new Uint8Array(), inserted: Buffer.from(' ') }];
  expect(findFlaw(bytes, [], edits, names)).toMatchObject({
    kind: 'refused',
    reason: 'check-failed',
    detail: expect.stringMatching(/^an edit lies outside of the cells/),
  });
});
