/**
 * The entries of a map that were used last. By hand: lru-cache adds 19 KB to the bundle of the functions, whose cold
 * start counts, and all that they need of it is this.
 */

/** A map of limited size: the entry that was not used for longest makes room for a new one. */
export class RecentMap<Value> {
  readonly #maxEntries: number;
  /** In the order of their last use, the oldest first: a Map keeps the order in which entries are set. */
  readonly #entries = new Map<string, Value>();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** The value of `key`, which counts as used now. */
  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#maxEntries && oldest !== undefined) this.#entries.delete(oldest);
  }
}
