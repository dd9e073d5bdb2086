/** The verdict of a notebook: from its bytes to the byte edits that opt every setup call out. */

import { aroundLineFeeds, toByteEdits } from '../jupyter/cell-edits.ts';
import { locateCodeCells } from '../jupyter/cells.ts';
import type { CodeCell } from '../jupyter/code-cell.ts';
import { findEmbeddedPages, type PageExaminer } from '../jupyter/saved-page.ts';
import { defined } from '../text/defined.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { DEFAULT_SIZE_LIMIT_BYTES, type NotebookVerdict, type Refused, tooLarge } from '../verdict.ts';
import { callsOf } from './python/calls.ts';
import { type NotebookNames, readNames } from './python/names.ts';
import { SETUP_FUNCTION } from './python/setup-function.ts';
import { namedFiles, writtenFiles } from './python/written-files.ts';
import { type CellPlan, findFlaw } from './verify.ts';

/** What planning a notebook may be told. */
export interface NotebookOptions {
  readonly sizeLimitBytes?: number;
  /** Without it saved outputs are not looked at. */
  readonly pages?: PageExaminer;
}

/**
 * Decides what a notebook calls for. Any bytes give a verdict; nothing throws but a bug. The edits are verified
 * before they are answered: valid JSON, only the named cells differ, every call then passes `opt_out=True`.
 */
export function planNotebook(bytes: Uint8Array, options: NotebookOptions = {}): NotebookVerdict {
  const { sizeLimitBytes: limit = DEFAULT_SIZE_LIMIT_BYTES, pages: examiner } = options;
  if (bytes.length === 0) return refuse('empty', 'the object holds no bytes: upload the notebook again');
  if (bytes.length >= limit) return tooLarge(bytes.length, limit);
  const located = locateCodeCells(bytes, SETUP_FUNCTION);
  if (located.kind === 'refused') return located;
  const embedded = examiner && findEmbeddedPages(located.pages, examiner);
  return { ...planCalls(bytes, located.cells), ...defined({ embedded }) };
}

function planCalls(bytes: Uint8Array, cells: readonly CodeCell[]): NotebookVerdict {
  const related = cells.filter((cell) => cell.mayHoldWord);
  const planned = planCells(cells, related);
  if (planned.kind === 'refused') return planned;
  const arn = findProcessingJobArn(cells);
  if (planned.callCount === 0) return { kind: 'no-setup-call', ...arn };
  if (planned.plans.length === 0) return { kind: 'already-opted-out', ...arn };
  const edits = planned.plans.flatMap((plan) => toByteEdits(bytes, plan.cell, plan.edits));
  const flaw = findFlaw(bytes, planned.plans, edits, planned.names);
  return flaw ?? { kind: 'patchable', edits, ...arn };
}

const isPython = ({ facts }: CodeCell): boolean => facts.language === 'python';

const refuse = (reason: Refused['reason'], detail: string): Refused => ({ kind: 'refused', reason, detail });

/** The plan for all cells, in offsets of their texts. */
interface CellsPlan {
  readonly kind: 'planned';
  readonly plans: readonly CellPlan[];
  readonly callCount: number;
  readonly names: NotebookNames;
}

function planCells(cells: readonly CodeCell[], related: readonly CodeCell[]): CellsPlan | Refused {
  const plans: CellPlan[] = [];
  let callCount = 0;
  const foreign = related.find((cell) => !isPython(cell));
  if (foreign !== undefined) {
    return refuse(
      'unknown-language',
      `code cell ${foreign.number} mentions ${SETUP_FUNCTION}, and the notebook does not say for certain that it is Python: ` +
        'correct the language in its metadata, or opt out by hand',
    );
  }
  const { read, names, oversized } = readNames(cells.filter(isPython), related.filter(isPython));
  if (oversized !== undefined) {
    const { number, text } = oversized;
    return refuse(
      'cell-too-large',
      `code cell ${number} has ${text.length} characters: split it, or opt it out by hand`,
    );
  }
  for (const [cell, source] of read) {
    const answer = callsOf(cell.text, source, names);
    if (answer.kind === 'refused') return refuse(answer.reason, `code cell ${cell.number}, ${answer.why}`);
    callCount += answer.calls.length;
    const edits = answer.calls.flatMap((call) => (call.kind === 'edit' ? [call.edit] : []));
    if (edits.length > 0)
      plans.push({ cell, edits: aroundLineFeeds(withoutReplaced(edits), cell.source.fixedLineFeeds) });
  }
  return findRunFile(cells, related) ?? { kind: 'planned', plans, callCount, names };
}

/** Refuses when a cell writes a file that mentions the function, and another cell may run it. */
function findRunFile(cells: readonly CodeCell[], related: readonly CodeCell[]): Refused | undefined {
  const writers = new Map<string, CodeCell>();
  for (const cell of related) {
    for (const file of writtenFiles(cell.text)) writers.set(file, cell);
  }
  if (writers.size === 0) return undefined;
  for (const cell of cells) {
    for (const file of namedFiles(cell.text)) {
      const writer = writers.get(file);
      if (writer === undefined || writer === cell) continue;
      return refuse(
        'dynamic',
        `code cell ${writer.number} writes ${SETUP_FUNCTION} into the file ${file}, which code cell ${cell.number} ` +
          'may run: opt out by hand',
      );
    }
  }
  return undefined;
}

/** In order of text, without the edits of calls that lie inside an expression which is replaced as a whole. */
function withoutReplaced(edits: readonly TextEdit[]): TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    const last = kept.at(-1);
    const isReplaced = last !== undefined && last.from < last.to && edit.to <= last.to;
    if (!isReplaced) kept.push(edit);
  }
  return kept;
}

const ARN = /^processing_job_arn[ \t]*=[ \t]*(["'])(arn:[^"'\s]+)\1/gm;

/** The ARN that the notebook sets last, as papermill writes it into the `injected-parameters` cell. */
function findProcessingJobArn(cells: readonly CodeCell[]): { processingJobArn?: string } {
  const arns = cells
    .filter((cell) => cell.facts.mayHaveArn && cell.text.includes('processing_job_arn'))
    .flatMap(({ text }) => [...text.matchAll(ARN)].map(([, , arn = '']) => arn));
  const last = arns.at(-1);
  return last === undefined ? {} : { processingJobArn: last };
}
