/** Checks lines of ledgers, and sorts those that are records: the same in the main thread and in others. */
import type { RecordLine } from '../../audit/ledger/read-records.ts';
import { readRecord } from '../../audit/record/read-record.ts';
import { isOfTrainingJob } from '../../audit/record/record-kind.ts';
import { RecordSorter, type SortedLine } from '../record-sorter.ts';
import { withTemporaryDatabase } from '../temporary-database.ts';

/** Lines to check and to keep. */
export interface LinesToRead {
  /** The lines, with line feeds between. */
  readonly text: string;
  /** For each line where it stands, in a form that is the main thread's own. */
  readonly places: readonly string[];
}

/** What was found in lines. */
export interface LinesRead {
  /** The lines that are no records: their positions among those that were sent, and why. */
  readonly bad: readonly (readonly [index: number, why: string])[];
  /** The buckets that the records name. */
  readonly buckets: readonly string[];
}

/** The next lines in the order of `compareRecords`; none at the end. */
export interface LinesInOrder {
  /** With line feeds between. */
  readonly text: string;
  readonly places: readonly string[];
}

/** Lines in one answer: 64 KB, so that they are no large object of the heap. */
const ANSWER_LINES = 60;
const SORT = 'sort records';

/** Begin with `read`, then take all with `next`, and end with `close`. */
export class LineSorter {
  readonly #sorter: RecordSorter;
  #inOrder: Iterator<SortedLine> | undefined;

  /** `cacheKib` is memory for what has not gone to disk, twice. */
  constructor(cacheKib: number) {
    this.#sorter = new RecordSorter(cacheKib);
  }

  /** Checks lines, and keeps those that are records. @throws Fault when the disk cannot hold them */
  read({ text, places }: LinesToRead): LinesRead {
    const bad: [number, string][] = [];
    const records: RecordLine[] = [];
    const buckets = new Set<string>();
    for (const [index, line] of text.split('\n').entries()) {
      const reading = readRecord(line);
      if (reading.kind === 'bad') {
        bad.push([index, reading.why]);
        continue;
      }
      const { record } = reading;
      records.push({ record, text: line, place: places[index] ?? '' });
      if (!isOfTrainingJob(record)) buckets.add(record.object.bucket);
    }
    withTemporaryDatabase(SORT, () => this.#sorter.add(records));
    return { bad, buckets: [...buckets] };
  }

  /** The next lines in the order of `compareRecords`; none at the end. @throws Fault when the disk fails */
  next(): LinesInOrder {
    this.#inOrder ??= this.#sorter.inOrder();
    const inOrder = this.#inOrder;
    const [texts, places]: [string[], string[]] = [[], []];
    while (texts.length < ANSWER_LINES) {
      const { value, done } = withTemporaryDatabase(SORT, () => inOrder.next());
      if (done) break;
      texts.push(value.text);
      places.push(value.place);
    }
    return { text: texts.join('\n'), places };
  }

  close(): void {
    this.#sorter.close();
  }
}
