/**
 * Reads and sorts ledgers, large ones on several processors. Each thread, this one too, checks some of the lines and sorts
 * their records; then another thread, where there is one, merges all of them, while this one takes what comes of it.
 */
import { setImmediate } from 'node:timers/promises';
import {
  describeLine,
  type LedgerNotices,
  type LedgerPart,
  type PlacedRecord,
  reportBadLines,
} from '../../../audit/ledger/read-records.ts';
import type { RecordingPeriod } from '../../../audit/ledger/recording-period.ts';
import { canonicalRecord } from '../../../audit/record/canonical-record.ts';
import type { LedgerRecord } from '../../../audit/record/schema.ts';
import { entriesIn } from '../entries.ts';
import { type KeptText, LineSorter, type LinesRead } from '../line-sorter.ts';
import { LedgerThread } from './ledger-thread-handle.ts';

/** More than that wait for this thread. */
const MAX_THREADS = 4;
/** For records that have not gone to disk, all threads together: some 10,000 of them. */
const SORTING_BYTES = 16 * 1024 * 1024;
/** Blocks that each other thread has to work on. */
const BLOCKS_AHEAD = 3;
/** Blocks whose notices have to wait for those of an earlier one. */
const MAX_SENT = 16;

/** A record in its place, and its canonical JSON. */
export interface SortedRecord extends PlacedRecord {
  readonly canonical: string;
}

/** How to sort. */
export interface SortLedgersOptions {
  /** The number of threads, this one included. */
  readonly threads: number;
  /** Records that are kept as they were written have their fields in the same order. */
  readonly keptText: KeptText;
  /** Whose figures other threads take. */
  readonly period?: RecordingPeriod;
  /** Ends the other threads. */
  readonly signal: AbortSignal;
  /** Takes the buckets that records name, before the first record is answered. */
  readonly onBuckets: (buckets: readonly string[]) => void;
}

/** All records, sorted: what merges them, and the names of their parts. */
export interface SortedLedgers {
  readonly merging: LineSorter | LedgerThread;
  readonly names: readonly string[];
}

/**
 * The records of all parts of ledgers in the order of `compareRecords`, in batches; notices come as from `readRecords`.
 * @throws what `parts` throws; Fault when the disk cannot hold the records
 */
export function sortLedgers(
  parts: AsyncIterable<LedgerPart>,
  notices: LedgerNotices,
  options: SortLedgersOptions,
): AsyncGenerator<readonly SortedRecord[]> {
  return takeSorted(parts, notices, options, async function* ({ merging, names }) {
    for await (const bytes of bytesInOrder(merging))
      yield Array.from(entriesIn(bytes), ({ part, line, text: bytesOfText }) => {
        const text = bytesOfText.toString();
        const record: LedgerRecord = JSON.parse(text);
        const canonical = options.keptText === 'canonical' ? text : canonicalRecord(record);
        return { record, canonical, place: describeLine(names[part] ?? '', line) };
      });
  });
}

/** What `take` takes of all records, once they are sorted. @throws what `parts` and `take` throw; Fault as `sortLedgers` */
export async function* takeSorted<Item>(
  parts: AsyncIterable<LedgerPart>,
  notices: LedgerNotices,
  { threads, keptText, period = {}, signal, onBuckets }: SortLedgersOptions,
  take: (sorted: SortedLedgers) => AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  const used = Math.min(threads, MAX_THREADS);
  const start = { memoryBytes: SORTING_BYTES / used, keptText };
  const own = new LineSorter(start);
  const others = Array.from({ length: used - 1 }, () => new LedgerThread({ ...start, period }));
  const end = () => Promise.all(others.map((thread) => thread.close()));
  signal.addEventListener('abort', end);
  try {
    const names = await readLines(parts, { own, others }, notices, onBuckets);
    const runs = [own.finish(), ...(await Promise.all(others.map((thread) => thread.finish())))].flat();
    const merging = others[0] ?? own;
    await merging.merge(runs);
    yield* take({ merging, names });
  } finally {
    signal.removeEventListener('abort', end);
    await end();
    own.close();
  }
}

/** Lines that are being checked. */
interface SentLines {
  readonly name: string;
  readonly answer: LinesRead | Promise<LinesRead>;
}

/**
 * Gives lines to the thread that waits for some, and to this one when none does; answers the names of the parts. Notices
 * come in the order of the lines.
 */
async function readLines(
  parts: AsyncIterable<LedgerPart>,
  { own, others }: { readonly own: LineSorter; readonly others: readonly LedgerThread[] },
  notices: LedgerNotices,
  onBuckets: SortLedgersOptions['onBuckets'],
): Promise<readonly string[]> {
  const names: string[] = [];
  const sent: SentLines[] = [];
  const takeFirst = async (): Promise<void> => {
    const first = sent.shift();
    if (first === undefined) return;
    const { bad, buckets } = await first.answer;
    onBuckets(buckets);
    await reportBadLines(first.name, bad, notices);
  };
  for await (const { name, blocks } of parts) {
    const part = names.push(name) - 1;
    for await (const block of blocks) {
      const idle = others.find(({ waitingFor }) => waitingFor < BLOCKS_AHEAD) ?? own;
      sent.push({ name, answer: idle.read({ part, block }) });
      if (sent.length > MAX_SENT) await takeFirst();
    }
  }
  while (sent.length > 0) await takeFirst();
  return names;
}

/** The entries of all records in order; the next ones are asked for in time. */
async function* bytesInOrder(merging: LineSorter | LedgerThread): AsyncGenerator<Buffer> {
  const ask = async (): Promise<Buffer> => {
    // This thread answers at once: without a pause nothing else would have its turn, an interruption least of all.
    if (merging instanceof LineSorter) await setImmediate();
    const bytes = await merging.next();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  let asked = ask();
  for (;;) {
    const bytes = await asked;
    if (bytes.length === 0) return;
    asked = ask();
    // It is waited for later, or never when the records are not.
    asked.catch(() => {});
    yield bytes;
  }
}
