/**
 * Reads JSON where it lies in the bytes: the values that are asked for are decoded, all others moved over and
 * checked. Knows nothing of notebooks.
 */
import { type ByteOffset, byteOffset } from '../../bytes/edit.ts';
import {
  failAt,
  JSON_BYTE,
  type JsonBytes,
  JsonProblem,
  jsonBytes,
  skipSpace,
  skipString,
  skipValue,
} from './json-scan.ts';

const { quote, backslash, comma, colon, openList, closeList, openObject, closeObject } = JSON_BYTE;

/** Values that Python's json has besides those of JSON. */
const PYTHON_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

/** A list that was moved over. */
export interface SkippedLines {
  /** True when it holds nothing but strings. */
  readonly isText: boolean;
  /** True when all strings but the last end in an escaped line feed, as far as that is plain to see. */
  readonly isSplitAtLines: boolean;
  /** True when one of the strings begins with the word that was asked for. */
  readonly hasWord: boolean;
}

/** A position in JSON bytes that moves forward over whole values. The bytes must be valid UTF-8. */
export class JsonReader {
  readonly #bytes: Buffer;
  readonly #json: JsonBytes;
  readonly #keys = new Map<number, { readonly start: number; readonly text: string }>();
  #at: number;
  #depth = 0;

  /** Begins at `start`, by default 0. */
  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#json = jsonBytes(bytes);
    this.#at = start;
  }

  /** The offset of the next value, white space skipped. */
  get next(): ByteOffset {
    this.#at = skipSpace(this.#json, this.#at);
    return byteOffset(this.#at);
  }

  /** The kind of the next value, by its first byte. */
  get nextKind(): 'object' | 'list' | 'string' | 'other' {
    const byte = this.#bytes[this.next];
    return byte === openObject ? 'object' : byte === openList ? 'list' : byte === quote ? 'string' : 'other';
  }

  /** The offset after the last value. */
  get end(): ByteOffset {
    return byteOffset(this.#at);
  }

  /**
   * Reads an object; `readMember` is called with each key, decoded, and must move over the value.
   * @throws JsonProblem also when a key stands twice: which of the two counts would be a guess.
   */
  readObject(readMember: (key: string) => void): void {
    const seen: string[] = [];
    const seenMore = new Set<string>();
    this.#readItems(openObject, closeObject, () => {
      const key = this.readString();
      if (seen.includes(key) || seenMore.has(key)) {
        throw new JsonProblem(
          'duplicate-keys',
          this.#at,
          `the key ${JSON.stringify(key)} that ends at byte ${this.#at} is there twice`,
        );
      }
      // A list is faster for the few keys that nearly all objects have.
      if (seen.length < 16) seen.push(key);
      else seenMore.add(key);
      this.#expect(colon, 'not a colon');
      readMember(key);
    });
  }

  /** Reads an object of which every member counts, also those whose key stands twice. */
  readAllMembers(readMember: (key: string) => void): void {
    this.#readItems(openObject, closeObject, () => {
      const key = this.readString();
      this.#expect(colon, 'not a colon');
      readMember(key);
    });
  }

  /** The number of `\\u0041` escapes that were moved over. */
  get numberedEscapes(): number {
    return this.#json.numberedEscapes;
  }

  /** Moves over a list that may be one of lines; `word` is the start of the lines that are to be found. */
  skipLines(word: number): SkippedLines {
    const [bytes, { view }] = [this.#bytes, this.#json];
    let [isText, isSplitAtLines, hasWord, isOpen] = [true, true, false, false];
    this.#expect(openList, 'not the start of a list or object');
    this.#depth += 1;
    let isMore = !this.#take(closeList);
    while (isMore) {
      const start = skipSpace(this.#json, this.#at);
      this.#at = start;
      if (bytes[start] === quote) this.#at = skipString(this.#json, start);
      else {
        isText = false;
        this.skipValue();
      }
      const end = this.#at;
      hasWord ||= end - start > 4 && view.getInt32(start + 1, true) === word;
      isSplitAtLines &&= !isOpen;
      // A backslash before that would make this an escaped backslash and an n.
      isOpen = bytes[end - 2] !== 0x6e || bytes[end - 3] !== backslash || bytes[end - 4] === backslash;
      isMore = this.#takeComma(closeList);
    }
    this.#depth -= 1;
    return { isText, isSplitAtLines, hasWord };
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

  /** Reads a string; keys and types come again and again, and one that was met before is not decoded again. */
  readString(): string {
    const start: number = this.next;
    this.#at = skipString(this.#json, start);
    let hash = 0;
    for (let at = start + 1; at < this.#at - 1; at += 1) hash = (hash * 31 + (this.#bytes[at] as number)) | 0;
    const known = this.#keys.get(hash);
    if (known !== undefined && this.#isSame(known.start, start)) return known.text;
    const text: string = JSON.parse(this.#bytes.toString('utf8', start, this.#at));
    if (known === undefined) this.#keys.set(hash, { start, text });
    return text;
  }

  /** True when the string that begins at `known` is written as the one that was just read from `start` on. */
  #isSame(known: number, start: number): boolean {
    for (let at = start; at < this.#at; at += 1) {
      if (this.#bytes[known + at - start] !== this.#bytes[at]) return false;
    }
    return true;
  }

  /** Nothing that is read with a callback lies deep, so depth is only counted, not limited, here. */
  #readItems(open: number, close: number, readItem: () => void): void {
    this.#expect(open, 'not the start of a list or object');
    this.#depth += 1;
    if (!this.#take(close)) {
      do readItem();
      while (this.#takeComma(close));
    }
    this.#depth -= 1;
  }

  /** Takes a comma, or the end of the list or object; true when it was a comma. */
  #takeComma(close: number): boolean {
    // Nearly always right behind the value.
    if (this.#bytes[this.#at] === comma) this.#at += 1;
    else if (!this.#take(comma)) {
      this.#expect(close, 'not a comma or the end of the list or object');
      return false;
    }
    return true;
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
