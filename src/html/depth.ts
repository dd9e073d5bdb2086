/**
 * Bounds how many elements a parser has open at once, from the tags alone: no tree is built to see that a page is not
 * nested too deep. Where the bound does not suffice, the tree is asked.
 */
import { MAX_DEPTH } from './tree.ts';

/** Elements without content: open for no longer than their tag. */
const VOID_ELEMENTS: ReadonlySet<string> = new Set(
  'area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr'.split(
    ' ',
  ),
);

/** `<html>`, `<head>` and `<body>` are open or implied in every page; one more element comes and goes with some tags. */
const ALWAYS_OPEN = 8;
/** A table implies its body and row, or its column group. */
const IMPLIED_BY_TABLE = 2;
/**
 * Where every tag is closed by its own end tag, a parser has open what is open here, formatting elements opened anew
 * at most once each, and what tables imply: three for one, with room to spare.
 */
const MAX_NESTED = Math.floor(MAX_DEPTH / 5);

/** The bound on the depth of a page, from its tags in order. */
export class DepthBound {
  readonly #open: string[] = [];
  #opened = 0;
  #deepest = 0;
  /** False once an end tag is not that of the last open element. A form's end tag is special: it may close nothing. */
  #isNested = true;

  /** Names are in lower case. */
  startTag(name: string): void {
    if (VOID_ELEMENTS.has(name)) return;
    this.#opened += name === 'table' ? 1 + IMPLIED_BY_TABLE : 1;
    if (name === 'form') this.#isNested = false;
    if (!this.#isNested) return;
    this.#open.push(name);
    this.#deepest = Math.max(this.#deepest, this.#open.length);
  }

  /** Names are in lower case. */
  endTag(name: string): void {
    if (this.#open.pop() !== name) this.#isNested = false;
  }

  /** True when no parser can have had more than `MAX_DEPTH` elements open. */
  get isWithinLimit(): boolean {
    const isNested = this.#isNested && this.#deepest <= MAX_NESTED;
    return isNested || this.#opened + ALWAYS_OPEN <= MAX_DEPTH;
  }
}
