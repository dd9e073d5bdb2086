/** Merges records that several threads sorted, and knows how their places are sent. */
import { compareRecords } from '../../audit/ledger/histories.ts';
import { describeLine, type PlacedRecord } from '../../audit/ledger/read-records.ts';
import type { LedgerRecord } from '../../audit/record/schema.ts';
import type { Line } from '../../bytes/lines.ts';
import type { LinesInOrder } from './line-sorter.ts';

/** The number of records in a batch of the result. */
const BATCH_RECORDS = 100;

/** Where lines stand, as it is sent: the numbers of their part and of the line. */
export const placesOf = (part: number, lines: readonly Line[]): readonly string[] =>
  lines.map(({ number }) => `${part} ${number}`);

/** Records from several sources in order, as one, in batches; the same record in the order of its lines. */
export async function* mergeSorted(
  sources: readonly SortedRecords[],
): AsyncGenerator<readonly PlacedRecord[]> {
  for (const source of sources) await source.load();
  let batch: PlacedRecord[] = [];
  for (;;) {
    let least: SortedRecords | undefined;
    for (const source of sources) {
      if (source.head !== undefined && (least?.head === undefined || isBefore(source.head, least.head)))
        least = source;
    }
    if (least?.head === undefined) break;
    batch.push({ record: least.head.record, place: least.describePlace(least.head) });
    if (!least.advance()) await least.load();
    if (batch.length < BATCH_RECORDS) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** A record, and the numbers of its part and its line. */
interface NumberedRecord {
  readonly record: LedgerRecord;
  readonly part: number;
  readonly line: number;
}

const isBefore = (a: NumberedRecord, b: NumberedRecord): boolean =>
  (compareRecords(a.record, b.record) || a.part - b.part || a.line - b.line) < 0;

/** The records of one source in order, the next ones asked for in time. */
export class SortedRecords {
  readonly #next: () => Promise<LinesInOrder>;
  readonly #names: readonly string[];
  #answer: Promise<LinesInOrder>;
  #texts: readonly string[] = [];
  #places: readonly string[] = [];
  #at = 0;
  /** The next record; undefined at the end. */
  head: NumberedRecord | undefined;

  /** `next` answers the next lines, and no lines at the end; `names` are those of the parts. */
  constructor(next: () => Promise<LinesInOrder>, names: readonly string[]) {
    this.#next = next;
    this.#names = names;
    this.#answer = this.#ask();
  }

  /** Moves to the next record that is here already; false when there is none, and `load` must be called. */
  advance(): boolean {
    const [text, place = ''] = [this.#texts[this.#at], this.#places[this.#at]];
    this.#at += 1;
    const [part, line] = place.split(' ');
    this.head =
      text === undefined ? undefined : { record: JSON.parse(text), part: Number(part), line: Number(line) };
    return text !== undefined;
  }

  /** Waits for the next records, and moves to the first of them, if there is any. */
  async load(): Promise<void> {
    const { text, places } = await this.#answer;
    this.#texts = places.length === 0 ? [] : text.split('\n');
    this.#places = places;
    this.#at = 0;
    if (places.length > 0) this.#answer = this.#ask();
    this.advance();
  }

  /** Where a record of this source stands, as it is shown. */
  describePlace({ part, line }: NumberedRecord): string {
    return describeLine(this.#names[part] ?? '', line);
  }

  #ask(): Promise<LinesInOrder> {
    const answer = this.#next();
    // It is waited for later, or never when another source fails.
    answer.catch(() => {});
    return answer;
  }
}
