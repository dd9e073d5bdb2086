/**
 * Reads an HTML document into parse5's tree: the thorough way, which decides where tokens alone cannot, and the one
 * that the fast way is held against. The document is read as Latin-1, so that offsets in text are byte offsets;
 * HTML's own syntax is ASCII.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import type { ByteRange } from './mentions.ts';
import { BEACON_ID } from './spellings.ts';

/** The document's elements are nested deeper than any report's; its `message` is the refusal's detail. */
export class NestedTooDeep extends Error {}

/** Browsers flatten what lies deeper than some hundreds; the parser's time grows with the depth. */
export const MAX_DEPTH = 1000;

/** One way to read the document: with scripts or without. */
export interface Reading {
  /** The start tags of the images with the beacon's id that belong to the document, in order. */
  readonly images: readonly ByteRange[];
  /** The texts that no browser of this kind shows or follows: comments and scripts, in order. */
  readonly ignored: readonly ByteRange[];
}

/**
 * The readings of a document: two where a browser that runs scripts and one that does not would differ (`noscript`).
 * An image in a comment, a script, a style, a template or an attribute value is none.
 * @throws NestedTooDeep
 */
export function readDocument(latin1: string): Reading[] {
  const modes = /<noscript/i.test(latin1) ? [true, false] : [true];
  return modes.map((scriptingEnabled) => {
    const treeAdapter = depthGuard();
    const document = parse(latin1, { sourceCodeLocationInfo: true, scriptingEnabled, treeAdapter });
    return collect(document, scriptingEnabled ? WITH_SCRIPTS : WITHOUT_SCRIPTS);
  });
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

/** The elements whose text is not looked at. With scripts that of a `noscript` is none of the page's. */
const WITH_SCRIPTS: ReadonlySet<string> = new Set(['script', 'noscript']);
const WITHOUT_SCRIPTS: ReadonlySet<string> = new Set(['script']);

type Node = DefaultTreeAdapterTypes.ChildNode;
type Parent = DefaultTreeAdapterTypes.ParentNode;

/** Not recursive: a thousand levels are no reason for a thousand calls. */
function collect(document: Parent, unread: ReadonlySet<string>): Reading {
  const images: ByteRange[] = [];
  const ignored: ByteRange[] = [];
  const open: { readonly parent: Parent; readonly isShown: boolean }[] = [
    { parent: document, isShown: true },
  ];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { parent, isShown } = item;
    for (const node of parent.childNodes) {
      if (isIgnored(node, parent, unread)) ignored.push(rangeOf(node));
      if (!defaultTreeAdapter.isElementNode(node)) continue;
      if (isShown && isCandidate(node)) images.push(rangeOf(node));
      open.push({ parent: node, isShown });
      // A template's content hangs in a document of its own, which is never shown.
      if ('content' in node)
        open.push({ parent: (node as DefaultTreeAdapterTypes.Template).content, isShown: false });
    }
  }
  const byStart = (a: ByteRange, b: ByteRange) => a.start - b.start;
  return { images: images.sort(byStart), ignored: ignored.sort(byStart) };
}

const isIgnored = (node: Node, parent: Parent, unread: ReadonlySet<string>): boolean =>
  defaultTreeAdapter.isCommentNode(node) ||
  (defaultTreeAdapter.isTextNode(node) && unread.has(parent.nodeName));

const isCandidate = (element: DefaultTreeAdapterTypes.Element): boolean =>
  element.tagName === 'img' && element.attrs.some(({ name, value }) => name === 'id' && value === BEACON_ID);

/** Of an element, the range of its start tag: an image has nothing else. */
function rangeOf(node: Node): ByteRange {
  const { startOffset, endOffset } = node.sourceCodeLocation as { startOffset: number; endOffset: number };
  return { start: startOffset, end: endOffset };
}
