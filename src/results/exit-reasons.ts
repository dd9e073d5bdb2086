/** The reasons for a run's exit code; a higher code hides a lower one, so all of them are said. Pure. */
import type { AuditRecord } from '../audit/record/schema.ts';

/** Something that happened in a run, and the exit code for it. */
export interface ExitReason {
  readonly code: 1 | 2 | 3;
  readonly text: string;
}

/** The numbers of notebooks whose saved outputs hold a beacon, or may, and that report nothing else. */
export interface EmbeddingCounts {
  readonly reports: number;
  readonly unknown: number;
}

/** The figures that decide the exit code. */
export interface ExitFigures {
  readonly counts: ReadonlyMap<AuditRecord['outcome'], number>;
  readonly faults: number;
  readonly embedding?: EmbeddingCounts;
  /** True for a command that is to find out whether anything still reports usage. */
  readonly isCheck: boolean;
  /** True when one of the targets held nothing. */
  readonly hasEmptyTarget?: boolean;
  /** Objects that an earlier run refused, and this one left out. */
  readonly refusedBefore?: number;
  /** True for a command that is to put back everything that is named: what is not there was not put back. */
  readonly isRestore?: boolean;
  /** Entries of the ledger that could not be read or believed, so that what they say was not put back. */
  readonly unbelieved?: number;
}

/** The reasons, the highest code first; none when all is done or there is nothing to do. */
export function findExitReasons({
  counts,
  faults,
  embedding = { reports: 0, unknown: 0 },
  isCheck,
  hasEmptyTarget = false,
  refusedBefore = 0,
  isRestore = false,
  unbelieved = 0,
}: ExitFigures): ExitReason[] {
  const count = (...outcomes: AuditRecord['outcome'][]): number =>
    outcomes.reduce((sum, outcome) => sum + (counts.get(outcome) ?? 0), 0);
  const { reports, unknown } = isCheck ? embedding : { reports: 0, unknown: 0 };
  const reporting = isCheck ? count('would-opt-out', 'reports-usage') : 0;
  const reasons: readonly (readonly [ExitReason['code'], number, string])[] = [
    [3, faults, faults === 1 ? 'fault' : 'faults'],
    [3, count('contended'), 'contended'],
    [2, count('refused'), 'refused'],
    [2, refusedBefore, 'refused before'],
    [2, isRestore ? count('missing') : 0, 'missing'],
    [2, unbelieved, `ledger ${unbelieved === 1 ? 'entry' : 'entries'} not believed`],
    [1, reporting, reporting === 1 ? 'still reports usage' : 'still report usage'],
    [
      1,
      reports,
      reports === 1 ? 'holds a beacon in its saved outputs' : 'hold a beacon in their saved outputs',
    ],
    [1, unknown, `may hold a beacon in ${unknown === 1 ? 'its' : 'their'} saved outputs`],
  ];
  const found = reasons
    .filter(([, number]) => number > 0)
    .map(([code, number, text]) => ({ code, text: `${number} ${text}` }));
  return hasEmptyTarget ? [...found, { code: 1, text: 'nothing found in a target' }] : found;
}

/** The exit code that the reasons lead to. */
export const exitCodeOf = (reasons: readonly ExitReason[]): 0 | ExitReason['code'] => reasons[0]?.code ?? 0;

/** The sentence on an exit code that hides another one; undefined where nothing is hidden. */
export function explainExitCode(reasons: readonly ExitReason[]): string | undefined {
  const codes = [...new Set(reasons.map(({ code }) => code))];
  const [first, ...hidden] = codes.map((code) => {
    const texts = reasons.filter((reason) => reason.code === code).map(({ text }) => text);
    return `${code} (${texts.join(', ')})`;
  });
  return hidden.length === 0 ? undefined : `exit code ${first}, which hides ${hidden.join(' and ')}`;
}
