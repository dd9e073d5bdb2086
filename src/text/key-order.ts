/** The order in which S3 lists keys, and in which results and ledgers are gone through. Pure. */

/** Compares two texts by the bytes of their UTF-8: below, equal or above 0. */
export const compareKeys = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
