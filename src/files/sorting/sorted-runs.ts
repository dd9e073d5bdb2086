/** Sorts any number of entries in bounded memory: what does not fit goes to the disk, in runs that are sorted each. */
import { bytesOf, type Entry, keyOfEntry, lengthOfEntry, writeEntry } from './entries.ts';
import { TemporaryFile } from './temporary-file.ts';

/** Entries in order: in memory, or in a part of a temporary file. */
export type Run =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly descriptor: number; readonly start: number; readonly end: number };

/** Written at once. */
const PIECE_BYTES = 256 * 1024;

/** Begin with `add`, then take all with `finish`; the runs are there until `close`. */
export class SortedRuns {
  #bytes: Buffer;
  #used = 0;
  /** Where entries begin. Their keys are read from there when they are sorted: as texts they would outlive young memory. */
  #starts: number[] = [];
  #file: TemporaryFile | undefined;
  readonly #runs: Run[] = [];

  /** `memoryBytes` is for what has not gone to disk. */
  constructor(memoryBytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(memoryBytes);
  }

  /** Of equal keys, the one that was added first comes first. @throws Fault when the disk cannot hold the entries */
  add(entry: Entry): void {
    const neededBytes = bytesOf(entry);
    if (this.#used + neededBytes > this.#bytes.length) this.#writeRun();
    if (neededBytes > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(neededBytes);
    this.#starts.push(this.#used);
    this.#used = writeEntry(entry, this.#bytes, this.#used);
  }

  /** All runs, the last one in memory; nothing can be added after it. */
  finish(): readonly Run[] {
    const bytes = new Uint8Array(this.#used);
    let at = 0;
    for (const entry of this.#inOrder()) {
      bytes.set(entry, at);
      at += entry.length;
    }
    this.#bytes = Buffer.alloc(0);
    return [...this.#runs, { bytes }];
  }

  close(): void {
    this.#file?.close();
  }

  *#inOrder(): Generator<Buffer> {
    const bytes = this.#bytes;
    const entries = this.#starts.map((start) => ({ start, key: keyOfEntry(bytes, start) }));
    entries.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
    for (const { start } of entries) yield bytes.subarray(start, start + lengthOfEntry(bytes, start));
    this.#starts = [];
    this.#used = 0;
  }

  #writeRun(): void {
    if (this.#used === 0) return;
    this.#file ??= new TemporaryFile();
    const { descriptor, sizeBytes: runStart } = this.#file;
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    let held = 0;
    for (const entry of this.#inOrder()) {
      if (held + entry.length > piece.length) {
        this.#file.append(piece.subarray(0, held));
        held = 0;
      }
      if (entry.length > piece.length) this.#file.append(entry);
      else {
        piece.set(entry, held);
        held += entry.length;
      }
    }
    this.#file.append(piece.subarray(0, held));
    this.#runs.push({ descriptor, start: runStart, end: this.#file.sizeBytes });
  }
}
