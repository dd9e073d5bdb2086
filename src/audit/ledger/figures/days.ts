/** Figures by day. Pure. */
import { addNumbers } from './numbers.ts';

/** Figures of days, such as `2026-01-31`. */
export type FiguresByDay<Name extends string> = ReadonlyMap<string, Readonly<Record<Name, number>>>;

/** Adds up figures by day. */
export class Days<Name extends string> {
  readonly #days = new Map<string, Record<Name, number>>();
  readonly #none: Readonly<Record<Name, number>>;

  constructor(none: Readonly<Record<Name, number>>) {
    this.#none = none;
  }

  /** The figures of a day, to add to. */
  at(day: string): Record<Name, number> {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const figures = { ...this.#none };
    this.#days.set(day, figures);
    return figures;
  }

  /** The figures so far, as data. */
  part(): FiguresByDay<Name> {
    return this.#days;
  }

  addPart(part: FiguresByDay<Name>): void {
    for (const [day, figures] of part) addNumbers(this.at(day), figures);
  }

  /** In the order of days. */
  result(): ({ readonly day: string } & Readonly<Record<Name, number>>)[] {
    return [...this.#days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, figures]) => ({ day, ...figures }));
  }
}
