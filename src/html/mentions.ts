/**
 * Looks for the beacon's id and host in a page outside its comments and scripts. A browser may do more
 * with them than the parser knows: shadow roots, pages in attributes, what newer parsers let through.
 */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { BEACON_ID } from './spellings.ts';

/** Byte offsets, end exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const ID = new RegExp(`${BEACON_ID}(?![\\w-])`);
const HOST = /sm-profiler-report-[a-z0-9-]+\.s3\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?!\.?[\w-])/i;

/** True when both stand outside of the `ignored` ranges, which are in ascending order. */
export function mentionsBeacon(bytes: Buffer, ignored: readonly ByteRange[]): boolean {
  const text = decodeReferences(textOutside(bytes, ignored));
  return ID.test(text) && HOST.test(asUrlParserReads(text));
}

function textOutside(bytes: Buffer, ignored: readonly ByteRange[]): string {
  let at = 0;
  const kept: string[] = [];
  for (const { start, end } of ignored) {
    kept.push(bytes.toString('utf8', at, start));
    at = end;
  }
  return [...kept, bytes.toString('utf8', at)].join('<');
}

/** Decodes by the parser's own table: in a textarea all is text but references. */
function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  const [area] = parseFragment(`<textarea>${text.replaceAll('<', ' ')}`).childNodes;
  const { childNodes } = area as DefaultTreeAdapterTypes.Element;
  return childNodes.map((node) => (node as DefaultTreeAdapterTypes.TextNode).value).join('');
}

/** Host names may be percent-encoded, in other forms of letters, and hold tabs, line ends and soft hyphens. */
const asUrlParserReads = (text: string): string =>
  text
    .replace(/%([2-7][0-9a-f])/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .normalize('NFKC')
    .replace(/[\t\n\r\u00ad]/g, '');
