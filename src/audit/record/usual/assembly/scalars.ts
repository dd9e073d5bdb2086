/** Moves over values without parts. Each answers the address after the value, or 0 when it is not of the form. */
import { BACKSLASH, QUOTE, ZERO } from './letters.ts';
import { isSame } from './same.ts';

/** The first byte from an address on that is no plain character: a quote, a backslash, no printable one, not ASCII. */
export function endOfPlain(start: i32): i32 {
  let at = start;
  while (true) {
    const bytes = v128.load(at);
    // As signed numbers all bytes beyond ASCII are below a space.
    const special = v128.or(
      v128.or(i8x16.lt_s(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x7f))),
      v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE as i8)), i8x16.eq(bytes, i8x16.splat(BACKSLASH as i8))),
    );
    const mask = i8x16.bitmask(special);
    if (mask !== 0) return at + ctz(mask);
    at += 16;
  }
}

/** A string of plain characters, at least so many. */
export function skipText(start: i32, minimum: i32): i32 {
  if (load<u8>(start) !== QUOTE) return 0;
  const end = endOfPlain(start + 1);
  return load<u8>(end) === QUOTE && end - start - 1 >= minimum ? end + 1 : 0;
}

function areHexDigits(at: i32): bool {
  const bytes = v128.load(at);
  const isDigit = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  const isLetter = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(6));
  return i8x16.all_true(v128.or(isDigit, isLetter));
}

/** 64 hexadecimal digits in lower case, as a string. */
export function skipHash(start: i32): i32 {
  if (load<u8>(start) !== QUOTE || load<u8>(start + 65) !== QUOTE) return 0;
  return areHexDigits(start + 1) &&
    areHexDigits(start + 17) &&
    areHexDigits(start + 33) &&
    areHexDigits(start + 49)
    ? start + 66
    : 0;
}

function isDigit(at: i32): bool {
  return (load<u8>(at) as u32) - ZERO < 10;
}

function isBase64(byte: u32): bool {
  const isLetter = (byte | 0x20) - 0x61 < 26;
  return isLetter || byte - ZERO < 10 || byte === 0x2b || byte === 0x2f;
}

/** Whole groups of four characters, of which the last may end in one or two `=`; as a string. */
export function skipBase64(start: i32): i32 {
  if (load<u8>(start) !== QUOTE) return 0;
  const first = start + 1;
  let at = first;
  while (isBase64(load<u8>(at))) at += 1;
  const used = at - first;
  while (load<u8>(at) === 0x3d) at += 1;
  const filled = at - first - used;
  if (load<u8>(at) !== QUOTE || ((used + filled) & 3) !== 0 || filled > 2) return 0;
  return at + 1;
}

/** Two digits as a number; at least 100 when they are none. */
function pairAt(at: i32): u32 {
  const high = (load<u8>(at) as u32) - ZERO;
  const low = (load<u8>(at + 1) as u32) - ZERO;
  return high < 10 && low < 10 ? high * 10 + low : 100;
}

/** The days that a month has in a year, of which the first two and the last two digits are given. */
function daysOf(century: u32, yearOfCentury: u32, month: u32): u32 {
  if (month === 2) return (yearOfCentury === 0 ? century : yearOfCentury) % 4 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** An instant such as 2026-01-31T23:59:59.999Z, as a string. */
export function skipInstant(start: i32): i32 {
  if (load<u8>(start) !== QUOTE) return 0;
  const at = start + 1;
  const century = pairAt(at);
  const yearOfCentury = pairAt(at + 2);
  const month = pairAt(at + 5);
  const day = pairAt(at + 8);
  const isDate =
    century < 100 &&
    yearOfCentury < 100 &&
    load<u8>(at + 4) === 0x2d &&
    month - 1 < 12 &&
    load<u8>(at + 7) === 0x2d &&
    day - 1 < daysOf(century, yearOfCentury, month);
  if (!isDate) return 0;
  const isTime =
    load<u8>(at + 10) === 0x54 &&
    pairAt(at + 11) < 24 &&
    load<u8>(at + 13) === 0x3a &&
    pairAt(at + 14) < 60 &&
    load<u8>(at + 16) === 0x3a &&
    pairAt(at + 17) < 60;
  if (!isTime) return 0;
  let end = at + 19;
  if (load<u8>(end) === 0x2e) {
    if (!isDigit(end + 1)) return 0;
    end += 2;
    while (isDigit(end)) end += 1;
  }
  return load<u8>(end) === 0x5a && load<u8>(end + 1) === QUOTE ? end + 2 : 0;
}

/** More digits may be no number that JavaScript can hold. */
const MOST_DIGITS = 15;

/** A whole number, not below the minimum, which is 0 or 1; as canonical JSON has it. */
export function skipCount(start: i32, minimum: i32): i32 {
  if (load<u8>(start) === ZERO) return minimum === 0 ? start + 1 : 0;
  let at = start;
  while (isDigit(at)) at += 1;
  return at > start && at - start <= MOST_DIGITS ? at : 0;
}

/** One of some words, such as `"html"` or `true`. */
export function skipWord(form: i32, start: i32): i32 {
  const count = load<i32>(form + 8);
  for (let index = 0; index < count; index += 1) {
    const word = load<i32>(form + 12 + index * 8);
    const length = load<i32>(form + 16 + index * 8);
    if (isSame(start, word, length)) return start + length;
  }
  return 0;
}
