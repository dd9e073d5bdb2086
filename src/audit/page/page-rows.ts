/** The records that the audit page shows: those that need attention, and as many of all as a page bears. Pure. */
import type { ObjectHistory, ObjectSummary } from '../ledger/object-history.ts';
import type { AuditRecord } from '../record/schema.ts';

const MAX_ATTENTION_ROWS = 2_000;
const MAX_ROWS = 20_000;

/** Collects the records of histories that come in key order; memory is bounded. */
export class PageRows {
  readonly #needsAttention: AuditRecord[] = [];
  readonly #records: AuditRecord[] = [];
  readonly #maxRecords: number;
  #count = 0;

  /** @param maxRecords the most that the list holds: none for figures alone, since records take much memory */
  constructor(maxRecords = MAX_ROWS) {
    this.#maxRecords = maxRecords;
  }

  /** Adds the records of one object. */
  add({ records }: ObjectHistory, { needsAttention }: ObjectSummary): void {
    this.#count += records.length;
    this.#needsAttention.push(...needsAttention.slice(0, MAX_ATTENTION_ROWS - this.#needsAttention.length));
    this.#records.push(...records.slice(0, this.#maxRecords - this.#records.length));
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
    return this.#count - this.#records.length;
  }
}
