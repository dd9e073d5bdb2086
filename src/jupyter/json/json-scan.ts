/**
 * Moves over JSON values in bytes, checking their grammar (RFC 8259) and making nothing of them. The whole of a large
 * notebook goes through here, so it is done in WebAssembly: `assembly/`. Written by hand, because edits need the
 * offsets of values in the original bytes, and no package gives them without making the values, which takes longer
 * than JSON.parse.
 */
import { startModule } from '../../bytes/web-assembly.ts';
import {
  BROKEN_ESCAPE,
  BYTES_AFTER,
  BYTES_BEFORE,
  CONTROL_CHARACTER,
  HAS_FIRST,
  HAS_SECOND,
  IS_PLAIN,
  IS_TEXT,
  MAX_DEPTH,
  MEMORY_BYTES,
  NO_COLON,
  NO_COMMA,
  NO_STRING,
  NO_VALUE,
  TOO_DEEP,
  WINDOW,
  ZEROS_AFTER,
} from './assembly/layout.ts';
import { failAt, JsonProblem } from './json-problem.ts';
import { SCAN_MODULE } from './scan-module.ts';

/** Two words, each by its halves: four letters as they lie in the bytes. */
export type WordPair = readonly [
  lowOfFirst: number,
  highOfFirst: number,
  lowOfSecond: number,
  highOfSecond: number,
];

const NO_WORDS: WordPair = [0, 0, 0, 0];

/** Two words of eight letters in ASCII. */
export function pairOf(first: string, second: string): WordPair {
  const bytes = Buffer.from(first + second);
  return [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), bytes.readInt32LE(12)];
}

/** The keys that members of an object may have to matter. */
export interface KeyQuestion {
  /** Letters of each of them. */
  readonly length: number;
  /** The first four letters of each, as they lie in the bytes. */
  readonly one: number;
  readonly other: number;
}

/** The question for two keys in ASCII of the same length, four letters or more. */
export const askForKeys = (one: string, other = one): KeyQuestion => ({
  length: one.length,
  one: Buffer.from(one).readInt32LE(),
  other: Buffer.from(other).readInt32LE(),
});

/** What is known of a value that was moved over, and may be text. */
export interface TextFacts {
  /** True when it is a string, or a list of nothing but strings. */
  readonly isText: boolean;
  /** True when no character is escaped by its number, and no line goes on in the next string. */
  readonly isPlain: boolean;
  /** For each of the two words, where they were asked for: false only when it stands nowhere in the bytes. */
  readonly mayHaveFirst: boolean;
  readonly mayHaveSecond: boolean;
}

/** What `assembly/index.ts` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  setLastSafe(address: number): void;
  lastProblem(): number;
  lastProblemAddress(): number;
  lastTextFacts(): number;
  skipValue(address: number, depth: number): number;
  findMember(address: number, depth: number, length: number, one: number, other: number): number;
  skipText(address: number, depth: number, isAsked: boolean): number;
  setWords(lowOfFirst: number, highOfFirst: number, lowOfSecond: number, highOfSecond: number): void;
}

/** The one instance of a thread, of a fixed size, and the scan whose bytes lie in its window. */
interface Machine {
  readonly exports: Exports;
  readonly memory: Uint8Array;
  /** The scan's number: nothing here keeps a file's bytes from being collected. */
  owner: number;
  running: JsonScan | undefined;
}

let machine: Machine | undefined;
let scanCount = 0;

function startMachine(): Machine {
  const imports = {
    scan: { moveWindow: (address: number) => (started.running as JsonScan).moveWindow(address) },
  };
  const exports = startModule<Exports>(SCAN_MODULE, imports);
  const started: Machine = {
    exports,
    memory: new Uint8Array(exports.memory.buffer),
    owner: 0,
    running: undefined,
  };
  return started;
}

/** The most of a file that lies in the window at once. */
const WINDOW_BYTES = MEMORY_BYTES - WINDOW - ZEROS_AFTER;
/** An address that none reaches. */
const BEHIND_ALL = 0x7fff_ffff;

/** The scan over one file's bytes, which must not change meanwhile. */
export class JsonScan {
  readonly #bytes: Uint8Array;
  readonly #words: WordPair;
  readonly #windowBytes: number;
  readonly #machine: Machine;
  readonly #number: number;
  /** The stretch of the file that lies in the window, and the last offset in it from which a token can be read. */
  #start = 0;
  #lastSafe = -1;

