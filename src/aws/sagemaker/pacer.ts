/** Spaces calls out in time. By hand, since it goes by the clock of the use cases, which tests set. */
import type { Clock } from '../../report/ports.ts';

/** Starts calls one after the other, at most `callsPerSecond` of them a second; they may overlap. */
export class Pacer {
  readonly #intervalMs: number;
  readonly #clock: Clock;
  #lastTurn: Promise<void> = Promise.resolve();
  #nextStartMs = 0;

  constructor(callsPerSecond: number, clock: Clock) {
    this.#intervalMs = 1_000 / callsPerSecond;
    this.#clock = clock;
  }

  /** Resolves when the next call may start, in the order in which turns were asked for. */
  turn(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(async () => {
      const waitMs = this.#nextStartMs - this.#clock.now().getTime();
      if (waitMs > 0) await this.#clock.sleep(waitMs);
      this.#nextStartMs = this.#clock.now().getTime() + this.#intervalMs;
    });
    return this.#lastTurn;
  }
}
