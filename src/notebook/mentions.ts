/** Finds where a Python text mentions given names, as Python compares identifiers. */

/** One mention: offsets in code units, and the name in Python's normal form. */
export interface Mention {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Identifiers as @lezer/python reads them: any character from U+00A1 on may stand in one. */
const WORD = /[A-Za-z_\u00a1-\uffff][\w\u00a1-\uffff]*/g;
const HAS_OTHER = /[^\x00-\x7f]/;

/** True when the text can hold a mention at all; cheap, and wrong only by saying true too often. */
export function mayMention(text: string, names: ReadonlySet<string>): boolean {
  for (const name of names) if (text.includes(name)) return true;
  return HAS_OTHER.test(text) && [...names].some((name) => text.normalize('NFKC').includes(name));
}

/**
 * Every mention, in code, strings and comments alike, in order. Python compares identifiers in Unicode's normal
 * form NFKC, so a name in mathematical letters is the same name.
 * Source: Python language reference, "Identifiers and keywords".
 */
export function findMentions(text: string, names: ReadonlySet<string>): Mention[] {
  const mentions: Mention[] = [];
  for (const match of text.matchAll(WORD)) {
    const name = match[0].normalize('NFKC');
    if (names.has(name)) mentions.push({ name, from: match.index, to: match.index + match[0].length });
  }
  return mentions;
}
