/**
 * Reads JSON where it lies in the bytes: the values that are asked for are decoded, all others moved over and
 * checked. Knows nothing of notebooks.
 */
import { type ByteOffset, byteOffset } from '../../bytes/edit.ts';
import { failAt, JsonProblem } from './json-problem.ts';
import { JsonScan, type KeyQuestion, type TextFacts, type WordPair } from './json-scan.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Values that Python's json has besides those of JSON. */
const PYTHON_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

/** A value that was moved over, and may be text. */
export interface SkippedText extends TextFacts {
  readonly start: ByteOffset;
  readonly end: ByteOffset;
}

/** A position in JSON bytes that moves forward over whole values. The bytes must be valid UTF-8. */
export class JsonReader {
  readonly #bytes: Buffer;
  readonly #scan: JsonScan;
  readonly #keys = new Map<number, { readonly start: number; readonly text: string }>();
  #at: number;
  #depth = 0;

  /** Begins at `start`, by default 0; `words` are those that texts may be searched for. */
  constructor(bytes: Uint8Array, start = 0, words?: WordPair) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#scan = new JsonScan(this.#bytes, words);
    this.#at = start;
  }

  /** The offset of the next value, white space skipped. */
  get next(): ByteOffset {
    const bytes = this.#bytes;
    let at = this.#at;
    // Reads no byte behind the end: one such read makes V8 compile the loop for values that may be undefined.
    while (at < bytes.length) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
      at += 1;
    }
    this.#at = at;
    return byteOffset(at);
  }

  /** The kind of the next value, by its first byte. */
  get nextKind(): 'object' | 'list' | 'string' | 'other' {
    const byte = this.#bytes[this.next];
    return byte === OPEN_OBJECT
      ? 'object'
      : byte === OPEN_LIST
        ? 'list'
        : byte === QUOTE
          ? 'string'
          : 'other';
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
    let seenMore: Set<string> | undefined;
    this.#readItems(OPEN_OBJECT, CLOSE_OBJECT, () => {
      const key = this.readString();
      if (seen.includes(key) || seenMore?.has(key) === true) {
        throw new JsonProblem(
          'duplicate-keys',
          this.#at,
          `the key ${JSON.stringify(key)} that ends at byte ${this.#at} is there twice`,
        );
      }
      // A list is faster for the few keys that nearly all objects have.
      if (seen.length < 16) seen.push(key);
      else {
        seenMore ??= new Set();
        seenMore.add(key);
      }
      this.#expect(COLON, 'not a colon');
      readMember(key);
    });
  }

  /** Reads those members of an object that the keys of the question have, and may read others; also keys that stand twice. */
  readMembersOf(question: KeyQuestion, readMember: (key: string) => void): void {
    this.#expect(OPEN_OBJECT, 'not the start of a list or object');
    this.#depth += 1;
    if (!this.#take(CLOSE_OBJECT)) {
      do {
        this.#at = this.#scan.findMember(this.#at, this.#depth, question);
        if (this.#take(CLOSE_OBJECT)) break;
        const key = this.readString();
        this.#expect(COLON, 'not a colon');
        readMember(key);
      } while (this.#takeComma(CLOSE_OBJECT));
    }
    this.#depth -= 1;
  }

  /** Moves over a value that may be text. */
  skipText(): SkippedText {
    return this.#skipText(false);
  }

  /** The same, and looks for the words in it. */
  searchText(): SkippedText {
    return this.#skipText(true);
  }

  #skipText(isAsked: boolean): SkippedText {
    const start = this.next;
    this.#at = this.#scan.skipText(start, this.#depth, isAsked);
    // Written out: this is done for every text, and a spread takes longer.
    const { isText, isPlain, mayHaveFirst, mayHaveSecond } = this.#scan.textFacts;
    return { start, end: this.end, isText, isPlain, mayHaveFirst, mayHaveSecond };
  }

  /** Reads a list; `readItem` must move over one item each time it is called. */
  readList(readItem: () => void): void {
    this.#readItems(OPEN_LIST, CLOSE_LIST, readItem);
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
    this.#at = this.#scan.skipValue(this.#at, this.#depth);
  }

  /** @throws JsonProblem unless nothing but white space is left. */
  expectEnd(): void {
    if (this.next < this.#bytes.length) failAt(this.#bytes, this.#at, 'behind the end of the JSON value');
  }

  /** Reads a string; keys and types come again and again, and one that was met before is not decoded again. */
  readString(): string {
    const start: number = this.next;
    const bytes = this.#bytes;
    if (bytes[start] !== QUOTE) failAt(bytes, start, 'not the start of a string');
    let at = start + 1;
    let hash = 0;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) break;
      hash = (hash * 31 + byte) | 0;
    }
    // Escapes are rare in what is read here, and all else is wrong.
    if (bytes[at] !== QUOTE) {
      this.#at = this.#scan.skipValue(start, this.#depth);
      return JSON.parse(bytes.toString('utf8', start, this.#at));
    }
    this.#at = at + 1;
    const known = this.#keys.get(hash);
    if (known !== undefined && isSame(bytes, known.start, start, at)) return known.text;
    const text = bytes.toString('utf8', start + 1, at);
    if (known === undefined) this.#keys.set(hash, { start, text });
    return text;
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
    if (this.#bytes[this.#at] === COMMA) this.#at += 1;
    else if (!this.#take(COMMA)) {
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

/** True when the string that begins at `known` is written as the one from `start` to the quote at `end`. */
function isSame(bytes: Buffer, known: number, start: number, end: number): boolean {
  const shift = known - start;
  for (let at = start + 1; at <= end; at += 1) {
    if (bytes[at + shift] !== bytes[at]) return false;
  }
  return true;
}
