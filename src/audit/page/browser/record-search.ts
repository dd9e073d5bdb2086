/** Search in the versions of the list. Pure. */
import type { ListedVersion } from './versions.ts';

/** What versions have to match; an empty text matches all. */
export interface Filter {
  readonly query: string;
  readonly reporting: string;
  readonly state: string;
  readonly kind: string;
}

/** Finds versions by reporting, state and kind, and by any text in their records, whatever its case. */
export class RecordSearch {
  readonly #versions: readonly ListedVersion[];
  #texts: readonly string[] | undefined;

  constructor(versions: readonly ListedVersion[]) {
    this.#versions = versions;
  }

  /** The versions that match, in their order; a new array. */
  find({ query, reporting, state, kind }: Filter): ListedVersion[] {
    // Records are searched as JSON, where quotes and backslashes are escaped.
    const searched = JSON.stringify(query.trim().toLowerCase()).slice(1, -1);
    const texts = searched === '' ? [] : this.#textsToSearch();
    return this.#versions.filter(
      (version, index) =>
        (reporting === '' || version.reporting === reporting) &&
        (state === '' || version.state === state) &&
        (kind === '' || version.record.object.kind === kind) &&
        (searched === '' || texts[index]?.includes(searched)),
    );
  }

  /** Made at the first search. */
  #textsToSearch(): readonly string[] {
    this.#texts ??= this.#versions.map(({ related, jobs }) => JSON.stringify([related, jobs]).toLowerCase());
    return this.#texts;
  }
}
