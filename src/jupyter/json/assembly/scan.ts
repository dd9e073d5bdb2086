/**
 * The scan over JSON (RFC 8259) in AssemblyScript. Looks at 16 bytes at a time. The bytes lie in a window on the file,
 * and positions are addresses in it. Behind the last byte stand zeros, which JSON holds nowhere: every loop stops there,
 * and then the window is moved on. Every function answers the address behind what it moved over, or 0 for a problem.
 */
import {
  BROKEN_ESCAPE,
  CONTROL_CHARACTER,
  MAX_DEPTH,
  NO_COLON,
  NO_COMMA,
  NO_STRING,
  TOO_DEEP,
} from './layout.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  LETTER_U,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from './letters.ts';
import { fail } from './problems.ts';
import { skipScalar } from './scalars.ts';

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
/** How often a character was escaped by its number. */
export let numberedEscapes: i32 = 0;

/** Says how far the window is safe; the largest number where the file ends in it. */
export function setLastSafe(at: i32): void {
  lastSafe = at;
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
