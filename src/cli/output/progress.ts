/** Progress on a terminal: one line that is written over. Elsewhere nothing is shown. */
import type { Io } from '../io.ts';

const LEAST_MS_BETWEEN = 100;
const CLEAR_LINE = '\r\u001b[K';

/** Shows how many objects were dealt with. */
export class Progress {
  readonly #io: Io;
  #shownAt = 0;
  #isShown = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Shows the count, at most some times a second. */
  async show(count: number): Promise<void> {
    const now = this.#io.clock.now().getTime();
    if (!this.#io.isErrorTerminal || now - this.#shownAt < LEAST_MS_BETWEEN) return;
    this.#shownAt = now;
    this.#isShown = true;
    await this.#io.writeError(`${CLEAR_LINE}${count} objects`);
  }

  /** Takes the line away, so that other text can be written. */
  async clear(): Promise<void> {
    if (!this.#isShown) return;
    this.#isShown = false;
    await this.#io.writeError(CLEAR_LINE);
  }
}
