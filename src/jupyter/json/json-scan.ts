/**
 * Moves over JSON values in bytes, checking their grammar (RFC 8259) and making nothing of them. The whole of a large
 * notebook goes through here, so it is one flat loop over numbers, and strings are read four bytes at a time. Written
 * by hand, because edits need the offsets of values in the original bytes, and no package gives them without making
 * the values, which takes longer than JSON.parse.
 */

/** Bytes of JSON, valid UTF-8, with a view of the same bytes. */
export interface JsonBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The number of `\\u0041` escapes that were moved over. */
  numberedEscapes: number;
}

/** The same bytes, not copied. */
export const jsonBytes = (bytes: Uint8Array): JsonBytes => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  numberedEscapes: 0,
});

/** The bytes are no JSON that can be relied on; caught where cells are located, never seen outside. */
export class JsonProblem extends Error {
  readonly reason: 'not-json' | 'duplicate-keys' | 'nested-too-deep';
  /** The byte where it is. */
  readonly at: number;

  /** `message` says what is wrong and at which byte. */
  constructor(reason: JsonProblem['reason'], at: number, message: string) {
    super(message);
    this.reason = reason;
    this.at = at;
  }
}

/** Values may be nested this deep; notebooks are nested some ten deep, and Python's own reader gives up near 1,000. */
export const MAX_DEPTH = 500;

/** The bytes of JSON's punctuation. */
export const JSON_BYTE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

const { quote, comma, colon, openList, backslash, closeList, openObject, closeObject } = JSON_BYTE;

