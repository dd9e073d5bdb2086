/** Python's normal form of identifiers. Source: Python language reference, "Identifiers and keywords". */

const HAS_OTHER = /[^\x00-\x7f]/;

/** The text in Unicode's normal form NFKC, which costs nothing for ASCII. */
export const normalForm = (text: string): string => (HAS_OTHER.test(text) ? text.normalize('NFKC') : text);