  /** `words` are those that texts may be asked for; tests make the window smaller. */
  constructor(bytes: Uint8Array, words: WordPair = NO_WORDS, windowBytes = WINDOW_BYTES) {
    this.#bytes = bytes;
    this.#words = words;
    this.#windowBytes = windowBytes;
    machine ??= startMachine();
    this.#machine = machine;
    scanCount += 1;
    this.#number = scanCount;
  }

  /**
   * The offset after the value that begins at or after `at`, which itself lies `depth` deep.
   * @throws JsonProblem
   */
  skipValue(at: number, depth: number): number {
    return this.#leave(this.#machine.exports.skipValue(this.#enter(at), depth));
  }

  /**
   * The same for what may be text; then `textFacts` tells of it, and with `isAsked` of the words in it.
   * @throws JsonProblem
   */
  skipText(at: number, depth: number, isAsked: boolean): number {
    return this.#leave(this.#machine.exports.skipText(this.#enter(at), depth, isAsked));
  }

  /**
   * Moves from before a key over members that certainly have none of the keys, `depth` deep, to the first key that is one,
   * or may be; or to the brace that ends the object.
   * @throws JsonProblem
   */
  findMember(at: number, depth: number, { length, one, other }: KeyQuestion): number {
    return this.#leave(this.#machine.exports.findMember(this.#enter(at), depth, length, one, other));
  }

  /** Of the last text that was moved over. */
  get textFacts(): TextFacts {
    const facts = this.#machine.exports.lastTextFacts();
    return {
      isText: (facts & IS_TEXT) !== 0,
      isPlain: (facts & IS_PLAIN) !== 0,
      mayHaveFirst: (facts & HAS_FIRST) !== 0,
      mayHaveSecond: (facts & HAS_SECOND) !== 0,
    };
  }

  /** Called by the scan where it comes to the window's end. */
  moveWindow(address: number): number {
    const at = this.#offsetOf(address);
    this.#fill(at);
    return this.#addressOf(at);
  }

  #enter(at: number): number {
    const isThere = this.#machine.owner === this.#number && at >= this.#start && at <= this.#lastSafe;
    if (!isThere) this.#fill(at);
    this.#machine.running = this;
    return this.#addressOf(at);
  }

  #leave(address: number): number {
    this.#machine.running = undefined;
    return address === 0 ? this.#fail() : this.#offsetOf(address);
  }

  #fill(at: number): void {
    const { memory, exports } = this.#machine;
    this.#start = Math.max(0, at - BYTES_BEFORE);
    const end = Math.min(this.#bytes.length, this.#start + this.#windowBytes);
    const endAddress = this.#addressOf(end);
    exports.setWords(...this.#words);
    memory.set(this.#bytes.subarray(this.#start, end), WINDOW);
    memory.fill(0, endAddress, endAddress + ZEROS_AFTER);
    const isWhole = end === this.#bytes.length;
    this.#lastSafe = isWhole ? end : end - BYTES_AFTER;
    exports.setLastSafe(isWhole ? BEHIND_ALL : endAddress - BYTES_AFTER);
    this.#machine.owner = this.#number;
  }

  #fail(): never {
    const { exports } = this.#machine;
    const at = this.#offsetOf(exports.lastProblemAddress());
    const problem = exports.lastProblem();
    if (problem === TOO_DEEP)
      throw new JsonProblem(
        'nested-too-deep',
        at,
        `values are nested more than ${MAX_DEPTH} deep at byte ${at}`,
      );
    return failAt(this.#bytes, at, PROBLEMS[problem] as string);
  }

  #addressOf(offset: number): number {
    return WINDOW + offset - this.#start;
  }

  #offsetOf(address: number): number {
    return this.#start + address - WINDOW;
  }
}

const PROBLEMS: Readonly<Record<number, string>> = {
  [NO_COLON]: 'not a colon',
  [NO_STRING]: 'not the start of a string',
  [NO_VALUE]: 'no JSON value',
  [NO_COMMA]: 'not a comma or the end of the list or object',
  [CONTROL_CHARACTER]: 'a control character in a string',
  [BROKEN_ESCAPE]: 'a broken escape',
};
