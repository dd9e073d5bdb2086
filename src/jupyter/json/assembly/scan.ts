/**
 * The scan over JSON (RFC 8259) in AssemblyScript. Looks at 16 bytes at a time. The bytes lie in a window on the file,
 * and positions are addresses in it. Behind the last byte stand zeros, which JSON holds nowhere: every loop stops there,
 * and then the window is moved on. Every function answers the address behind what it moved over, or 0 for a problem.
 */

import {
  BROKEN_ESCAPE,
  CONTROL_CHARACTER,
  HAS_FIRST,
  HAS_SECOND,
  IS_PLAIN,
  IS_TEXT,
  LONGEST_SCALAR,
  MAX_DEPTH,
  NO_COLON,
  NO_COMMA,
  NO_STRING,
  NO_VALUE,
  TOO_DEEP,
} from './layout.ts';
import { findWords } from './search.ts';

const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
export const COLON: u8 = 0x3a;
const OPEN_LIST: u8 = 0x5b;
export const BACKSLASH: u8 = 0x5c;
const CLOSE_LIST: u8 = 0x5d;
const LETTER_N: u8 = 0x6e;
const LETTER_U: u8 = 0x75;
const OPEN_OBJECT: u8 = 0x7b;
export const CLOSE_OBJECT: u8 = 0x7d;

declare function moveWindow(at: i32): i32;

/** By how much all addresses have become smaller, since the window was moved. */
export let shift: i32 = 0;

/** Moves the window on to the byte at this address, or back to it; answers its new address. */
export function moveOn(at: i32): i32 {
  const moved = moveWindow(at);
  shift += at - moved;
  return moved;
}

/** Up to here the window holds enough behind a position for any token but a string. */
let lastSafe: i32 = 0;
let problem: i32 = 0;
let problemAt: i32 = 0;
let numberedEscapes: i32 = 0;
let textFacts: i32 = 0;

/** Says how far the window is safe; the largest number where the file ends in it. */
export function setLastSafe(at: i32): void {
  lastSafe = at;
}

/** What was wrong, one of the kinds of layout.ts. */
export function lastProblem(): i32 {
  return problem;
}

/** The address of the byte that was wrong. */
export function lastProblemAddress(): i32 {
  return problemAt;
}

/** What is known of the text that `skipText` moved over: bits of layout.ts. */
export function lastTextFacts(): i32 {
  return textFacts;
}

export function fail(kind: i32, at: i32): i32 {
  problem = kind;
  problemAt = at;
  return 0;
}

/** The first byte from an address on that is no white space, with enough of the file behind it. */
export function skipSpace(start: i32): i32 {
  let at = endOfSpace(start);
  // The window may end in the white space.
  while (at > lastSafe) at = endOfSpace(moveOn(at));
  return at;
}

function endOfSpace(start: i32): i32 {
  let at = start;
  while (load<u8>(at) <= SPACE) {
    const block = v128.load(at);
    const isSpace = v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(0x20)), i8x16.eq(block, i8x16.splat(0x0a))),
      v128.or(i8x16.eq(block, i8x16.splat(0x0d)), i8x16.eq(block, i8x16.splat(0x09))),
    );
    const others = i8x16.bitmask(isSpace) ^ 0xffff;
    if (others !== 0) return at + ctz(others);
    at += 16;
  }
  return at;
}

/** Letters that may follow a backslash, `u` aside, by the low and the high half of their bytes: a shared bit is one. */
const LOW_HALF = i8x16(0, 0, 13, 0, 8, 0, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
const HIGH_HALF = i8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);

/** `at` is behind the quote that begins the string. */
export function skipString(start: i32): i32 {
  let at = start;
  /** 1 when a backslash before the block escapes its first byte. */
  let isEscaped: i32 = 0;
  while (true) {
    const block = v128.load(at);
    const quoted = i8x16.eq(block, i8x16.splat(0x22));
    const slashed = i8x16.eq(block, i8x16.splat(0x5c));
    const control = i8x16.lt_u(block, i8x16.splat(0x20));
    const slashes = i8x16.bitmask(slashed);
    let stops = i8x16.bitmask(v128.or(quoted, control));
    let escaped = isEscaped;
    if ((slashes | isEscaped) !== 0) {
      // Every second backslash of a run, from its first on, escapes what follows: where a run begins at an odd place,
      // adding one there carries through it.
      const first = slashes & ~isEscaped;
      const follows = (first << 1) | isEscaped;
      const carried = (first & 0xaaaa & ~follows) + first;
      escaped = (0x15555 ^ (carried << 1)) & follows;
      isEscaped = (escaped >> 16) & 1;
      escaped &= 0xffff;
      const letters = v128.and(
        i8x16.swizzle(LOW_HALF, v128.and(block, i8x16.splat(0x0f))),
        i8x16.swizzle(HIGH_HALF, i8x16.shr_u(block, 4)),
      );
      const isLetter = i8x16.bitmask(i8x16.ne(letters, i8x16.splat(0)));
      stops = (stops & ~escaped) | (escaped & ~isLetter);
    }
    if (stops === 0) {
      at += 16;
      continue;
    }
    const place = ctz(stops);
    const stop = at + place;
    const isBroken = ((escaped >> place) & 1) !== 0;
    const byte = load<u8>(stop);
    if (!isBroken && byte === QUOTE) return stop + 1;
    const next = isBroken ? stop - 1 : stop;
    isEscaped = 0;
    if (next > lastSafe) {
      at = moveOn(next);
    } else if (!isBroken) {
      return fail(CONTROL_CHARACTER, stop);
    } else if (
      byte === LETTER_U &&
      isHex(stop + 1) &&
      isHex(stop + 2) &&
      isHex(stop + 3) &&
      isHex(stop + 4)
    ) {
      numberedEscapes += 1;
      at = stop + 5;
    } else {
      return fail(BROKEN_ESCAPE, next);
    }
  }
}

