/**
 * Reads JSON where it lies in the bytes: one pass that checks the grammar (RFC 8259) and tells where values
 * stand, without making values of what nobody asks for. Knows nothing of notebooks.
 */
import { type ByteOffset, byteOffset } from '../bytes/edit.ts';

/** The bytes are no JSON that can be relied on; caught where cells are located, never seen outside. */
export class JsonProblem extends Error {
  readonly reason: 'not-json' | 'duplicate-keys' | 'nested-too-deep';

  /** `message` says what is wrong and at which byte. */
  constructor(reason: JsonProblem['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Values may be nested this deep; notebooks are nested some ten deep, and Python's own reader gives up near 1,000. */
export const MAX_DEPTH = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** 1 for bytes that stand for themselves inside a JSON string. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
/** 1 for the letters that may follow a backslash, `u` aside. */
const IS_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERALS = ['true', 'false', 'null'];

/** A position in JSON bytes that moves forward over whole values. The bytes must be valid UTF-8. */
export class JsonReader {
  readonly #bytes: Buffer;
  #at: number;
  #depth = 0;

  /** Begins at `start`, 0 unless told. */
  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  /** The offset of the next value, white space skipped. */
  get next(): ByteOffset {
    this.#skipSpace();
    return byteOffset(this.#at);
  }

  /** What the next value is, by its first byte. */
  get nextKind(): 'object' | 'list' | 'string' | 'other' {
    this.#skipSpace();
    const byte = this.#bytes[this.#at];
    return byte === OPEN_OBJECT
      ? 'object'
      : byte === OPEN_LIST
        ? 'list'
        : byte === QUOTE
          ? 'string'
          : 'other';
  }

  /** Where the last value ended. */
  get end(): ByteOffset {
    return byteOffset(this.#at);
  }

  /**
   * Reads an object; `readValue` is called with each key, decoded, and must move over the value.
   * @throws JsonProblem also when a key stands twice: which of the two counts would be a guess.
   */
  readObject(readValue: (key: string) => void): void {
    const seen = new Set<string>();
    this.#readItems(OPEN_OBJECT, CLOSE_OBJECT, () => {
      const start = this.next;
      const key = this.readString();
      if (seen.has(key))
        throw new JsonProblem(
          'duplicate-keys',
          `the key ${JSON.stringify(key)} at byte ${start} stands twice`,
        );
      seen.add(key);
      this.#expect(COLON, 'a colon');
      readValue(key);
    });
  }

  /** Reads a list; `readItem` must move over one item each time it is called. */
  readList(readItem: () => void): void {
    this.#readItems(OPEN_LIST, CLOSE_LIST, readItem);
  }

  /** Reads a string and decodes it. */
  readString(): string {
    const start = this.next;
    this.skipString();
    return JSON.parse(this.#bytes.toString('utf8', start, this.#at));
  }

  /** Reads any value and decodes it. */
  readValue(): unknown {
    const start = this.next;
    this.skipValue();
    return JSON.parse(this.#bytes.toString('utf8', start, this.#at));
  }

  /** Moves over a string, checking its escapes. */
  skipString(): void {
    this.#expect(QUOTE, 'a string');
    const bytes = this.#bytes;
    let at = this.#at;
    for (;;) {
      while (IS_PLAIN[bytes[at] as number] === 1) at += 1;
      const byte = bytes[at];
      at += 1;
      if (byte === QUOTE) break;
      if (byte !== BACKSLASH) this.#fail(at - 1, 'a string that does not end or holds a control character');
      const letter = bytes[at];
      at += 1;
      if (letter !== undefined && IS_ESCAPE[letter] === 1) continue;
      if (letter !== 0x75 || !/^[0-9a-fA-F]{4}$/.test(bytes.toString('latin1', at, at + 4)))
        this.#fail(at - 2, 'a broken escape');
      at += 4;
    }
    this.#at = at;
  }

  /** Moves over any value, checking it. */
  skipValue(): void {
    switch (this.nextKind) {
      case 'string':
        this.skipString();
        break;
      case 'list':
        this.#readItems(OPEN_LIST, CLOSE_LIST, () => this.skipValue());
        break;
      case 'object':
        this.#readItems(OPEN_OBJECT, CLOSE_OBJECT, () => this.#skipMember());
        break;
      case 'other':
        this.#skipScalar();
        break;
    }
  }

  /** @throws JsonProblem unless nothing but white space is left. */
  expectEnd(): void {
    this.#skipSpace();
    if (this.#at < this.#bytes.length) this.#fail(this.#at, 'something after the end of the JSON value');
  }

  #readItems(open: number, close: number, readItem: () => void): void {
    this.#expect(open, open === OPEN_LIST ? 'a list' : 'an object');
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      throw new JsonProblem('nested-too-deep', `nested more than ${MAX_DEPTH} deep at byte ${this.#at}`);
    }
    this.#skipSpace();
    if (this.#bytes[this.#at] === close) {
      this.#at += 1;
    } else {
      do {
        readItem();
        this.#skipSpace();
      } while (this.#take(COMMA));
      this.#expect(close, 'a comma or the end of the list or object');
    }
    this.#depth -= 1;
  }

  #skipMember(): void {
    this.skipString();
    this.#expect(COLON, 'a colon');
    this.skipValue();
  }

  #skipScalar(): void {
    const text = this.#bytes.toString('latin1', this.#at, this.#at + 5);
    const literal = LITERALS.find((word) => text.startsWith(word));
    if (literal !== undefined) {
      this.#at += literal.length;
      return;
    }
    const length = this.#numberLength();
    if (length === 0)
      this.#fail(this.#at, this.#at < this.#bytes.length ? 'no JSON value' : 'the end: the JSON is cut off');
    this.#at += length;
  }

  #numberLength(): number {
    let end = this.#at;
    while (
      end < this.#bytes.length &&
      '+-.eE0123456789'.includes(String.fromCharCode(this.#bytes[end] as number))
    )
      end += 1;
    NUMBER.lastIndex = 0;
    return NUMBER.exec(this.#bytes.toString('latin1', this.#at, end))?.[0].length ?? 0;
  }

  #take(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  #expect(byte: number, what: string): void {
    this.#skipSpace();
    if (!this.#take(byte))
      this.#fail(this.#at, this.#at < this.#bytes.length ? `not ${what}` : 'the end: the JSON is cut off');
  }

  #skipSpace(): void {
    let byte = this.#bytes[this.#at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.#at += 1;
      byte = this.#bytes[this.#at];
    }
  }

  #fail(at: number, what: string): never {
    throw new JsonProblem('not-json', `byte ${at} is ${what}`);
  }
}
