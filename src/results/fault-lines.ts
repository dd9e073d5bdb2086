/** Counts faults by their code, and decides which are shown: a bucket may deny every one of a million objects. */
import type { Fault, FaultCode } from '../report/fault.ts';
import { quantity } from './quantity.ts';

/** The number of faults of one code that are shown. */
const MAX_SHOWN = 10;

/** The faults of a run. */
export class FaultLines {
  readonly #maxShown: number;
  readonly #counts = new Map<FaultCode, number>();
  readonly #hidden = new Map<FaultCode, number>();

  /** `showsAll` is true when every fault is to be shown. */
  constructor(showsAll: boolean) {
    this.#maxShown = showsAll ? Number.POSITIVE_INFINITY : MAX_SHOWN;
  }

  /** All faults. */
  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The number of faults by code. */
  get counts(): ReadonlyMap<FaultCode, number> {
    return this.#counts;
  }

  /** Counts a fault; `isTold` when it was shown already, of something else. True when it is to be shown. */
  add({ code }: Pick<Fault, 'code'>, isTold = false): boolean {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (isTold) return false;
    if (count <= this.#maxShown) return true;
    this.#hidden.set(code, (this.#hidden.get(code) ?? 0) + 1);
    return false;
  }

  /** A sentence for each code of which faults were not shown. */
  describeHidden(): string[] {
    return [...this.#hidden].map(
      ([code, count]) =>
        `and ${quantity(count, 'more fault')} (${code}), counted and not shown: --all shows every one`,
    );
  }
}