const tableOf = (isIn: (byte: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => (isIn(byte) ? 1 : 0));
/** Letters that may follow a backslash, `u` aside. */
const IS_ESCAPE = tableOf((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));
const IS_HEX = tableOf((byte) => /[0-9a-fA-F]/.test(String.fromCharCode(byte)));
const IS_SCALAR = tableOf((byte) => /[-+.0-9a-zA-Z]/.test(String.fromCharCode(byte)));
/** Besides the values of JSON those that Python's json writes and reads, and papermill with it. */
const SCALAR = /^(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)$/;

/** @throws JsonProblem that names the byte. */
export function failAt(bytes: Uint8Array, at: number, what: string): never {
  const cut = at >= bytes.length ? 'the end of the file: the JSON is cut off' : what;
  throw new JsonProblem('not-json', at, `byte ${at} is ${cut}`);
}

/**
 * The offset of the first byte from `at` on that is no white space. Reads no byte behind the end: one such read
 * makes V8 compile the whole loop for values that may be undefined.
 */
export function skipSpace({ bytes, view }: JsonBytes, at: number): number {
  const end = bytes.length;
  const lastWord = end - 4;
  let next = at;
  while (next < end) {
    const byte = bytes[next];
    if (byte === 0x20) {
      next += 1;
      while (next <= lastWord && view.getInt32(next, true) === FOUR_SPACES) next += 4;
    } else if (byte === 0x0a || byte === 0x0d || byte === 0x09) next += 1;
    else break;
  }
  return next;
}

const FOUR_SPACES = 0x20202020;

/**
 * The offset after the string that begins at `at`. Reads four bytes at a time: a byte minus one has its top bit set
 * when it was zero, so what is zero once a quote or a backslash is taken away is one, and so is a control character
 * minus 32. The first that is found in a word is one for certain.
 * @throws JsonProblem
 */
export function skipString(json: JsonBytes, at: number): number {
  const { bytes, view } = json;
  if (bytes[at] !== quote) failAt(bytes, at, 'not the start of a string');
  const lastWord = bytes.length - 4;
  let next = at + 1;
  while (next <= lastWord) {
    const word = view.getInt32(next, true);
    const quoted = (word ^ 0x22222222) - 0x01010101;
    const escaped = (word ^ 0x5c5c5c5c) - 0x01010101;
    const found = (quoted | escaped | (word - 0x20202020)) & ~word & 0x80808080;
    if (found === 0) {
      next += 4;
      continue;
    }
    next += (31 - Math.clz32(found & -found)) >>> 3;
    const byte = bytes[next];
    if (byte === quote) return next + 1;
    if (byte !== backslash) failAt(bytes, next, 'a control character in a string');
    next = skipEscape(json, next);
    if (bytes[next] === quote) return next + 1;
  }
  return skipStringEnd(json, next);
}

/** The last bytes of a file, one at a time. */
function skipStringEnd(json: JsonBytes, at: number): number {
  const { bytes } = json;
  let next = at;
  while (next < bytes.length) {
    const byte = bytes[next] as number;
    if (byte === quote) return next + 1;
    if (byte === backslash) next = skipEscape(json, next);
    else if (byte >= 0x20) next += 1;
    else failAt(bytes, next, 'a control character in a string');
  }
  return failAt(bytes, bytes.length, 'inside a string');
}

function skipEscape(json: JsonBytes, at: number): number {
  const { bytes } = json;
  if (IS_ESCAPE[bytes[at + 1] as number] === 1) return at + 2;
  const isNumbered =
    bytes[at + 1] === 0x75 && [2, 3, 4, 5].every((offset) => IS_HEX[bytes[at + offset] as number] === 1);
  if (!isNumbered) failAt(bytes, at, 'a broken escape');
  json.numberedEscapes += 1;
  return at + 6;
}

/** No scalar of sense has more characters. */
const LONGEST_SCALAR = 1000;

function skipScalar(bytes: Uint8Array, at: number): number {
  const limit = Math.min(bytes.length, at + LONGEST_SCALAR + 1);
  let end = at;
  let text = '';
  while (end < limit && IS_SCALAR[bytes[end] as number] === 1) {
    text += String.fromCharCode(bytes[end] as number);
    end += 1;
  }
  return text.length <= LONGEST_SCALAR && SCALAR.test(text) ? end : failAt(bytes, at, 'no JSON value');
}

/**
 * The offset after the value that begins at or after `at`, which itself lies `depth` deep.
 * @throws JsonProblem
 */
export function skipValue(json: JsonBytes, start: number, depth: number): number {
  const { bytes } = json;
  const outer: number[] = [];
  /** The byte that ends the list or object we are in; 0 for none. */
  let closer = 0;
  let isKeyNext = false;
  let at = start;
  for (;;) {
    at = skipSpace(json, at);
    const byte = bytes[at];
    if (byte === quote) {
      at = skipString(json, at);
      if (isKeyNext) {
        at = skipSpace(json, at);
        if (bytes[at] !== colon) failAt(bytes, at, 'not a colon');
        at += 1;
        isKeyNext = false;
        continue;
      }
    } else if (isKeyNext) {
      failAt(bytes, at, 'not the start of a string');
    } else if (byte === openObject || byte === openList) {
      at = skipSpace(json, at + 1);
      if (depth + outer.length >= MAX_DEPTH) throw tooDeep(at);
      outer.push(closer);
      closer = byte === openObject ? closeObject : closeList;
      if (bytes[at] !== closer) {
        isKeyNext = closer === closeObject;
        continue;
      }
    } else {
      at = skipScalar(bytes, at);
    }
    // A value has ended; so may those around it. Nearly always a comma is right behind it.
    while (closer !== 0) {
      if (bytes[at] !== comma) at = skipSpace(json, at);
      if (bytes[at] === comma) {
        at += 1;
        isKeyNext = closer === closeObject;
        break;
      }
      if (bytes[at] !== closer) failAt(bytes, at, 'not a comma or the end of the list or object');
      closer = outer.pop() as number;
      at += 1;
    }
    if (closer === 0) return at;
  }
}

/** The problem of a value that begins more than MAX_DEPTH deep. */
export const tooDeep = (at: number): JsonProblem =>
  new JsonProblem('nested-too-deep', at, `values are nested more than ${MAX_DEPTH} deep at byte ${at}`);
