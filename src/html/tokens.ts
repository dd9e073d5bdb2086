/**
 * Finds the beacon from a page's tags alone, at the speed of a scan. It answers only what it can prove; where the place
 * of a tag in the tree decides, or the id is spelled anywhere but in a comment, a script or the one beacon, the tree is
 * asked.
 */
import type { Beacon } from '../verdict.ts';
import { readAttributes, readBeacon } from './beacon.ts';
import { DepthBound } from './depth.ts';
import {
  commentSearch,
  EXCLAMATION_MARK,
  findNameEnd,
  findTagEnd,
  isLetter,
  LESS_THAN,
  QUESTION_MARK,
  SOLIDUS,
} from './markup.ts';
import { rawTextSearch } from './raw-text.ts';
import { findSpellings } from './spellings.ts';

/** A beacon and its start tag: byte offsets, end exclusive. */
export interface FoundBeacon {
  readonly start: number;
  readonly end: number;
  readonly beacon: Beacon;
  /** True when the id is spelled nowhere else in the page, not even in part. */
  readonly isOnlySpelling: boolean;
}

/** In or after these the parser leaves out images, or reads tags in another way. */
const NEEDS_TREE: ReadonlySet<string> = new Set(
  'template noscript svg math select frameset plaintext'.split(' '),
);
/** Tags in these are text. */
const TEXT_ELEMENTS: ReadonlySet<string> = new Set(
  'title textarea style xmp iframe noembed noframes'.split(' '),
);

/** The one beacon of a page, `none`, or undefined where only the tree decides. */
export function findBeaconByTokens(bytes: Buffer): FoundBeacon | 'none' | undefined {
  const spellings = findSpellings(bytes);
  return spellings.length === 0 ? 'none' : new TagWalk(bytes, spellings).run();
}

/** One walk over the tags of a page. Every spelling of the id has to be accounted for, in order. */
class TagWalk {
  readonly #bytes: Buffer;
  readonly #spellings: readonly number[];
  /** How many of the spellings are accounted for. */
  #accounted = 0;
  #found: FoundBeacon | undefined;
  readonly #depth = new DepthBound();
  readonly #comments;
  readonly #rawText;

  constructor(bytes: Buffer, spellings: readonly number[]) {
    this.#bytes = bytes;
    this.#spellings = spellings;
    this.#comments = commentSearch(bytes);
    this.#rawText = rawTextSearch(bytes);
  }

  run(): FoundBeacon | 'none' | undefined {
    let at: number | undefined = 0;
    while (at < this.#bytes.length) {
      at = this.#bytes.indexOf(LESS_THAN, at);
      if (at === -1) break;
      at = this.#readMarkup(at);
      if (at === undefined) return undefined;
    }
    const isAccounted = this.#accounted === this.#spellings.length;
    return isAccounted && this.#depth.isWithinLimit ? (this.#found ?? 'none') : undefined;
  }

  /** The offset after what starts with the `<` at `start`; undefined where the tree has to be asked. */
  #readMarkup(start: number): number | undefined {
    const next = this.#bytes[start + 1];
    if (isLetter(next)) return this.#readStartTag(start);
    if (next === SOLIDUS) return this.#readEndTag(start);
    if (next !== EXCLAMATION_MARK && next !== QUESTION_MARK) return start + 1;
    if (this.#bytes.toString('latin1', start, start + 4) === '<!--')
      return this.#skip(start, this.#comments.endOfComment(start + 4));
    const end = this.#comments.endOfDeclaration(start + 1);
    const isDoctype = /^<!doctype/i.test(this.#bytes.toString('latin1', start, start + 9));
    return isDoctype ? end : this.#skip(start, end);
  }

  #readEndTag(start: number): number | undefined {
    const first = this.#bytes[start + 2];
    if (!isLetter(first)) return this.#skip(start, this.#comments.endOfDeclaration(start + 2));
    const nameEnd = findNameEnd(this.#bytes, start + 2);
    this.#depth.endTag(this.#nameAt(start + 2, nameEnd));
    return findTagEnd(this.#bytes, nameEnd) ?? this.#bytes.length;
  }

  #readStartTag(start: number): number | undefined {
    const nameEnd = findNameEnd(this.#bytes, start + 1);
    const end = findTagEnd(this.#bytes, nameEnd);
    if (end === undefined) return this.#bytes.length;
    const name = this.#nameAt(start + 1, nameEnd);
    if (NEEDS_TREE.has(name)) return undefined;
    if (name === 'img' || name === 'image') return this.#readImage(start, end);
    if (name === 'script') return this.#skip(end, this.#rawText.endOfScript(end));
    if (TEXT_ELEMENTS.has(name)) return this.#rawText.endOfText(name, end);
    this.#depth.startTag(name);
    return end;
  }

  #readImage(start: number, end: number): number | undefined {
    if (!this.#isSpelledBefore(end)) return end;
    const tag = this.#bytes.subarray(start, end);
    const beacon = readBeacon(readAttributes(tag));
    if (beacon === undefined || this.#found !== undefined) return undefined;
    this.#found = { start, end, beacon, isOnlySpelling: this.#areAllWithin(start, end) };
    return this.#skip(start, end);
  }

  /** Accounts for the spellings in a range that is looked at or never shown; undefined when there was one before it. */
  #skip(start: number, end: number): number | undefined {
    if (this.#isSpelledBefore(start)) return undefined;
    while (this.#isSpelledBefore(end)) this.#accounted += 1;
    return end;
  }

  #areAllWithin(start: number, end: number): boolean {
    return this.#spellings.every((at) => at >= start && at < end);
  }

  #isSpelledBefore(end: number): boolean {
    const next = this.#spellings[this.#accounted];
    return next !== undefined && next < end;
  }

  #nameAt(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end).toLowerCase();
  }
}
