/** Reads a run from its begin to its end. */
import { comparePlaces, HEAD_BYTES, keyOfEntry, lengthOfEntry } from './entries.ts';
import type { Run } from './sorted-runs.ts';
import { readTemporary } from './temporary-file.ts';

/** Stands on one entry of a run, at first on the first one. */
export class RunReader {
  #bytes: Buffer;
  #at = 0;
  /** The bytes that are there. */
  #filled: number;
  /** What is still in the file. */
  readonly #descriptor: number | undefined;
  #position = 0;
  readonly #end: number = 0;
  #length = 0;
  /** Of the entry; undefined behind the last one. */
  key: string | undefined;

  /** Reads `bufferBytes` at a time. @throws Fault when the disk fails */
  constructor(run: Run, bufferBytes: number) {
    if ('bytes' in run) {
      this.#bytes = Buffer.from(run.bytes.buffer, run.bytes.byteOffset, run.bytes.byteLength);
      this.#filled = run.bytes.length;
    } else {
      this.#bytes = Buffer.allocUnsafeSlow(bufferBytes);
      this.#filled = 0;
      this.#descriptor = run.descriptor;
      this.#position = run.start;
      this.#end = run.end;
    }
    this.advance();
  }

  /** The bytes of the entry, until `advance`. */
  get entry(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#at + this.#length);
  }

  /** True when this entry comes before that of the other; neither may be at its end. */
  isBefore(other: RunReader): boolean {
    const [own, others] = [this.key ?? '', other.key ?? ''];
    return (
      own < others || (own === others && comparePlaces(this.#bytes, this.#at, other.#bytes, other.#at) < 0)
    );
  }

  /** Moves to the next entry. @throws Fault when the disk fails */
  advance(): void {
    this.#at += this.#length;
    this.#length = 0;
    this.key = undefined;
    if (!this.#load(HEAD_BYTES)) return;
    this.#length = lengthOfEntry(this.#bytes, this.#at);
    this.#load(this.#length);
    this.key = keyOfEntry(this.#bytes, this.#at);
  }

  /** Makes sure that so many bytes of the entry are there; false behind the last one. */
  #load(neededBytes: number): boolean {
    const heldBytes = this.#filled - this.#at;
    if (heldBytes >= neededBytes) return true;
    if (this.#descriptor === undefined || this.#position === this.#end) return false;
    const held = this.#bytes.subarray(this.#at, this.#filled);
    if (neededBytes > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(neededBytes);
    this.#bytes.set(held);
    this.#at = 0;
    const more = this.#bytes.subarray(heldBytes, heldBytes + this.#end - this.#position);
    readTemporary(this.#descriptor, more, this.#position);
    this.#position += more.length;
    this.#filled = heldBytes + more.length;
    return true;
  }
}
