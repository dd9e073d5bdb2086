/** The order in which S3 lists keys, and in which results and ledgers are gone through. Pure. */

/** Up to there the order of code units is that of UTF-8: behind it are surrogates, and what UTF-8 puts before them. */
const NOT_IN_UNIT_ORDER = /[\ud800-\uffff]/;

/** Compares two texts by the bytes of their UTF-8: below, equal or above 0. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (NOT_IN_UNIT_ORDER.test(a) || NOT_IN_UNIT_ORDER.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}
