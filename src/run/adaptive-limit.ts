/**
 * How many items are worked on at once: as many as asked for, fewer while the service throttles. As TCP does it, each
 * throttling halves the number, and each item that is done without adds a part of one (AIMD). By hand: p-limit and p-queue
 * have a number that somebody has to set, and the SDK's adaptive mode paces each client by itself.
 */
import type { Clock } from '../report/ports.ts';

/** Requests that were under way together are throttled together: that counts once. */
const MIN_BETWEEN_CUTS_MS = 1_000;

/** A number of items at once that follows the service. */
export class AdaptiveLimit {
  readonly #max: number;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #underWay = 0;
  #cutAt = Number.NEGATIVE_INFINITY;
  #cuts = 0;

  constructor(max: number, clock: Pick<Clock, 'now'>) {
    this.#max = max;
    this.#limit = max;
    this.#clock = clock;
  }

  /** The number of items that may be under way now. */
  get current(): number {
    return Math.floor(this.#limit);
  }

  /** How often the number was cut. */
  get cuts(): number {
    return this.#cuts;
  }

  /** The service throttled a request. */
  throttled(): void {
    const now = this.#clock.now().getTime();
    if (now - this.#cutAt < MIN_BETWEEN_CUTS_MS) return;
    this.#cutAt = now;
    this.#cuts += 1;
    this.#limit = Math.max(1, this.#limit / 2);
  }

  /** Does the work once there is room for it. */
  async run<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    while (this.#underWay >= this.current) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
    this.#underWay += 1;
    const cutsBefore = this.#cuts;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      if (this.#cuts === cutsBefore) this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
      // Whoever finds no room waits again.
      for (const wake of this.#waiting.splice(0, Math.max(1, this.current - this.#underWay))) wake();
    }
  }
}
