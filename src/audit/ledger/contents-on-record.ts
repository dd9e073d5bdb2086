/** The contents that a ledger has on record, wherever they lay: so that moved and copied objects are recognized. Pure. */
import { hash } from 'node:crypto';
import { lastOfCurrent, type ObjectHistory } from './object-history.ts';

/** Numbers that there is room for at first; then twice as many each time. */
const FIRST_CAPACITY = 1024;
const IS_HEX = /^[0-9a-f]{16}/;
const HEX_DIGITS = 16;

/** 64 bits of each hash or ETag: a million of them take eight megabytes. Add all, then ask. */
export class ContentsOnRecord {
  #numbers = new BigUint64Array(FIRST_CAPACITY);
  #count = 0;
  #isSorted = true;

  /** Adds what the object last was, by its SHA-256 and by its ETag. */
  add({ records }: ObjectHistory): void {
    const last = lastOfCurrent(records);
    const { etag, sha256 } = last?.after ?? last?.before ?? {};
    if (sha256 !== undefined) this.#addNumber(sha256);
    if (etag !== undefined && etag !== sha256) this.#addNumber(etag);
  }

  /** True when an object that is on record last had this SHA-256 or ETag. */
  has(etag: string): boolean {
    if (etag === '') return false;
    if (!this.#isSorted) this.#numbers = this.#numbers.slice(0, this.#count).sort();
    this.#isSorted = true;
    return includes(this.#numbers, this.#count, numberOf(etag));
  }

  #addNumber(etag: string): void {
    if (etag === '') return;
    if (this.#count === this.#numbers.length) {
      const larger = new BigUint64Array(this.#count * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#count] = numberOf(etag);
    this.#count += 1;
    this.#isSorted = false;
  }
}

/** ETags need not be hashes. */
const numberOf = (etag: string): bigint =>
  BigInt(`0x${(IS_HEX.test(etag) ? etag : hash('sha256', etag)).slice(0, HEX_DIGITS)}`);

/** Binary search in the first `count` numbers, which are in ascending order. */
function includes(numbers: BigUint64Array, count: number, wanted: bigint): boolean {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    const [number] = numbers.subarray(middle, middle + 1);
    if (number === wanted) return true;
    if (number !== undefined && number < wanted) low = middle + 1;
    else high = middle;
  }
  return false;
}
