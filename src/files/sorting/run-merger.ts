/** Merges sorted runs, of several threads too. */
import { RunReader } from './run-reader.ts';
import { objectInKey } from './sort-key.ts';
import type { Run } from './sorted-runs.ts';

/** The bytes of entries that are answered together: few, so that their records do not outlive young memory. */
const ANSWER_BYTES = 64 * 1024;
/** The bytes of whole objects that are answered together: enough that what is said about them takes little beside. */
const STRETCH_BYTES = 1024 * 1024;
/** Memory for reading all runs, and what one run is read with at most and at least. */
const READ_BYTES = 8 * 1024 * 1024;
const MAX_RUN_BYTES = 64 * 1024;
const MIN_RUN_BYTES = 4 * 1024;

/** Answers the entries of all runs in order; equal keys in the order of their places. */
export class RunMerger {
  /** A heap: each reader comes before the two at twice its place, plus one and plus two. */
  readonly #readers: RunReader[];

  /** @throws Fault when the disk fails */
  constructor(runs: readonly Run[]) {
    const bufferBytes = Math.max(
      MIN_RUN_BYTES,
      Math.min(MAX_RUN_BYTES, Math.floor(READ_BYTES / runs.length)),
    );
    this.#readers = runs
      .map((run) => new RunReader(run, bufferBytes))
      .filter(({ key }) => key !== undefined)
      // What is sorted is a heap.
      .sort((a, b) => (a.isBefore(b) ? -1 : 1));
  }

  /** The next entries, in memory of their own; no bytes at the end. @throws Fault when the disk fails */
  next(): Uint8Array<ArrayBuffer> {
    const needed = this.#readers[0]?.entry.length ?? 0;
    const bytes = new Uint8Array(needed === 0 ? 0 : Math.max(ANSWER_BYTES, needed));
    let at = 0;
    for (let first = this.#readers[0]; first !== undefined; first = this.#readers[0]) {
      const { entry } = first;
      if (at + entry.length > bytes.length) break;
      bytes.set(entry, at);
      at += entry.length;
      this.#advance(first);
    }
    return bytes.subarray(0, at);
  }

  /** The next entries, all of each object or training job; no bytes at the end. @throws Fault when the disk fails */
  nextObjects(): Uint8Array<ArrayBuffer> {
    let bytes = new Uint8Array(this.#readers.length === 0 ? 0 : STRETCH_BYTES);
    let at = 0;
    let last = '';
    for (let first = this.#readers[0]; first !== undefined; first = this.#readers[0]) {
      const { entry, key = '' } = first;
      const end = at + entry.length;
      if (end > STRETCH_BYTES && at > 0 && objectInKey(key) !== objectInKey(last)) break;
      if (end > bytes.length) bytes = enlarge(bytes, end);
      bytes.set(entry, at);
      at = end;
      last = key;
      this.#advance(first);
    }
    return bytes.subarray(0, at);
  }

  /** Moves the first reader on, and another one to its place. */
  #advance(first: RunReader): void {
    first.advance();
    const last = first.key === undefined ? this.#readers.pop() : first;
    if (last !== undefined && last !== first) this.#readers[0] = last;
    this.#sinkFirst();
  }

  #sinkFirst(): void {
    const readers = this.#readers;
    const [sinking] = readers;
    if (sinking === undefined) return;
    let place = 0;
    for (;;) {
      const [left, right] = [readers[2 * place + 1], readers[2 * place + 2]];
      if (left === undefined) break;
      const isRight = right?.isBefore(left) === true;
      const earlier = isRight ? right : left;
      if (!earlier.isBefore(sinking)) break;
      readers[place] = earlier;
      place = 2 * place + (isRight ? 2 : 1);
    }
    readers[place] = sinking;
  }
}

function enlarge(bytes: Uint8Array, neededBytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(neededBytes, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
