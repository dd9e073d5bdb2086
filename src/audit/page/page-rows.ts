/** The records that the audit page shows: those that need attention, and as many of all as a page bears. Pure. */
import type { ObjectHistory, SeenObject } from '../ledger/object-history.ts';
import type { AuditRecord } from '../record/schema.ts';

const MAX_ATTENTION_ROWS = 2_000;
const MAX_ROWS = 20_000;

/** Collects the records of histories that come in key order; memory is bounded. */
export class PageRows {
  readonly #needsAttention: AuditRecord[] = [];
  readonly #records: AuditRecord[] = [];
  #recordCount = 0;

  /** Adds the records of one object. */
  add({ records }: ObjectHistory, { needsPerson }: SeenObject): void {
    for (const record of needsPerson)
      if (this.#needsAttention.length < MAX_ATTENTION_ROWS) this.#needsAttention.push(record);
    for (const record of records) {
      this.#recordCount += 1;
      if (this.#records.length < MAX_ROWS) this.#records.push(record);
    }
  }

  /** The records that need attention, in key order. */
  get needsAttention(): readonly AuditRecord[] {
    return this.#needsAttention;
  }

  /** The records of the list, in key order. */
  get records(): readonly AuditRecord[] {
    return this.#records;
  }

  /** The number of records for which the list has no room. */
  get omittedCount(): number {
    return this.#recordCount - this.#records.length;
  }
}
