/** Breaks text into lines that fit a column, where a reader would, and never leaves anything out. */
import stringWidth from 'string-width';

/** Where lines break at first; parts that are too long break at hyphens, and if need be between any characters. */
const PARTS = { words: /[^ ]* */g, folders: /[^/]*\/*/g } as const;
const HYPHENATED = /[^-]*-*/g;
const CHARACTERS = new Intl.Segmenter();

/** The text with line ends, so that no line takes more than `width` columns of a terminal. */
export function wrap(text: string, width: number, parts: keyof typeof PARTS): string {
  const fits = (line: string): boolean => stringWidth(line.trimEnd()) <= width;
  const pieces = (text.match(PARTS[parts]) ?? [])
    .flatMap((part) => (fits(part) ? [part] : (part.match(HYPHENATED) ?? [])))
    .flatMap((part) => (fits(part) ? [part] : charactersOf(part)));
  const lines = [''];
  for (const piece of pieces) {
    const line = (lines.at(-1) ?? '') + piece;
    if (fits(line)) lines[lines.length - 1] = line;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Characters as a reader sees them: a letter keeps its accents. */
const charactersOf = (text: string): string[] =>
  Array.from(CHARACTERS.segment(text), ({ segment }) => segment);
