/** The second look at a plan: what the edited bytes really hold, read again from those bytes. */

import { applyEdits, type ByteEdit, byteOffset, endOf } from '../bytes/edit.ts';
import { readSource } from '../jupyter/cell-edits.ts';
import type { CodeCell } from '../jupyter/code-cell.ts';
import { parseSource } from '../python/parsed-source.ts';
import { applyTextEdits, type TextEdit } from '../text/text-edit.ts';
import type { Refused } from '../verdict.ts';
import { callsOf } from './python/calls.ts';
import type { NotebookNames } from './python/names.ts';
import { readSimpleCell } from './python/simple-cells.ts';

/** One cell's part of a plan. */
export interface CellPlan {
  readonly cell: CodeCell;
  /** In order, not overlapping. */
  readonly edits: readonly TextEdit[];
}

/**
 * The reason why the notebook after `edits` must not be written, or undefined when it would be as planned: every edit
 * is inside the source of a planned cell, that source is still one whole JSON value and decodes to the planned text,
 * and every setup call in it passes `opt_out=True`. Plans and edits are in the order of the file. All bytes outside of
 * these sources are the original's, so this proves the whole file: JSON stays JSON when a value is replaced by a value.
 */
export function findFlaw(
  bytes: Uint8Array,
  plans: readonly CellPlan[],
  edits: readonly ByteEdit[],
  names: NotebookNames,
): Refused | undefined {
  let checked = 0;
  for (const { cell, edits: textEdits } of plans) {
    const own: ByteEdit[] = [];
    for (let edit = edits[checked]; edit !== undefined && isInside(cell, edit); edit = edits[checked]) {
      own.push(edit);
      checked += 1;
    }
    const text = readSource(
      applyEdits(
        bytes.subarray(cell.start, cell.end),
        own.map((edit) => relativeTo(cell, edit)),
      ),
      cell.facts.nbformat,
    );
    if (text !== applyTextEdits(cell.text, textEdits))
      return flaw(`code cell ${cell.number} would not read as planned`);
    const answer = callsOf(text, readSimpleCell(text) ?? parseSource(text), names);
    if (answer.kind === 'refused' || answer.calls.some(({ kind }) => kind === 'edit')) {
      return flaw(`code cell ${cell.number} would not be opted out`);
    }
  }
  return checked === edits.length ? undefined : flaw('an edit lies outside of the cells');
}

const isInside = ({ start, end }: CodeCell, edit: ByteEdit): boolean =>
  edit.start > start && endOf(edit) < end;

const relativeTo = ({ start }: CodeCell, edit: ByteEdit): ByteEdit => ({
  ...edit,
  start: byteOffset(edit.start - start),
});

const flaw = (what: string): Refused => ({
  kind: 'refused',
  reason: 'check-failed',
  detail: `${what}: please report this, and opt out by hand`,
});
