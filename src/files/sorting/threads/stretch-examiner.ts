/** Takes the figures of sorted records, stretch by stretch: the same in the main thread and in others. */
import type { AttentionKind } from '../../../audit/ledger/attention.ts';
import type { Conflict } from '../../../audit/ledger/conflicts.ts';
import { type FiguresPart, LedgerFigures } from '../../../audit/ledger/figures/ledger-figures.ts';
import { historiesOf } from '../../../audit/ledger/histories.ts';
import type { PlacedRecord } from '../../../audit/ledger/read-records.ts';
import {
  isInPeriod,
  type RecordingPeriod,
  restrictToPeriod,
} from '../../../audit/ledger/recording-period.ts';
import { readUsual } from '../../../audit/record/usual/usual-record.ts';
import { entriesIn } from '../entries.ts';

/** Records that are parsed together: few, so that they do not outlive young memory. */
const BATCH_RECORDS = 64;
const LINE_FEED = 0x0a;

/** What the records of some objects come to: data alone, for other threads. */
export interface ExaminedStretch {
  readonly figures: FiguresPart;
  /** The canonical JSON of each record that is neither repeated nor disputed, and a line feed. */
  readonly lines: Uint8Array<ArrayBuffer>;
  /** The number of these records. */
  readonly records: number;
  /** The number of repeated ones. */
  readonly duplicates: number;
  readonly conflicts: readonly Conflict[];
}

/** Says where a line stands. */
export type DescribePlace = (part: number, line: number) => string;

/** A record, and its canonical JSON in the bytes of a stretch. */
interface StretchRecord extends PlacedRecord {
  readonly text: Uint8Array;
}

/** How records are looked at on their way. */
export type ObserveRecords = <Placed extends PlacedRecord>(
  batches: AsyncIterable<readonly Placed[]>,
) => AsyncIterable<readonly Placed[]>;

/** Takes stretches in their order; others may have stretches between them. */
export class StretchExaminer {
  readonly #period: RecordingPeriod;
  /** What others take does not count: what comes before is listed anyway. */
  readonly #listed = new Map<AttentionKind, number>();

  constructor(period: RecordingPeriod) {
    this.#period = period;
  }

  /**
   * The figures of entries with canonical JSON, all of each object or training job. The bytes are the examiner's, and
   * hold the lines afterwards.
   */
  async examine(
    bytes: Uint8Array<ArrayBuffer>,
    describePlace: DescribePlace,
    observe: ObserveRecords = (batches) => batches,
  ): Promise<ExaminedStretch> {
    const figures = new LedgerFigures(this.#listed);
    const conflicts: Conflict[] = [];
    let [duplicates, records, end] = [0, 0, 0];
    const notices = {
      onDuplicate: () => {
        duplicates += 1;
      },
      onConflict: async (conflict: Conflict) => void conflicts.push(conflict),
    };
    for await (const histories of historiesOf(observe(batchesIn(bytes, describePlace)), notices)) {
      for (const { history, lines } of histories) {
        const own = restrictToPeriod(history, this.#period);
        if (own === undefined) continue;
        figures.add(own);
        for (const line of lines) {
          if (!isInPeriod(line.record, this.#period)) continue;
          // An entry is longer than its line, so that this ends before all that is still to be read.
          bytes.set(line.text, end);
          end += line.text.length;
          bytes[end] = LINE_FEED;
          end += 1;
          records += 1;
        }
      }
    }
    const part = figures.part();
    for (const { kind, entries } of part.attention)
      this.#listed.set(kind, (this.#listed.get(kind) ?? 0) + entries.length);
    return { figures: part, lines: bytes.subarray(0, end), records, duplicates, conflicts };
  }
}

async function* batchesIn(
  entries: Uint8Array<ArrayBuffer>,
  describePlace: DescribePlace,
): AsyncGenerator<readonly StretchRecord[]> {
  const bytes = Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength);
  let batch: StretchRecord[] = [];
  for (const { part, line, text } of entriesIn(bytes)) {
    const record = readUsual(text) ?? JSON.parse(text.toString());
    batch.push({ record, place: describePlace(part, line), text });
    if (batch.length < BATCH_RECORDS) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
