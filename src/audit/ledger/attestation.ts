/** One hash over the records of a period, so that two readers of a ledger can tell that they read the same. Pure. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../text/canonical-json.ts';
import type { LedgerRecord } from '../record/schema.ts';

/**
 * SHA-256 over records in the order of `compareRecords`, each once: each as canonical JSON, and a line feed. DEL is
 * written as the escape that jq writes, so that jq and sha256sum give the same hash.
 */
export class RecordsHash {
  readonly #hash = createHash('sha256');
  #records = 0;

  add(record: LedgerRecord): void {
    this.#hash.update(`${canonicalJson(record).replaceAll('\u007f', '\\u007f')}\n`);
    this.#records += 1;
  }

  /** The hash, once: nothing can be added after it. */
  result(): { readonly sha256: string; readonly records: number } {
    return { sha256: this.#hash.digest('hex'), records: this.#records };
  }
}
