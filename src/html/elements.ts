/**
 * Finds the images of an HTML document that a browser would load, with where they stand in the bytes. The
 * document is read as Latin-1, so that offsets in text are byte offsets; HTML's own syntax is ASCII.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import type { Attributes } from './beacon.ts';

/** One `<img>` start tag: byte offsets, end exclusive. */
export interface ImageElement {
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
}

/** The document's elements are nested deeper than any report's; its `message` is the refusal's detail. */
export class NestedTooDeep extends Error {}

/** Browsers flatten what lies deeper than some hundreds; the parser's time grows with the depth. */
const MAX_DEPTH = 1000;

type Node = DefaultTreeAdapterTypes.ChildNode;

/**
 * Every image element of the document, in order: none in comments, scripts, styles, templates or attribute
 * values. Where a browser that runs scripts and one that does not would differ (`noscript`), the images of both.
 * @throws NestedTooDeep
 */
export function findImages(latin1: string): ImageElement[] {
  const images = new Map<number, ImageElement>();
  const readings = /<noscript/i.test(latin1) ? [true, false] : [true];
  for (const scriptingEnabled of readings) {
    const document = parse(latin1, {
      sourceCodeLocationInfo: true,
      scriptingEnabled,
      treeAdapter: depthGuard(),
    });
    for (const image of walkImages(document.childNodes)) images.set(image.start, image);
  }
  return [...images.values()].sort((a, b) => a.start - b.start);
}

/** The usual tree, given up when too many elements are open at once. @throws NestedTooDeep while parsing */
function depthGuard(): typeof defaultTreeAdapter {
  let depth = 0;
  return {
    ...defaultTreeAdapter,
    onItemPush: () => {
      depth += 1;
      if (depth > MAX_DEPTH)
        throw new NestedTooDeep(`more than ${MAX_DEPTH} elements are open at once: examine it by hand`);
    },
    onItemPop: () => {
      depth -= 1;
    },
  };
}

/** Not recursive: a thousand levels are no reason for a thousand calls. */
function* walkImages(roots: readonly Node[]): Generator<ImageElement> {
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!('tagName' in node)) continue;
    const tag = node.sourceCodeLocation?.startTag ?? node.sourceCodeLocation;
    if (node.tagName === 'img' && tag) {
      yield { start: tag.startOffset, end: tag.endOffset, attributes: decodeAttributes(node.attrs) };
    }
    // A template's content hangs in a document of its own, which is never shown.
    for (const child of node.childNodes) open.push(child);
  }
}

/** Entities were decoded to whatever character they name; all other characters are bytes, to be read as UTF-8. */
function decodeAttributes(
  attributes: readonly { readonly name: string; readonly value: string }[],
): Attributes {
  return new Map(attributes.map(({ name, value }) => [name, decodeValue(value)]));
}

const decodeValue = (value: string): string =>
  /[\x80-\xff]/.test(value) && !/[^\x00-\xff]/.test(value)
    ? Buffer.from(value, 'latin1').toString('utf8')
    : value;
