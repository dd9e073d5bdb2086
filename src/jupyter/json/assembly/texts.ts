/** Moves over texts of notebooks: what sources and pages are written as. */
import { HAS_FIRST, HAS_SECOND, IS_PLAIN, IS_TEXT, NO_COMMA } from './layout.ts';
import { BACKSLASH, CLOSE_LIST, COMMA, LETTER_N, OPEN_LIST, QUOTE } from './letters.ts';
import { fail } from './problems.ts';
import { numberedEscapes, shift, skipSpace, skipString, skipValue } from './scan.ts';
import { findWords } from './search.ts';

let textFacts: i32 = 0;

/** What is known of the text that `skipText` moved over: bits of layout.ts. */
export function lastTextFacts(): i32 {
  return textFacts;
}

/** The most backslashes before an n that are counted: fewer bytes than are looked back at. */
const MOST_BACKSLASHES = 9;

/** True when the string that ends before an address ends in an escaped line feed: an n behind an odd number of backslashes. */
function endsInLineFeed(end: i32): bool {
  if (load<u8>(end - 2) !== LETTER_N) return false;
  let count = 0;
  while (count < MOST_BACKSLASHES && load<u8>(end - 3 - count) === BACKSLASH) count += 1;
  return (count & 1) === 1 && count < MOST_BACKSLASHES;
}

/** Moves over what may be text: a string, or a list of strings; `isAsked` when the words matter. */
export function skipText(start: i32, depth: i32, isAsked: bool): i32 {
  const escapes = numberedEscapes;
  const shiftBefore = shift;
  let at = skipSpace(start);
  const byte = load<u8>(at);
  let facts = byte === QUOTE || byte === OPEN_LIST ? IS_TEXT | IS_PLAIN : IS_PLAIN;
  if (byte === OPEN_LIST) {
    let isOpen = false;
    at = skipSpace(at + 1);
    if (load<u8>(at) === CLOSE_LIST) at += 1;
    else
      while (true) {
        at = skipSpace(at);
        if (load<u8>(at) === QUOTE) {
          at = skipString(at + 1);
        } else {
          facts &= ~IS_TEXT;
          at = skipValue(at, depth + 1);
        }
        if (at === 0) return 0;
        // A line that is not the last ends in a line feed.
        if (isOpen) facts &= ~IS_PLAIN;
        isOpen = !endsInLineFeed(at);
        if (load<u8>(at) !== COMMA) at = skipSpace(at);
        const after = load<u8>(at);
        at += 1;
        if (after === CLOSE_LIST) break;
        if (after !== COMMA) return fail(NO_COMMA, at - 1);
      }
  } else {
    at = skipValue(at, depth);
    if (at === 0) return 0;
  }
  if (numberedEscapes !== escapes) facts &= ~IS_PLAIN;
  if (isAsked) facts |= shift === shiftBefore ? findWords(start, at) : HAS_FIRST | HAS_SECOND;
  textFacts = facts;
  return at;
}
