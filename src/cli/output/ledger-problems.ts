/** Lines of ledgers that are no records, and records that disagree: shown as they are met, and counted. */

import type { Conflict } from '../../audit/ledger/conflicts.ts';
import type { HistoryNotices } from '../../audit/ledger/histories.ts';
import type { LedgerNotices, PlacedRecord } from '../../audit/ledger/read-records.ts';
import { CutLines } from '../../audit/record/torn-record.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';

/** The number of bad lines that are shown; all are counted. */
const MAX_SHOWN = 100;

const CUT =
  'it is cut off, as after a crash, and no later line has its record: look with --against <target> whether all is on record';

/** Counts bad lines, lines that a crash cut off, and repeated records. */
export class LedgerProblems implements LedgerNotices, HistoryNotices {
  badLines = 0;
  conflicts = 0;
  /** Last lines that are cut off. */
  tornLines = 0;
  /** Other lines that are cut off, whose records stand again in later lines. */
  remadeLines = 0;
  duplicates = 0;
  readonly #cutLines = new CutLines();
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

  readonly onCutLine = async (place: string, text: string): Promise<void> => {
    if (!this.#cutLines.add(place, text)) await this.onBadLine(place, CUT);
  };

  /** Takes the repeated and the disputed records of a part of the ledgers. */
  async addPart(duplicates: number, conflicts: readonly Conflict[]): Promise<void> {
    this.duplicates += duplicates;
    for (const conflict of conflicts) await this.onConflict(conflict);
  }

  /** True when lines were cut off whose records may still come. */
  get hasToObserve(): boolean {
    return this.#cutLines.all.length > 0;
  }

  /** The records as they are, looked through for those of lines that were cut off. */
  async *observe<Placed extends PlacedRecord>(
    batches: AsyncIterable<readonly Placed[]>,
  ): AsyncGenerator<readonly Placed[]> {
    for await (const batch of batches) {
      if (this.hasToObserve) for (const { record, place } of batch) this.#cutLines.observe(record.id, place);
      yield batch;
    }
  }

  /** Writes the lines that were cut off, once all records were observed. */
  async reportCutLines(): Promise<void> {
    for (const { place, remadeAt } of this.#cutLines.all) {
      if (remadeAt === undefined) await this.onBadLine(place, CUT);
      else {
        this.remadeLines += 1;
        await this.#show(`skipped: ${place}: cut off, as after a crash; ${remadeAt} has its record`);
      }
    }
  }

  /**
   * The entries that could not be read or believed. Not among them is a last line that is cut off: nothing is changed
   * before its record is whole.
   */
  get count(): number {
    return this.badLines + this.conflicts;
  }

  #show(text: string): Promise<void> {
    return this.#io.writeError(`${showSafely(text)}\n`);
  }
}
