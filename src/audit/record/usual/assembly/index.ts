/**
 * Moves over one JSON value of a given form, and writes it with the members of its objects in another order. What is not
 * of the form in every byte is answered as such, whatever else it may be.
 */
import {
  BASE64,
  BEGIN,
  COUNT,
  END,
  GAP,
  HASH,
  INSTANT,
  ITEMS,
  LINE,
  LIST,
  OBJECT,
  SLOT_BYTES,
  SLOTS,
  TEXT,
  TEXT_BEGIN,
  TEXT_END,
  WORDS,
  WRITTEN,
  ZEROS_AFTER,
} from './layout.ts';
import { CLOSE_LIST, CLOSE_OBJECT, COMMA, OPEN_LIST, OPEN_OBJECT } from './letters.ts';
import { isSame } from './same.ts';
import { skipBase64, skipCount, skipHash, skipInstant, skipText, skipWord } from './scalars.ts';

/** The lists that are open have at most so many items before the one that is read. */
const LAST_ITEM = LINE - 8;

let isWriting: bool = false;
/** Where the next byte is written, and where the last object begins that was. */
let out: i32 = 0;
let begun: i32 = 0;
/** Where the member would have been written that is left out. */
let gap: i32 = 0;
let items: i32 = 0;

/** The addresses between which the value is written. */
export function lastBegin(): i32 {
  return begun;
}

export function lastEnd(): i32 {
  return out;
}

/** True when so many bytes of the line are a value of the form. */
export function scan(form: i32, length: i32, isWritten: bool): bool {
  const lineEnd = LINE + length;
  for (let zeros = 0; zeros < ZEROS_AFTER; zeros += 16) v128.store(lineEnd + zeros, i64x2.splat(0));
  isWriting = isWritten;
  out = WRITTEN;
  items = ITEMS;
  return skipValue(form, LINE) === lineEnd;
}

/** Writes what was left out to its place, with its name. */
export function fillGap(name: i32, nameLength: i32, value: i32, valueLength: i32): void {
  const length = nameLength + valueLength;
  memory.copy(gap + length, gap, out - gap);
  memory.copy(gap, name, nameLength);
  memory.copy(gap + nameLength, value, valueLength);
  out += length;
}

function skipValue(form: i32, start: i32): i32 {
  const slot = SLOTS + load<i32>(form + 4) * SLOT_BYTES;
  const kind = load<i32>(form);
  let end = 0;
  if (kind === OBJECT) {
    end = skipObject(form, start, slot);
  } else if (kind === LIST) {
    end = skipList(form, start, slot);
  } else {
    if (kind === TEXT) end = skipText(start, load<i32>(form + 8));
    else if (kind === HASH) end = skipHash(start);
    else if (kind === INSTANT) end = skipInstant(start);
    else if (kind === WORDS) end = skipWord(form, start);
    else if (kind === COUNT) end = skipCount(start, load<i32>(form + 8));
    else if (kind === BASE64) end = skipBase64(start);
    store<i32>(slot + TEXT_BEGIN, start);
    store<i32>(slot + TEXT_END, end);
  }
  store<i32>(slot + BEGIN, start);
  store<i32>(slot + END, end);
  return end;
}

/** A member: the address and the length of its name, its form, and whether it has to be there. */
const MEMBER_BYTES = 16;

function skipObject(form: i32, start: i32, slot: i32): i32 {
  if (load<u8>(start) !== OPEN_OBJECT) return 0;
  const count = load<i32>(form + 8);
  const members = form + 12;
  let at = start + 1;
  let isFirst = true;
  for (let index = 0; index < count; index += 1) {
    const member = members + index * MEMBER_BYTES;
    const name = load<i32>(member);
    const length = load<i32>(member + 4);
    const child = load<i32>(member + 8);
    const nameAt = isFirst ? at : at + 1;
    const isThere = (isFirst || load<u8>(at) === COMMA) && isSame(nameAt, name, length);
    if (isThere) {
      at = skipValue(child, nameAt + length);
      if (at === 0) return 0;
      isFirst = false;
    } else {
      if (load<i32>(member + 12) !== 0) return 0;
      store<i32>(SLOTS + load<i32>(child + 4) * SLOT_BYTES + BEGIN, 0);
    }
  }
  if (load<u8>(at) !== CLOSE_OBJECT) return 0;
  if (isWriting) writeObject(members, members + count * MEMBER_BYTES, slot);
  return at + 1;
}

function put(byte: u32): void {
  store<u8>(out, byte);
  out += 1;
}

function copy(start: i32, length: i32): void {
  let at = 0;
  // There is room behind all that is written.
  while (at < length) {
    v128.store(out + at, v128.load(start + at));
    at += 16;
  }
  out += length;
}

/** What its members are written as stands in their slots. */
function writeObject(members: i32, order: i32, slot: i32): void {
  begun = out;
  const count = load<i32>(order);
  let separator: u32 = OPEN_OBJECT;
  for (let place = 0; place < count; place += 1) {
    const index = load<i32>(order + 4 + place * 4);
    if (index === GAP) {
      gap = out;
      continue;
    }
    const member = members + index * MEMBER_BYTES;
    const own = SLOTS + load<i32>(load<i32>(member + 8) + 4) * SLOT_BYTES;
    if (load<i32>(own + BEGIN) === 0) continue;
    put(separator);
    separator = COMMA;
    copy(load<i32>(member), load<i32>(member + 4));
    const text = load<i32>(own + TEXT_BEGIN);
    copy(text, load<i32>(own + TEXT_END) - text);
  }
  if (separator === OPEN_OBJECT) put(OPEN_OBJECT);
  endPart(CLOSE_OBJECT, begun, slot);
}

function endPart(bracket: u32, begin: i32, slot: i32): void {
  put(bracket);
  store<i32>(slot + TEXT_BEGIN, begin);
  store<i32>(slot + TEXT_END, out);
}

/** Its items have one slot, which holds the last of them. */
function skipList(form: i32, start: i32, slot: i32): i32 {
  if (load<u8>(start) !== OPEN_LIST) return 0;
  const item = load<i32>(form + 8);
  const itemSlot = SLOTS + load<i32>(item + 4) * SLOT_BYTES;
  const firstItem = items;
  let at = start + 1;
  if (load<u8>(at) !== CLOSE_LIST)
    while (true) {
      at = skipValue(item, at);
      if (at === 0 || items > LAST_ITEM) return 0;
      store<i32>(items, load<i32>(itemSlot + TEXT_BEGIN));
      store<i32>(items + 4, load<i32>(itemSlot + TEXT_END));
      items += 8;
      const after = load<u8>(at);
      if (after === CLOSE_LIST) break;
      if (after !== COMMA) return 0;
      at += 1;
    }
  if (isWriting) writeList(firstItem, slot);
  items = firstItem;
  return at + 1;
}

function writeList(firstItem: i32, slot: i32): void {
  const begin = out;
  let separator: u32 = OPEN_LIST;
  for (let item = firstItem; item < items; item += 8) {
    put(separator);
    separator = COMMA;
    const text = load<i32>(item);
    copy(text, load<i32>(item + 4) - text);
  }
  if (separator === OPEN_LIST) put(OPEN_LIST);
  endPart(CLOSE_LIST, begin, slot);
}
