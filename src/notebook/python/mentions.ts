/** Finds where a Python text mentions given names, as Python compares identifiers. */
import { normalForm } from '../../python/normal-form.ts';
import { SETUP_FUNCTION } from './setup-function.ts';

/** One mention: offsets in code units, and the name in Python's normal form. */
export interface Mention {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Identifiers as @lezer/python reads them: any character from U+00A1 on may stand in one. */
const WORD = /[A-Za-z_\u00a1-\uffff][\w\u00a1-\uffff]*/g;

/**
 * Every mention, in code, strings and comments alike, in order. Python compares identifiers in Unicode's normal
 * form NFKC, so a name in mathematical letters is the same name. In a string the name may follow an escape (`\n`)
 * whose letter looks like the beginning of the word.
 * Source: Python language reference, "Identifiers and keywords".
 */
export function findMentions(text: string, names: ReadonlySet<string>): Mention[] {
  const mentions: Mention[] = [];
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    const to = match.index + word.length;
    const name = normalForm(word);
    if (names.has(name)) mentions.push({ name, from: match.index, to });
    else if (word.endsWith(SETUP_FUNCTION) && text[match.index - 1] === '\\')
      mentions.push({ name: SETUP_FUNCTION, from: to - SETUP_FUNCTION.length, to });
  }
  return mentions;
}
