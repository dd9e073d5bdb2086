/** Figures of objects by something they share, such as their account or their prefix. Pure. */

/** Versions of one group: those that report usage, and those that were opted out or silenced. */
export interface GroupSummary {
  readonly name: string;
  readonly reporting: number;
  readonly settled: number;
}

/** The groups with most reporting versions, and the number of all. */
export interface GroupsSummary {
  readonly groups: readonly GroupSummary[];
  readonly count: number;
}

/** Figures of groups by their names. */
export type FiguresByGroup = ReadonlyMap<string, Omit<GroupSummary, 'name'>>;

/** The number of groups that are named in the result. */
export const MAX_GROUPS = 50;
/** Beyond this number, new groups are put together. */
export const MAX_COUNTED_GROUPS = 10_000;
const OTHERS = 'others';

/** Adds up versions by the name of their group; memory is bounded. */
export class GroupFigures {
  readonly #groups = new Map<string, { reporting: number; settled: number }>();

  /** Adds versions to a group; one without any is not counted as a group. */
  add(name: string, reporting: number, settled: number): void {
    if (reporting + settled === 0) return;
    const figures = this.#groups.get(name) ?? this.#newGroup(name);
    figures.reporting += reporting;
    figures.settled += settled;
  }

  #newGroup(name: string): { reporting: number; settled: number } {
    const own = this.#groups.size < MAX_COUNTED_GROUPS ? name : OTHERS;
    const figures = this.#groups.get(own) ?? { reporting: 0, settled: 0 };
    this.#groups.set(own, figures);
    return figures;
  }

  /** The figures so far, as data. */
  part(): FiguresByGroup {
    return this.#groups;
  }

  /** Adds the figures of a part with at most `MAX_COUNTED_GROUPS` groups: all of them have their names. */
  addPart(part: FiguresByGroup): void {
    for (const [name, { reporting, settled }] of part) this.add(name, reporting, settled);
  }

  /** Those with most reporting versions first, then those with most of all, then by name. */
  result(): GroupsSummary {
    const groups = [...this.#groups].map(([name, figures]) => ({ name, ...figures }));
    groups.sort((a, b) => b.reporting - a.reporting || b.settled - a.settled || (a.name < b.name ? -1 : 1));
    return { groups: groups.slice(0, MAX_GROUPS), count: groups.length };
  }
}
