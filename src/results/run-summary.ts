/** The closing figures of a run as one JSON document, for programs. Pure. */
import type { AuditRecord } from '../audit/record/schema.ts';
import type { FaultCode } from '../report/fault.ts';
import { defined } from '../text/defined.ts';
import type { EarlyEnd } from './early-end.ts';
import type { ExitReason } from './exit-reasons.ts';
import type { ClearOutputs, NextStep } from './group-kinds.ts';
import type { ResultGroup } from './result-groups.ts';

/** A run and what it came to. */
export interface FinishedRun {
  readonly command: string;
  readonly words: readonly string[];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly isInterrupted: boolean;
  /** Empty for a run that went through. */
  readonly stopped: readonly EarlyEnd[];
  readonly exitCode: number;
  readonly exitReasons: readonly ExitReason[];
  readonly faults: number;
  readonly faultCodes: ReadonlyMap<FaultCode, number>;
  readonly notExamined: number;
  readonly counts: ReadonlyMap<AuditRecord['outcome'], number>;
  readonly groups: readonly ResultGroup[];
  /** The command line of a next step. */
  readonly showNext: (step: NextStep | ClearOutputs) => string;
}

const inOrder = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

/** The document, with a line feed at the end. */
export function renderRunSummary(run: FinishedRun): string {
  const { command, words, isInterrupted, stopped, exitCode, exitReasons } = run;
  const { faults, faultCodes, notExamined, counts, groups } = run;
  const document = {
    command,
    targets: words,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt.toISOString(),
    isInterrupted,
    stopped: stopped.map(({ reason, text }) => ({ reason, text })),
    exitCode,
    exitReasons,
    faults,
    faultCodes: inOrder(faultCodes),
    notExamined,
    outcomes: inOrder(counts),
    groups: groups.map(({ kind, meaning, count }) => ({
      ...kind,
      count,
      meaning: meaning.sentence,
      needsAttention: meaning.needsAttention,
      ...defined({ next: meaning.next && run.showNext(meaning.next) }),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
