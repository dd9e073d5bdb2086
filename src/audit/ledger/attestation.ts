/** One hash over the records of a period, so that two readers of a ledger can tell that they read the same. Pure. */
import { createHash } from 'node:crypto';
import type { AuditRecord } from '../record/schema.ts';

/**
 * SHA-256 over records in the order of `compareRecords`, each once: each as JSON with the names of every object in
 * the order of their code units and without white space (as RFC 8785 has it), and a line feed.
 */
export class RecordsHash {
  readonly #hash = createHash('sha256');
  #records = 0;

  add(record: AuditRecord): void {
    this.#hash.update(`${JSON.stringify(inOrderOfNames(record))}\n`);
    this.#records += 1;
  }

  /** Once. */
  end(): { readonly sha256: string; readonly records: number } {
    return { sha256: this.#hash.digest('hex'), records: this.#records };
  }
}

function inOrderOfNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrderOfNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, inOrderOfNames(part)]),
  );
}
