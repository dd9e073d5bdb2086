/** What one run came to, as figures and as violated invariants. */
import type { CallKind, FaultKind } from './s3/fault-plan.ts';

/** The figures of one run. */
export interface RunFigures {
  calls: number;
  invocations: number;
  kills: number;
  /** Breakages that were made, by kind of call and kind of fault. */
  readonly broken: [CallKind, FaultKind][];
  /** Messages by how they ended while the faults went on. */
  doneAtOnce: number;
  doneAfterRetries: number;
  deadLettered: number;
  /** Further records: of contention, of lies, of refusals. */
  contended: number;
  missing: number;
  refused: number;
  /** Records that stand on the log more than once. */
  repeated: number;
}

/** One run, ended. */
export interface EndedRun {
  readonly label: string;
  readonly seed: number;
  readonly figures: RunFigures;
  /** Empty when every invariant holds. */
  readonly violations: readonly string[];
  /** What happened, step by step, for a person. */
  readonly story: readonly string[];
}

/** Figures of a run that has not begun. */
export const noFigures = (): RunFigures => ({
  calls: 0,
  invocations: 0,
  kills: 0,
  broken: [],
  doneAtOnce: 0,
  doneAfterRetries: 0,
  deadLettered: 0,
  contended: 0,
  missing: 0,
  refused: 0,
  repeated: 0,
});
