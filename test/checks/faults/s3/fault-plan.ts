/** What breaks which call: decided by a scenario and its seed, carried out by the proxy. */

/** Every kind of call that the function makes to S3. */
export const CALL_KINDS = [
  'get-notebook',
  'get-html',
  'get-tags-notebook',
  'get-tags-html',
  'put-notebook',
  'put-html',
  'list-versions',
  'put-record',
] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/**
 * Every way in which a call can break: an error that S3 answers (by status), the connection reset, half an answer
 * and then the end (`half`) or nothing more (`stall`), no answer at all, an answer that comes bit by bit.
 */
export const FAULT_KINDS = [
  '500',
  '503',
  '403',
  '404',
  '412',
  '409',
  'reset',
  'half',
  'stall',
  'hang',
  'drip',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Whether the call breaks on its way to S3, which then never sees it, or its answer on the way back. */
export type Moment = 'before' | 'after';

/** What is done to one call. `killed`: the process that made it is gone from this moment on. */
export interface Breakage {
  readonly kind: FaultKind | 'killed';
  readonly moment: Moment;
}

/** One call as the proxy sees it; `number` counts all calls of the run from 1. */
export interface Call {
  readonly kind: CallKind;
  readonly number: number;
}

/** Answers what is done to a call, or undefined when it goes through. */
export type FaultPlan = (call: Call) => Breakage | undefined;

/** Breaks the first `times` calls of one kind, all in the same way. */
export function oneKindPlan(kind: CallKind, breakage: Breakage, times: number): FaultPlan {
  let left = times;
  return (call) => {
    if (call.kind !== kind || left === 0) return undefined;
    left -= 1;
    return breakage;
  };
}

/** Kills at the `number`-th call of the run. */
export const killPlan =
  (number: number, moment: Moment): FaultPlan =>
  (call) =>
    call.number === number ? { kind: 'killed', moment } : undefined;

/** How a random plan goes on: for how many calls, and how often a call breaks or its process dies. */
export interface RandomPlanOptions {
  readonly calls: number;
  readonly breakShare: number;
  readonly killShare: number;
  /** The faults to choose from. */
  readonly kinds: readonly FaultKind[];
}

/** Breaks calls at random until the given number of calls is over. */
export function randomPlan(random: () => number, options: RandomPlanOptions): FaultPlan {
  const { calls, breakShare, killShare, kinds } = options;
  return ({ number }) => {
    const dice = random();
    const moment = random() < 0.5 ? 'before' : 'after';
    if (number > calls) return undefined;
    if (dice < killShare) return { kind: 'killed', moment };
    return dice < killShare + breakShare ? { kind: pick(random, kinds), moment } : undefined;
  };
}

/** One of several, by chance. */
export function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
