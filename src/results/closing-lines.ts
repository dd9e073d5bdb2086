/** The closing lines of a run: how often each outcome came up, and what hides behind the exit code. Rendering only. */
import type { AuditRecord } from '../audit/record/schema.ts';
import { type EarlyEnd, renderEarlyEnds } from './early-end.ts';
import { type ExitReason, explainExitCode } from './exit-reasons.ts';
import { quantity, renderCount } from './quantity.ts';
import { wrap } from './wrap.ts';

/** The figures of the closing lines. */
export interface ClosingFigures {
  readonly counts: ReadonlyMap<AuditRecord['outcome'], number>;
  readonly faults: number;
  readonly notExamined: number;
  readonly exitReasons: readonly ExitReason[];
  readonly stopped: readonly EarlyEnd[];
}

/** Empty when nothing was counted in a run that went through; `columns` is the width to fit into, undefined where no terminal reads. */
export function renderClosingLines(
  { counts, faults, notExamined, exitReasons, stopped }: ClosingFigures,
  columns: number | undefined,
): string {
  const parts = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, count]) => `${renderCount(count)} ${outcome}`);
  if (faults > 0) parts.push(quantity(faults, 'fault'));
  if (notExamined > 0) parts.push(`${quantity(notExamined, 'object')} not examined`);
  const lines = [parts.join(', '), explainExitCode(exitReasons) ?? '', renderEarlyEnds(stopped)].filter(
    (line) => line !== '',
  );
  return lines.map((line) => `${columns === undefined ? line : wrap(line, columns, 'words')}\n`).join('');
}
