/** Sorted stretches of a text that are asked about many times. */

/** A stretch of text, in code units. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Answers in logarithmic time which of many ranges meet another; they may nest and overlap. */
export class RangeIndex<Item extends Range> {
  readonly #ranges: readonly Item[];
  /** The furthest end of the ranges up to and including each. */
  readonly #ends: number[] = [];

  /** `ranges` in any order. */
  constructor(ranges: readonly Item[]) {
    this.#ranges = ranges.toSorted((a, b) => a.from - b.from);
    let end = -1;
    for (const { to } of this.#ranges) {
      end = Math.max(end, to);
      this.#ends.push(end);
    }
  }

  /** True when a range shares a character with the stretch, or touches it at either end. */
  touches(from: number, to: number): boolean {
    return (this.#ends[this.#lastIndexAt(to)] ?? -1) >= from;
  }

  /** True when a range shares a character with the stretch. */
  overlaps(from: number, to: number): boolean {
    return (this.#ends[this.#lastIndexAt(to - 1)] ?? -1) > from;
  }

  /** The range that begins last at or before an offset. */
  lastAt(offset: number): Item | undefined {
    return this.#ranges[this.#lastIndexAt(offset)];
  }

  /** The ranges that begin in the stretch. */
  startingIn(from: number, to: number): readonly Item[] {
    return this.#ranges.slice(this.#lastIndexAt(from - 1) + 1, this.#lastIndexAt(to - 1) + 1);
  }

  #lastIndexAt(offset: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle] as Item).from <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
