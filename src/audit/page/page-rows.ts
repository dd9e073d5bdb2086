/** Which records the audit page lists: those that need a person first, then the others as far as there is room. */
import type { ObjectHistory, SeenObject } from '../ledger/object-history.ts';
import type { AuditRecord } from '../record/schema.ts';

const MOST_URGENT = 2_000;
const MOST_ROWS = 20_000;

/** Takes histories in order; memory is bounded. */
export class PageRows {
  readonly #urgent: AuditRecord[] = [];
  readonly #rows: AuditRecord[] = [];
  #count = 0;

  add({ records }: ObjectHistory, { needsPerson }: SeenObject): void {
    for (const record of needsPerson) if (this.#urgent.length < MOST_URGENT) this.#urgent.push(record);
    for (const record of records) {
      this.#count += 1;
      if (this.#rows.length < MOST_ROWS) this.#rows.push(record);
    }
  }

  get needsPerson(): readonly AuditRecord[] {
    return this.#urgent;
  }

  /** In key order. */
  get records(): readonly AuditRecord[] {
    return this.#rows;
  }

  get omitted(): number {
    return this.#count - this.#rows.length;
  }
}
