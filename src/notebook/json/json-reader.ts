/**
 * Reads JSON where it lies in the bytes: the values that are asked for are decoded, all others moved over and
 * checked. Knows nothing of notebooks.
 */
import { type ByteOffset, byteOffset } from '../../bytes/edit.ts';
import { failAt, JSON_BYTE, type JsonBytes, JsonProblem, jsonBytes, skipSpace, skipString, skipValue } from './json-scan.ts';

const { quote, backslash, comma, colon, openList, closeList, openObject, closeObject } = JSON_BYTE;

/** Values that Python's json has besides those of JSON. */
const PYTHON_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

/** A position in JSON bytes that moves forward over whole values. The bytes must be valid UTF-8. */
export class JsonReader {
  readonly #bytes: Buffer;
  readonly #json: JsonBytes;
  #at: number;
  #depth = 0;

  /** Begins at `start`, 0 unless told. */
  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#json = jsonBytes(bytes);
    this.#at = start;
  }

  /** The offset of the next value, white space skipped. */
  get next(): ByteOffset {
    this.#at = skipSpace(this.#bytes, this.#at);
    return byteOffset(this.#at);
  }

  /** What the next value is, by its first byte. */
  get nextKind(): 'object' | 'list' | 'string' | 'other' {
    const byte = this.#bytes[this.next];
    return byte === openObject ? 'object' : byte === openList ? 'list' : byte === quote ? 'string' : 'other';
  }

  /** Where the last value ended. */
  get end(): ByteOffset {
    return byteOffset(this.#at);
  }

  /**
   * Reads an object; `readMember` is called with each key, decoded, and must move over the value.
   * @throws JsonProblem also when a key stands twice: which of the two counts would be a guess.
   */
  readObject(readMember: (key: string) => void): void {
    const seen = new Set<string>();
    this.#readItems(openObject, closeObject, () => {
      const start = this.next;
      const key = this.#readString();
      if (seen.has(key)) {
        throw new JsonProblem(
          'duplicate-keys',
          `the key ${JSON.stringify(key)} at byte ${start} stands twice`,
        );
      }
      seen.add(key);
      this.#expect(colon, 'not a colon');
      readMember(key);
    });
  }

  /** Reads a list; `readItem` must move over one item each time it is called. */
  readList(readItem: () => void): void {
    this.#readItems(openList, closeList, readItem);
  }

  /** Reads a value and decodes it; lists and objects must hold no NaN and no infinity. */
  readValue(): unknown {
    const start = this.next;
    this.skipValue();
    const text = this.#bytes.toString('utf8', start, this.#at);
    return PYTHON_NUMBERS.includes(text) ? Number(text) : JSON.parse(text);
  }

  /** Moves over any value, checking it. */
  skipValue(): void {
    this.#at = skipValue(this.#json, this.#at, this.#depth);
  }

  /** @throws JsonProblem unless nothing but white space is left. */
  expectEnd(): void {
    if (this.next < this.#bytes.length) failAt(this.#bytes, this.#at, 'behind the end of the JSON value');
  }

  #readString(): string {
    const start = this.#at;
    this.#at = skipString(this.#json, start);
    // Nearly all keys are short and plain, and there are many of them.
    let key = '';
    for (let at = start + 1; at < this.#at - 1; at += 1) {
      const byte = this.#bytes[at] as number;
      if (byte >= 0x80 || byte === backslash)
        return JSON.parse(this.#bytes.toString('utf8', start, this.#at));
      key += String.fromCharCode(byte);
    }
    return key;
  }

  /** Nothing that is read with a callback lies deep, so depth is only counted, not limited, here. */
  #readItems(open: number, close: number, readItem: () => void): void {
    this.#expect(open, 'not the start of a list or object');
    this.#depth += 1;
    if (!this.#take(close)) {
      do readItem();
      while (this.#take(comma));
      this.#expect(close, 'not a comma or the end of the list or object');
    }
    this.#depth -= 1;
  }

  #take(byte: number): boolean {
    if (this.#bytes[this.next] !== byte) return false;
    this.#at += 1;
    return true;
  }

  #expect(byte: number, problem: string): void {
    if (!this.#take(byte)) failAt(this.#bytes, this.#at, problem);
  }
}
