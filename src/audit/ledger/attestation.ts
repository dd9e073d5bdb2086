/** One hash over the records of a period, so that two readers of a ledger can tell that they read the same. Pure. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../text/canonical-json.ts';
import type { LedgerRecord } from '../record/schema.ts';

/** Text is hashed in pieces of this length: a call for each record takes longer than its hash. */
const PIECE_UNITS = 64 * 1024;
const DEL = 0x7f;

/**
 * SHA-256 over records in the order of `compareRecords`, each once: each as canonical JSON, and a line feed. DEL is
 * written as the escape that jq writes, so that jq and sha256sum give the same hash.
 */
export class RecordsHash {
  readonly #hash = createHash('sha256');
  #records = 0;
  #pending = '';

  add(record: LedgerRecord): void {
    this.addCanonical(canonicalJson(record));
  }

  /** Adds a record of which the canonical JSON is known. */
  addCanonical(text: string): void {
    this.#pending += `${text}\n`;
    this.#records += 1;
    if (this.#pending.length > PIECE_UNITS) this.#hashPending();
  }

  /** Adds as many records of which the canonical JSON is known, a line each with its line feed, in UTF-8. */
  addLines(lines: Uint8Array<ArrayBuffer>, records: number): void {
    this.#hashPending();
    const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
    this.#hash.update(bytes.includes(DEL) ? escapeDel(bytes.toString()) : bytes);
    this.#records += records;
  }

  #hashPending(): void {
    this.#hash.update(escapeDel(this.#pending));
    this.#pending = '';
  }

  /** The hash, once: nothing can be added after it. */
  result(): { readonly sha256: string; readonly records: number } {
    this.#hashPending();
    return { sha256: this.#hash.digest('hex'), records: this.#records };
  }
}

const escapeDel = (text: string): string => text.replaceAll('\u007f', '\\u007f');
