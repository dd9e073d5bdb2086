/** Moves over values that are no text, no list and no object. */
import { LONGEST_SCALAR, NO_VALUE } from './layout.ts';
import { LETTER_N, MINUS, PLUS, POINT } from './letters.ts';
import { fail } from './problems.ts';

function isDigit(at: i32): bool {
  return (load<u8>(at) as u32) - 0x30 < 10;
}

function skipDigits(start: i32): i32 {
  let at = start;
  while (isDigit(at)) at += 1;
  return at;
}

/** Besides the values of JSON those that Python's json writes and reads, and papermill with it. */
export function skipScalar(start: i32): i32 {
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