function isHex(at: i32): bool {
  const byte: u32 = load<u8>(at);
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}

function isDigit(at: i32): bool {
  return (load<u8>(at) as u32) - 0x30 < 10;
}

function skipDigits(start: i32): i32 {
  let at = start;
  while (isDigit(at)) at += 1;
  return at;
}

/** Besides the values of JSON those that Python's json writes and reads, and papermill with it. */
function skipScalar(start: i32): i32 {
  const end = endOfScalar(start);
  if (end === 0 || end - start > LONGEST_SCALAR) return fail(NO_VALUE, start);
  const byte: u32 = load<u8>(end);
  const letter = byte | 0x20;
  const goesOn = letter - 0x61 < 26 || byte - 0x30 < 10 || byte === PLUS || byte === MINUS || byte === POINT;
  return goesOn ? fail(NO_VALUE, start) : end;
}

/** The end of a word or a number, whatever follows; 0 where there is none. */
function endOfScalar(start: i32): i32 {
  const byte = load<u8>(start);
  if (byte === 0x74) return isWord(start, TRUE) ? start + 4 : 0;
  if (byte === 0x66) return isWord(start + 1, ALSE) ? start + 5 : 0;
  if (byte === LETTER_N) return isWord(start, NULL) ? start + 4 : 0;
  if (byte === 0x4e) return load<u16>(start + 1) === 0x4e61 ? start + 3 : 0; // NaN
  const at = byte === MINUS ? start + 1 : start;
  if (load<u8>(at) === 0x49) return isWord(at, INFI) && isWord(at + 4, NITY) ? at + 8 : 0;
  return isDigit(at) ? endOfNumber(at) : 0;
}

/** Four letters as they lie in the bytes. */
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const NULL: u32 = 0x6c6c756e;
const INFI: u32 = 0x69666e49;
const NITY: u32 = 0x7974696e;

function isWord(at: i32, word: u32): bool {
  return load<u32>(at) === word;
}

/** `start` is at the first digit. */
function endOfNumber(start: i32): i32 {
  let at = load<u8>(start) === 0x30 ? start + 1 : skipDigits(start);
  if (load<u8>(at) === POINT) {
    if (!isDigit(at + 1)) return 0;
    at = skipDigits(at + 1);
  }
  if ((load<u8>(at) | 0x20) === 0x65) {
    const sign = load<u8>(at + 1);
    at += sign === PLUS || sign === MINUS ? 2 : 1;
    if (!isDigit(at)) return 0;
    at = skipDigits(at);
  }
  return at;
}

/** Moves over the value that begins at or after an address, which itself lies `depth` deep. */
export function skipValue(start: i32, depth: i32): i32 {
  let at = start;
  let level = depth;
  /** The byte that ends the list or object we are in; 0 for none. */
  let closer: u8 = 0;
  let isKeyNext = false;
  do {
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === QUOTE) {
      at = skipString(at + 1);
      if (at === 0) return 0;
      if (isKeyNext) {
        if (load<u8>(at) !== COLON) {
          at = skipSpace(at);
          if (load<u8>(at) !== COLON) return fail(NO_COLON, at);
        }
        at += 1;
        isKeyNext = false;
        continue;
      }
    } else if (isKeyNext) {
      return fail(NO_STRING, at);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      at = skipSpace(at + 1);
      if (level >= MAX_DEPTH) return fail(TOO_DEEP, at);
      store<u8>(level, closer);
      level += 1;
      closer = byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_LIST;
      if (load<u8>(at) !== closer) {
        isKeyNext = closer === CLOSE_OBJECT;
        continue;
      }
    } else {
      at = skipScalar(at);
      if (at === 0) return 0;
    }
    // A value has ended; so may those around it. Nearly always a comma is right behind it.
    while (closer !== 0) {
      if (load<u8>(at) !== COMMA) at = skipSpace(at);
      if (load<u8>(at) === COMMA) {
        at += 1;
        isKeyNext = closer === CLOSE_OBJECT;
        break;
      }
      if (load<u8>(at) !== closer) return fail(NO_COMMA, at);
      level -= 1;
      closer = load<u8>(level);
      at += 1;
    }
  } while (closer !== 0);
  return at;
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

/** The same for what may be text: a string, or a list of strings; `isAsked` when the words matter. */
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
