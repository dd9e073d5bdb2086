/** Searches in bytes that lie in the window, 16 places at a time. */
import { HAS_FIRST, HAS_SECOND } from './layout.ts';

/** A word of eight letters, by its halves as they lie in the bytes. */
let firstLow: i32 = 0;
let firstHigh: i32 = 0;
let secondLow: i32 = 0;
let secondHigh: i32 = 0;

/** The two words that texts are asked for. */
export function setWords(lowOfFirst: i32, highOfFirst: i32, lowOfSecond: i32, highOfSecond: i32): void {
  firstLow = lowOfFirst;
  firstHigh = highOfFirst;
  secondLow = lowOfSecond;
  secondHigh = highOfSecond;
}

/** Which of the two words stand between two addresses: bits of layout.ts. */
export function findWords(start: i32, end: i32): i32 {
  const firstBegin = i8x16.splat(firstLow as i8);
  const firstEnd = i8x16.splat((firstHigh >>> 24) as i8);
  const secondBegin = i8x16.splat(secondLow as i8);
  const secondEnd = i8x16.splat((secondHigh >>> 24) as i8);
  let found: i32 = 0;
  for (let at = start; at <= end - 8; at += 16) {
    const begins = v128.load(at);
    const ends = v128.load(at + 7);
    const isFirst = v128.and(i8x16.eq(begins, firstBegin), i8x16.eq(ends, firstEnd));
    const isSecond = v128.and(i8x16.eq(begins, secondBegin), i8x16.eq(ends, secondEnd));
    for (let places = i8x16.bitmask(v128.or(isFirst, isSecond)); places !== 0; places &= places - 1) {
      const place = at + ctz(places);
      if (place > end - 8) break;
      const low = load<i32>(place);
      const high = load<i32>(place + 4);
      if (low === firstLow && high === firstHigh) found |= HAS_FIRST;
      if (low === secondLow && high === secondHigh) found |= HAS_SECOND;
    }
  }
  return found;
}

/** True when a byte stands between two addresses. */
export function holdsByte(start: i32, end: i32, byte: u8): bool {
  const wanted = i8x16.splat(byte);
  for (let at = start; at < end; at += 16) {
    const places = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (places !== 0) return at + ctz(places) < end;
  }
  return false;
}
