/**
 * Finds where tags and comments of HTML end, by the standard's tokenizer rules. Offsets are of bytes; the rules'
 * own characters are ASCII. Source: https://html.spec.whatwg.org/multipage/parsing.html#tokenization
 */

/** The bytes that decide what a `<` starts. */
export const LESS_THAN = 0x3c;
export const SOLIDUS = 0x2f;
export const EXCLAMATION_MARK = 0x21;
export const QUESTION_MARK = 0x3f;
const GREATER_THAN = 0x3e;
const EQUALS_SIGN = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** A search for the next place from an offset on. The length of the bytes stands for none: what has no end takes all. */
export type Search = (from: number) => number;

/** The search for where `text` is next. Called in ascending order, it reads each byte once, however often it is called. */
export const searchFor = (bytes: Buffer, text: string): Search =>
  remember((from) => {
    const found = bytes.indexOf(text, from, 'latin1');
    return found === -1 ? bytes.length : found;
  });

/** The same search, keeping its last answer for as long as that is ahead of where the next call starts. */
export function remember(search: Search): Search {
  let known = -1;
  return (from) => {
    if (known < from) known = search(from);
    return known;
  };
}

/** True for an ASCII letter, which is what the name of a tag starts with. */
export const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x09 || byte === 0x0d || byte === 0x0c;

/** True for what ends the name of a tag; the end of the bytes does not. */
export const endsName = (byte: number | undefined): boolean =>
  byte === GREATER_THAN || byte === SOLIDUS || isSpace(byte);

/** The offset after the tag name that starts at `start`, or the length of the bytes. */
export function findNameEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && !endsName(bytes[at])) at += 1;
  return at;
}

/** The offset after the `>` of the tag whose name ends at `nameEnd`, or undefined when the tag is never finished. */
export function findTagEnd(bytes: Buffer, nameEnd: number): number | undefined {
  let at = nameEnd;
  while (at < bytes.length) {
    if (bytes[at] === GREATER_THAN) return at + 1;
    if (endsName(bytes[at])) at += 1;
    else at = findAttributeEnd(bytes, at);
  }
  return undefined;
}

/** An attribute's first byte belongs to its name whatever it is. */
function findAttributeEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== EQUALS_SIGN && !endsName(bytes[at])) at += 1;
  at = skipSpace(bytes, at);
  if (bytes[at] !== EQUALS_SIGN) return at;
  at = skipSpace(bytes, at + 1);
  const quote = bytes[at];
  if (quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE) {
    const close = bytes.indexOf(quote, at + 1);
    return close === -1 ? bytes.length : close + 1;
  }
  while (at < bytes.length && bytes[at] !== GREATER_THAN && !isSpace(bytes[at])) at += 1;
  return at;
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

/** The searches for where comments end. */
export interface CommentSearch {
  /** The offset after the comment whose `<!--` ends at `start`. */
  readonly endOfComment: Search;
  /** The offset after what starts like a comment or declaration but ends with the next `>`. */
  readonly endOfDeclaration: Search;
}

/** The searches over these bytes, to be called in ascending order. */
export function commentSearch(bytes: Buffer): CommentSearch {
  const nextEnd = searchFor(bytes, '-->');
  const nextOddEnd = searchFor(bytes, '--!>');
  return {
    endOfComment(start) {
      if (bytes[start] === GREATER_THAN) return start + 1;
      if (bytes.toString('latin1', start, start + 2) === '->') return start + 2;
      return Math.min(nextEnd(start) + 3, nextOddEnd(start) + 4, bytes.length);
    },
    endOfDeclaration(start) {
      const close = bytes.indexOf(GREATER_THAN, start);
      return close === -1 ? bytes.length : close + 1;
    },
  };
}
