/** Checks lines of ledgers, and sorts those that are records: the same in the main thread and in others. */
import { type BadLine, readBlock } from '../../audit/ledger/read-records.ts';
import { isOfTrainingJob } from '../../audit/record/record-kind.ts';
import type { LineBlock } from '../../bytes/lines.ts';
import { RunMerger } from './run-merger.ts';
import { sortKeyOf } from './sort-key.ts';
import { type Run, SortedRuns } from './sorted-runs.ts';

/** Lines to check and to keep, and the number of the part that they are of. */
export interface LinesToRead {
  readonly part: number;
  readonly block: LineBlock;
}

/** What was found in lines. */
export interface LinesRead {
  readonly bad: readonly BadLine[];
  /** The buckets that the records name. */
  readonly buckets: readonly string[];
}

/** The text that is kept of records: as it was written, or in the form that is hashed. */
export type KeptText = 'text' | 'canonical';

/** How lines are sorted. */
export interface SortOptions {
  /** For what has not gone to disk. */
  readonly memoryBytes: number;
  readonly keptText: KeptText;
}

/**
 * Begin with `read`, then take the sorted runs with `finish`. One of all sorters is given the runs of all, with `merge`, and
 * answers the records with `next` or `nextObjects`. End with `close`: until then the runs of each are there.
 */
export class LineSorter {
  readonly #runs: SortedRuns;
  readonly #keptText: KeptText;
  #merger = new RunMerger([]);

  constructor({ memoryBytes, keptText }: SortOptions) {
    this.#runs = new SortedRuns(memoryBytes);
    this.#keptText = keptText;
  }

  /** Checks lines, and keeps those that are records. @throws Fault when the disk cannot hold them */
  read({ part, block }: LinesToRead): LinesRead {
    const buckets = new Set<string>();
    const bad = readBlock(block, (own) => {
      const { record, line } = own;
      this.#runs.add({ key: sortKeyOf(record), part, line, text: own[this.#keptText] });
      if (!isOfTrainingJob(record)) buckets.add(record.object.bucket);
    });
    // As from another thread: the texts of a record may hold its whole line.
    return { bad, buckets: structuredClone([...buckets]) };
  }

  /** All records, in runs that are sorted each. */
  finish(): readonly Run[] {
    return this.#runs.finish();
  }

  /** Takes the runs of all sorters, also of those in other threads. @throws Fault when the disk fails */
  merge(runs: readonly Run[]): void {
    this.#merger = new RunMerger(runs);
  }

  /** The next entries in the order of `compareRecords`; none at the end. @throws Fault when the disk fails */
  next(): Uint8Array<ArrayBuffer> {
    return this.#merger.next();
  }

  /** The same in longer stretches, which have all entries of each object or training job. @throws Fault when the disk fails */
  nextObjects(): Uint8Array<ArrayBuffer> {
    return this.#merger.nextObjects();
  }

  close(): void {
    this.#runs.close();
  }
}
