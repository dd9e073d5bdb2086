/** Lines of ledgers that are no records, and records that disagree: shown as they are met, and counted. */

import type { Conflict } from '../../audit/ledger/conflicts.ts';
import type { HistoryNotices } from '../../audit/ledger/histories.ts';
import type { LedgerNotices } from '../../audit/ledger/read-records.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';

/** The number of bad lines that are shown; all are counted. */
const MAX_SHOWN = 100;

/** Counts bad lines, torn last lines and repeated records. */
export class LedgerProblems implements LedgerNotices, HistoryNotices {
  badLines = 0;
  conflicts = 0;
  tornLines = 0;
  duplicates = 0;
  readonly #io: Pick<Io, 'writeError'>;

  constructor(io: Pick<Io, 'writeError'>) {
    this.#io = io;
  }

  readonly onDuplicate = (): void => {
    this.duplicates += 1;
  };

  readonly onConflict = async ({ places, fact }: Conflict): Promise<void> => {
    this.conflicts += 1;
    if (this.conflicts > MAX_SHOWN) return;
    const where = places.length === 2 ? places.join(' and ') : places.join('; ');
    await this.#show(
      `left out: ${where}: records of one examination that disagree on ${fact}; none is believed`,
    );
    if (this.conflicts === MAX_SHOWN) await this.#show('further conflicts are counted, but not shown');
  };

  readonly onBadLine = async (place: string, why: string): Promise<void> => {
    this.badLines += 1;
    if (this.badLines <= MAX_SHOWN) await this.#show(`skipped: ${place}: ${why}`);
    if (this.badLines === MAX_SHOWN) await this.#show('further bad lines are counted, but not shown');
  };

  readonly onTornLine = async (place: string): Promise<void> => {
    this.tornLines += 1;
    await this.#show(`skipped: ${place}: the last line is cut off, as after a crash; its record is lost`);
  };

  #show(text: string): Promise<void> {
    return this.#io.writeError(`${showSafely(text)}\n`);
  }
}
