/** Moves over the members of an object that nobody asks for. */
import { NO_COLON, NO_COMMA, NO_STRING } from './layout.ts';
import { BACKSLASH, CLOSE_OBJECT, COLON, COMMA, QUOTE } from './letters.ts';
import { fail } from './problems.ts';
import { moveOn, shift, skipSpace, skipString, skipValue } from './scan.ts';
import { holdsByte } from './search.ts';

/**
 * Moves over the members from `start`, which is before a key, to the first key that may be asked for: it has `length`
 * letters and begins with four that are `one` or `other`, or it is escaped, or it lies on the end of the window. Answers
 * the address of that key, or that of the brace that ends the object; its values lie `depth` deep.
 */
export function findMember(start: i32, depth: i32, length: i32, one: i32, other: i32): i32 {
  let at = start;
  while (true) {
    at = skipSpace(at);
    if (load<u8>(at) !== QUOTE) return fail(NO_STRING, at);
    const shiftBefore = shift;
    const keyBefore = at + 1;
    at = skipString(keyBefore);
    if (at === 0) return 0;
    const key = keyBefore - (shift - shiftBefore);
    // A key that lies on the end of the window is not looked at here.
    if (shift !== shiftBefore) return moveOn(key - 1);
    const letters = load<i32>(key);
    const isAsked = at - 1 - key === length && (letters === one || letters === other);
    if (isAsked || holdsByte(key, at, BACKSLASH)) return key - 1;
    at = skipSpace(at);
    if (load<u8>(at) !== COLON) return fail(NO_COLON, at);
    at = skipValue(at + 1, depth);
    if (at === 0) return 0;
    at = skipSpace(at);
    const after = load<u8>(at);
    if (after === CLOSE_OBJECT) return at;
    if (after !== COMMA) return fail(NO_COMMA, at);
    at += 1;
  }
}
