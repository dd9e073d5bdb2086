/** Breaks text into lines that fit a column, where a reader would, and never leaves anything out. */

/** Where lines break at first; parts that are too long break at hyphens, and if need be anywhere. */
const PARTS = { words: /[^ ]* */g, folders: /[^/]*\/*/g } as const;
const HYPHENATED = /[^-]*-*/g;

/** The text with line ends, so that no line takes more than `width` columns of a terminal. */
export function wrap(text: string, width: number, parts: keyof typeof PARTS): string {
  const fits = (line: string): boolean => widthOf(line.trimEnd()) <= width;
  const pieces = (text.match(PARTS[parts]) ?? [])
    .flatMap((part) => (fits(part) ? [part] : (part.match(HYPHENATED) ?? [])))
    .flatMap((part) => (fits(part) ? [part] : [...part]));
  const lines = [''];
  for (const piece of pieces) {
    const line = (lines.at(-1) ?? '') + piece;
    if (fits(line)) lines[lines.length - 1] = line;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

const HANGUL = 0x1100;
const PUNCTUATION = [0x2000, 0x206f] as const;

/** Columns that the text takes at most: what may be wide (East Asian, emoji) counts as wide. */
function widthOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isNarrow = code < HANGUL || (code >= PUNCTUATION[0] && code <= PUNCTUATION[1]);
    columns += isNarrow ? 1 : 2;
  }
  return columns;
}
