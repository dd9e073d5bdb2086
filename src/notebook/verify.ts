/** The second look at a plan: what the edited bytes really hold, read again from those bytes. */
import { asAnswer } from '../bytes/as-answer.ts';
import type { ByteEdit } from '../bytes/edit.ts';
import type { Refused } from '../verdict.ts';
import type { TextEdit } from './call-arguments.ts';
import { findSetupCalls } from './calls.ts';
import { type CodeCell, decodeSource } from './cells.ts';
import { JsonReader } from './json-reader.ts';
import { JsonProblem } from './json-scan.ts';
import type { NotebookNames } from './names.ts';
import { parseSource } from './parsed-source.ts';

/** One cell's part of a plan. */
export interface CellPlan {
  readonly cell: CodeCell;
  /** In order, not overlapping. */
  readonly edits: readonly TextEdit[];
}

/**
 * Why `edited`, the notebook after `edits`, must not be written, or undefined when it is as planned: every edit lies
 * inside the source of a planned cell, that source is still one whole JSON value in the same place and decodes to
 * the planned text, and every setup call in it passes `opt_out=True`. All bytes outside are the original's, so
 * this proves the whole file: JSON stays JSON when a value is replaced by a value.
 */
export function findFlaw(
  edited: Uint8Array,
  plans: readonly CellPlan[],
  edits: readonly ByteEdit[],
  names: NotebookNames,
): Refused | undefined {
  let shift = 0;
  let checked = 0;
  for (const { cell, edits: textEdits } of plans) {
    const own = edits.filter(({ start, end }) => start > cell.start && end < cell.end);
    const growth = own.reduce((sum, { start, end, content }) => sum + content.length - (end - start), 0);
    const start = cell.start + shift;
    shift += growth;
    checked += own.length;
    const text = readSource(edited, start, cell.end + shift);
    if (text !== applyTextEdits(cell.text, textEdits))
      return flaw(`code cell ${cell.number} would not read as planned`);
    const answer = findSetupCalls(parseSource(text), names);
    if (answer.kind === 'refused' || answer.calls.some(({ kind }) => kind === 'edit')) {
      return flaw(`code cell ${cell.number} would not be opted out`);
    }
  }
  return checked === edits.length ? undefined : flaw('an edit lies outside of the cells');
}

const flaw = (what: string): Refused => ({
  kind: 'refused',
  reason: 'check-failed',
  detail: `${what}: please report this, and opt out by hand`,
});

/** The source between two offsets, or undefined when no single JSON value fills them. */
function readSource(bytes: Uint8Array, start: number, end: number): string | undefined {
  const reader = new JsonReader(bytes, start);
  if (asAnswer(JsonProblem, () => reader.skipValue()) instanceof JsonProblem) return undefined;
  return reader.end === end ? decodeSource(bytes, start, end) : undefined;
}

function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, insert } of edits) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}
