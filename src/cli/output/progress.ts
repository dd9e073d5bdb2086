/**
 * Progress on a terminal: one line that is written over; elsewhere a line now and then. Written by hand, because the
 * progress bars that were looked at (cli-progress, @clack/prompts) keep clocks and timers of their own, act on the
 * process, and lose their place when results scroll by on the same terminal.
 */
import type { Io } from '../io.ts';

type Terminal = Pick<Io, 'isErrorTerminal' | 'columns' | 'clock' | 'writeError'>;

const MIN_INTERVAL_MS = 100;
/** Where lines stay, as in the log of a job; a short run has none. */
const MIN_LINE_INTERVAL_MS = 10_000;
const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = '\r\u001b[K';

/** Shows how many objects were processed, how fast, and the time left. */
export class Progress {
  readonly #io: Terminal;
  readonly #startedAt: number;
  readonly #things: string;
  #total: number | undefined;
  #shownAt: number;
  #isShown = false;

  /** @param things what is counted */
  constructor(io: Terminal, things = 'objects') {
    this.#io = io;
    this.#things = things;
    this.#startedAt = io.clock.now().getTime();
    this.#shownAt = io.isErrorTerminal ? 0 : this.#startedAt;
  }

  /** Sets the number of all objects, once it is known. */
  expectTotal(total: number): void {
    this.#total = total;
  }

  /** Shows the count: on a terminal at most some times a second, elsewhere at most every ten seconds. */
  async show(count: number): Promise<void> {
    const { isErrorTerminal } = this.#io;
    const now = this.#io.clock.now().getTime();
    if (now - this.#shownAt < (isErrorTerminal ? MIN_INTERVAL_MS : MIN_LINE_INTERVAL_MS)) return;
    this.#shownAt = now;
    const line = renderProgress(count, this.#total, now - this.#startedAt, this.#things);
    if (!isErrorTerminal) return this.#io.writeError(`${line}\n`);
    this.#isShown = true;
    // A line that wraps could not be written over.
    await this.#io.writeError(CLEAR_LINE + line.slice(0, (this.#io.columns ?? DEFAULT_COLUMNS) - 1));
  }

  /** Takes the line away, so that other text can be written. */
  async clear(): Promise<void> {
    if (!this.#isShown) return;
    this.#isShown = false;
    await this.#io.writeError(CLEAR_LINE);
  }
}

/** Such as `120 of 400 objects, 40/s, 0:07 left`; rate and time left are the average of the whole run. */
export function renderProgress(
  count: number,
  total: number | undefined,
  elapsedMs: number,
  things = 'objects',
): string {
  const noun = (total ?? count) === 1 ? things.replace(/s$/, '') : things;
  const objects = total === undefined ? `${count} ${noun}` : `${count} of ${total} ${noun}`;
  const perSecond = (count * 1000) / Math.max(1, elapsedMs);
  const rate = perSecond < 10 ? perSecond.toFixed(1) : perSecond.toFixed(0);
  const isTimeKnown = total !== undefined && count > 0;
  const timeLeft = isTimeKnown ? `, ${renderDuration((total - count) / perSecond)} left` : '';
  return `${objects}, ${rate}/s${timeLeft}`;
}

/** Minutes and seconds, after the hours where there are any. */
function renderDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const rest = String(whole % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}
