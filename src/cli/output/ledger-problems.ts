/** What is wrong with ledgers, said as it is met, and counted. */
import type { LedgerNotices } from '../../audit/record/read-lines.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';

/** So many bad lines are named; all are counted. */
const MOST_NAMED = 100;

/** Counts bad lines, torn last lines and repeated records. */
export class LedgerProblems implements LedgerNotices {
  badLines = 0;
  tornLines = 0;
  duplicates = 0;
  readonly #io: Pick<Io, 'writeError'>;

  constructor(io: Pick<Io, 'writeError'>) {
    this.#io = io;
  }

  readonly onDuplicate = (): void => {
    this.duplicates += 1;
  };

  readonly onBadLine = async (place: string, why: string): Promise<void> => {
    this.badLines += 1;
    if (this.badLines <= MOST_NAMED) await this.#say(`left out: ${place}: ${why}`);
    if (this.badLines === MOST_NAMED) await this.#say('more such lines are counted, not named');
  };

  readonly onTornLine = async (place: string): Promise<void> => {
    this.tornLines += 1;
    await this.#say(
      `left out: ${place}: the last line was cut off, as in a crash; what it was about has no record`,
    );
  };

  #say(text: string): Promise<void> {
    return this.#io.writeError(`${showSafely(text)}\n`);
  }
}
