/**
 * Reads and sorts large ledgers on several processors: checking a record takes ten times as long as reading it. Each
 * thread, this one too, checks some of the lines and sorts their records; here the lines are read, and all is merged.
 */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  describeLine,
  type LedgerNotices,
  type LedgerPart,
  type PlacedRecord,
  reportNoRecord,
  TOO_LONG,
} from '../../audit/ledger/read-records.ts';
import type { Line } from '../../bytes/lines.ts';
import { SORTER_CACHE_KIB } from '../../files/record-sorter.ts';
import type { LinesInOrder, LinesRead, LinesToRead } from '../../files/sorting/line-sorter.ts';
import { LineSorter } from '../../files/sorting/line-sorter.ts';
import { mergeSorted, placesOf, SortedRecords } from '../../files/sorting/merge-sorted.ts';
import { Fault } from '../../report/fault.ts';
import type { FromLedgerThread, LedgerThreadStart, ToLedgerThread } from './ledger-messages.ts';

/** More than that wait for this thread. */
const MAX_THREADS = 4;
/** Lines in a message: 64 KB, so that they are no large object of the heap. */
const SENT_LINES = 60;
/** Messages that each other thread has to work on. */
const MESSAGES_AHEAD = 6;
/** The checks leave nothing that lives long. */
const MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };
/** The command line as a package has other endings. */
const ENDING = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? '';
const SCRIPT = new URL(`ledger-thread${ENDING}`, import.meta.url);

/** How to sort in threads. */
export interface LedgerThreadOptions {
  /** The number of threads, this one included: at least 2. */
  readonly threads: number;
  /** Ends the other threads. */
  readonly signal: AbortSignal;
  /** Takes the buckets that records name, before the first record is answered. */
  readonly onBuckets: (buckets: readonly string[]) => void;
}

/**
 * The records of all parts of ledgers in the order of `compareRecords`, in batches; notices come as from `readRecords`.
 * @throws what `parts` throws; Fault when the disk cannot hold the records
 */
export async function* sortInThreads(
  parts: AsyncIterable<LedgerPart>,
  notices: LedgerNotices,
  { threads: count, signal, onBuckets }: LedgerThreadOptions,
): AsyncGenerator<readonly PlacedRecord[]> {
  const used = Math.min(count, MAX_THREADS);
  const start = { cacheKib: SORTER_CACHE_KIB / used };
  const own = new LineSorter(start.cacheKib);
  const others = Array.from({ length: used - 1 }, () => new LedgerThread(start));
  const end = () => Promise.all(others.map((thread) => thread.close()));
  signal.addEventListener('abort', end);
  try {
    const names = await readLines(parts, { own, others }, notices, onBuckets);
    const ownNext = async (): Promise<LinesInOrder> => {
      // SQLite answers at once: without a pause nothing else would have its turn, an interruption least of all.
      await setImmediate();
      return own.next();
    };
    const sources = [ownNext, ...others.map((thread) => () => thread.next())];
    yield* mergeSorted(sources.map((next) => new SortedRecords(next, names)));
  } finally {
    signal.removeEventListener('abort', end);
    own.close();
    await end();
  }
}

/** Lines that are being checked. */
interface SentLines {
  readonly name: string;
  readonly lines: readonly Line[];
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
  onBuckets: LedgerThreadOptions['onBuckets'],
): Promise<readonly string[]> {
  const names: string[] = [];
  const sent: SentLines[] = [];
  const takeFirst = async (): Promise<void> => {
    const first = sent.shift();
    if (first === undefined) return;
    const { bad, buckets } = await first.answer;
    onBuckets(buckets);
    for (const [index, why] of bad) {
      const line = first.lines[index];
      if (line === undefined) continue;
      const reason = line.text === undefined ? TOO_LONG : why;
      await reportNoRecord(describeLine(first.name, line.number), line, reason, notices);
    }
  };
  for await (const { name, lines: batches } of parts) {
    const part = names.push(name) - 1;
    for await (const batch of batches) {
      for (let begin = 0; begin < batch.length; begin += SENT_LINES) {
        const lines = batch.slice(begin, begin + SENT_LINES);
        const toRead = {
          text: lines.map(({ text = '' }) => text).join('\n'),
          places: placesOf(part, lines),
        };
        const waiting = others.find(({ waitingFor }) => waitingFor < MESSAGES_AHEAD);
        sent.push({ name, lines, answer: waiting?.read(toRead) ?? own.read(toRead) });
        if (sent.length > (others.length + 1) * MESSAGES_AHEAD) await takeFirst();
      }
    }
  }
  while (sent.length > 0) await takeFirst();
  return names;
}

/** Another thread, which answers question by question. */
class LedgerThread {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<FromLedgerThread>[] = [];
  #broken: { readonly error: unknown } | undefined;

  constructor(start: LedgerThreadStart) {
    this.#worker = new Worker(SCRIPT, { workerData: start, resourceLimits: MEMORY });
    this.#worker.on('message', (message: FromLedgerThread) => this.#waiting.shift()?.resolve(message));
    // A thread that breaks is a bug, and ends the run.
    this.#worker.on('error', (error) => {
      this.#broken = { error };
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  /** The number of questions that are not answered. */
  get waitingFor(): number {
    return this.#waiting.length;
  }

  /** As `LineSorter`. */
  read(lines: LinesToRead): Promise<LinesRead> {
    return this.#ask<LinesRead>(lines);
  }

  /** As `LineSorter`. */
  next(): Promise<LinesInOrder> {
    return this.#ask<LinesInOrder>('next');
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask<Answer extends LinesRead | LinesInOrder>(question: ToLedgerThread): Promise<Answer> {
    const answer = this.#answerTo(question) as Promise<Answer>;
    // It may be waited for later, or never when another answer is a fault.
    answer.catch(() => {});
    return answer;
  }

  async #answerTo(question: ToLedgerThread): Promise<LinesRead | LinesInOrder> {
    if (this.#broken !== undefined) throw this.#broken.error;
    const waiting = Promise.withResolvers<FromLedgerThread>();
    this.#waiting.push(waiting);
    this.#worker.postMessage(question);
    const message = await waiting.promise;
    if (message.kind === 'failed') throw message.error;
    if (message.kind === 'fault') throw new Fault(message.fault.code, message.fault.message, message.fault);
    return message.answer;
  }
}
