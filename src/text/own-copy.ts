/** Texts that are kept longer than what they were taken from. Pure. */

/**
 * The same text in memory of its own. V8 lets a part of a long text, or a text that was put together, hold the whole of
 * what it was made of: kept for long, a name of ten letters would be a line of a ledger.
 */
export const ownCopy = (text: string): string => JSON.parse(JSON.stringify(text));
