/** Search in the records of the list. Pure. */
import type { AuditRecord } from '../../record/schema.ts';

/** What records have to match; an empty text matches all. */
export interface Filter {
  readonly query: string;
  readonly outcome: string;
  readonly kind: string;
}

/** Finds records by outcome, by kind, and by any text in them, whatever its case. */
export class RecordSearch {
  readonly #records: readonly AuditRecord[];
  #texts: readonly string[] | undefined;

  constructor(records: readonly AuditRecord[]) {
    this.#records = records;
  }

  /** The records that match, in their order; a new array. */
  find({ query, outcome, kind }: Filter): AuditRecord[] {
    // Records are searched as JSON, where quotes and backslashes are escaped.
    const searched = JSON.stringify(query.trim().toLowerCase()).slice(1, -1);
    const texts = searched === '' ? [] : this.#textsToSearch();
    return this.#records.filter(
      (record, index) =>
        (outcome === '' || record.outcome === outcome) &&
        (kind === '' || record.object.kind === kind) &&
        (searched === '' || texts[index]?.includes(searched)),
    );
  }

  /** Made at the first search. */
  #textsToSearch(): readonly string[] {
    this.#texts ??= this.#records.map((record) => JSON.stringify(record).toLowerCase());
    return this.#texts;
  }
}
