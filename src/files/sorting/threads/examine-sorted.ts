/**
 * Takes the figures of ledgers, of large ones on several processors: once their records are sorted, this thread takes those
 * of every other stretch of objects, and the thread that merges them takes the others.
 */
import { setImmediate } from 'node:timers/promises';
import { describeLine, type LedgerNotices, type LedgerPart } from '../../../audit/ledger/read-records.ts';
import { LineSorter } from '../line-sorter.ts';
import { numbersOfPlace } from './ledger-messages.ts';
import type { LedgerThread } from './ledger-thread-handle.ts';
import { type SortLedgersOptions, takeSorted } from './sort-ledgers.ts';
import { type ExaminedStretch, type ObserveRecords, StretchExaminer } from './stretch-examiner.ts';

/** Stretches that the other thread works on, or has to: while this one takes one, there is another one in work. */
const STRETCHES_AHEAD = 3;

/** Takes notices, and looks at records where their lines tell that it has to. */
export interface RecordObserver extends LedgerNotices {
  /** True when all records have to come by `observe`. */
  readonly hasToObserve: boolean;
  readonly observe: ObserveRecords;
}

/** What the records of all parts of ledgers come to, stretch by stretch in their order. @throws as `sortLedgers` */
export function examineSorted(
  parts: AsyncIterable<LedgerPart>,
  observer: RecordObserver,
  options: Omit<SortLedgersOptions, 'keptText'>,
): AsyncGenerator<ExaminedStretch> {
  const examiner = new StretchExaminer(options.period ?? {});
  return takeSorted(
    parts,
    observer,
    { ...options, keptText: 'canonical' },
    async function* ({ merging, names }) {
      const nameLine = (part: number, line: number): string => describeLine(names[part] ?? '', line);
      const nameNumbers = (place: string): string => nameLine(...numbersOfPlace(place));
      const observe: ObserveRecords = (batches) => observer.observe(batches);
      for await (const stretch of stretchesOf(merging, observer.hasToObserve)) {
        if (stretch instanceof Uint8Array) {
          const examined = await examiner.examine(stretch, nameLine, observe);
          // As those of other threads: texts of records would hold their whole lines.
          yield { ...examined, figures: structuredClone(examined.figures) };
        } else
          yield {
            ...stretch,
            conflicts: stretch.conflicts.map((conflict) => ({
              ...conflict,
              places: conflict.places.map(nameNumbers),
            })),
          };
      }
    },
  );
}

/** Stretches in order, each as it is or examined by the other thread; the next ones are asked for in time. */
async function* stretchesOf(
  merging: LineSorter | LedgerThread,
  isAllForThisThread: boolean,
): AsyncGenerator<Uint8Array<ArrayBuffer> | ExaminedStretch> {
  const asked: Promise<Uint8Array<ArrayBuffer> | ExaminedStretch | undefined>[] = [];
  const ask = async (isForThisThread: boolean) => {
    if (!(merging instanceof LineSorter))
      return isForThisThread ? merging.nextObjects() : merging.examineObjects();
    // Without a pause nothing else would have its turn, an interruption least of all.
    await setImmediate();
    return merging.nextObjects();
  };
  for (let count = 0; ; count += 1) {
    const next = ask(isAllForThisThread || count % 2 === 1);
    // It is waited for later, or never when the others are not.
    next.catch(() => {});
    asked.push(next);
    if (asked.length < STRETCHES_AHEAD) continue;
    const first = await asked.shift();
    if (first === undefined || (first instanceof Uint8Array && first.length === 0)) return;
    yield first;
  }
}
