/**
 * Calls of SageMaker at a rate that adapts. AWS publishes no rates for describing and listing jobs, and shares them with
 * everybody in the account and region: so it starts low, goes up slowly, halves when a call is throttled, and then comes
 * back to most of that rate sooner, as TCP does.
 */
import type { Clock } from '../../report/ports.ts';
import { isTransient, reasonOf } from './sagemaker-faults.ts';

const FIRST_PER_SECOND = 4;
const MAX_PER_SECOND = 10;
const MIN_PER_SECOND = 0.2;
/** Added after each call that succeeds: from the first rate to the highest it takes two minutes. */
const STEP_PER_SECOND = 0.01;
/** Far below the rate that was throttled last, by this part of the rate. */
const GROWTH = 0.05;
const NEAR_THROTTLED = 0.7;
const MAX_THROTTLED = 12;
const MAX_UNAVAILABLE = 4;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 20_000;

/** Starts calls one after the other, and calls again what was throttled or found nobody. */
export class AdaptiveCalls {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #perSecond = FIRST_PER_SECOND;
  /** The rate that was throttled last. */
  #throttledPerSecond = 0;
  /** Calls that began before are of the same rate: all of them may be throttled, once. */
  #slowedAtMs = Number.NEGATIVE_INFINITY;
  #lastTurn: Promise<void> = Promise.resolve();
  #nextStartMs = 0;

  /** @param signal when it is aborted nothing is waited for any more, and nothing called again */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** The calls a second that are started now. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** The answer of a call. @throws the last error, when it is none that goes away, or does not go away */
  async run<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    let [throttled, unavailable] = [0, 0];
    for (;;) {
      await this.#turn();
      const begunAtMs = this.#clock.now().getTime();
      try {
        const answer = await call();
        this.#speedUp();
        return answer;
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === 'throttled') {
          throttled += 1;
          if (begunAtMs >= this.#slowedAtMs) this.#slowDown();
        } else if (reason === 'unavailable' && isTransient(error)) unavailable += 1;
        else throw error;
        if (throttled >= MAX_THROTTLED || unavailable >= MAX_UNAVAILABLE || this.#signal.aborted) throw error;
        await this.#wait(this.#backOffMs(throttled + unavailable));
      }
    }
  }

  #speedUp(): void {
    const isFar = this.#perSecond < this.#throttledPerSecond * NEAR_THROTTLED;
    const step = isFar ? this.#perSecond * GROWTH : STEP_PER_SECOND;
    this.#perSecond = Math.min(MAX_PER_SECOND, this.#perSecond + step);
  }

  #slowDown(): void {
    this.#throttledPerSecond = this.#perSecond;
    this.#perSecond = Math.max(MIN_PER_SECOND, this.#perSecond / 2);
    this.#slowedAtMs = this.#clock.now().getTime();
  }

  /** Half of it by chance: others that are throttled at the same time come back at other times. */
  #backOffMs(attempt: number): number {
    const longest = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
    return longest / 2 + (this.#clock.random() * longest) / 2;
  }

  #turn(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(async () => {
      await this.#wait(this.#nextStartMs - this.#clock.now().getTime());
      this.#nextStartMs = this.#clock.now().getTime() + 1000 / this.#perSecond;
    });
    return this.#lastTurn;
  }

  async #wait(delayMs: number): Promise<void> {
    if (delayMs <= 0 || this.#signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = () => resolve();
    this.#signal.addEventListener('abort', stop, { once: true });
    await Promise.race([promise, this.#clock.sleep(delayMs)]);
    this.#signal.removeEventListener('abort', stop);
  }
}
