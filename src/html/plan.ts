/** The verdict of an HTML report: whether it holds the beacon, and the edit that takes exactly that element out. */

import { applyEdits, byteOffset, editOf } from '../bytes/edit.ts';
import { catchError } from '../text/catch-error.ts';
import {
  type Beacon,
  DEFAULT_SIZE_LIMIT_BYTES,
  type HtmlVerdict,
  type Refused,
  tooLarge,
} from '../verdict.ts';
import { readBeacon } from './beacon.ts';
import { findImages, type ImageElement, NestedTooDeep } from './elements.ts';

/**
 * Decides what an HTML report calls for. Any bytes give a verdict; nothing throws but a bug. The edit is verified
 * before it is answered: without the element, no beacon is left.
 */
export function planHtml(bytes: Uint8Array, options: { readonly sizeLimitBytes?: number } = {}): HtmlVerdict {
  const limit = options.sizeLimitBytes ?? DEFAULT_SIZE_LIMIT_BYTES;
  if (bytes.length === 0) return refuse('empty', 'the object holds no bytes: upload the HTML report again');
  if (bytes.length >= limit) return tooLarge(bytes.length, limit);
  if (hasWideMark(bytes)) return refuse('unsupported-encoding', 'UTF-16: save the HTML report as UTF-8');
  const beacons = catchError(NestedTooDeep, () => findBeacons(bytes));
  return beacons instanceof NestedTooDeep
    ? refuse('nested-too-deep', beacons.message)
    : planBeacons(bytes, beacons);
}

function planBeacons(bytes: Uint8Array, [first, ...more]: readonly FoundBeacon[]): HtmlVerdict {
  if (first === undefined) return { kind: 'silent' };
  const { beacon, start, end } = first;
  if (more.length > 0) {
    const detail = `${more.length + 1} beacons, at bytes ${[first, ...more].map((found) => found.start).join(', ')}: remove them by hand`;
    return { ...refuse('several-beacons', detail), beacon };
  }
  const edits = [editOf(bytes, byteOffset(start), byteOffset(end), new Uint8Array())];
  if (findBeacons(applyEdits(bytes, edits)).length > 0) {
    return {
      ...refuse('check-failed', 'a beacon would be left: please report this, and remove it by hand'),
      beacon,
    };
  }
  return { kind: 'reports-usage', beacon, edits };
}

const refuse = (reason: Refused['reason'], detail: string): Refused => ({ kind: 'refused', reason, detail });

/** A byte order mark of UTF-16 decides the encoding whatever the page or the server says. */
const hasWideMark = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

type FoundBeacon = Pick<ImageElement, 'start' | 'end'> & { readonly beacon: Beacon };

/** Nothing is an image that does not begin so; `<image>` becomes an `<img>`. Most silent pages need no parsing. */
const IMAGE_TAG = /<im(?:g|age)[\t\n\f\r />]/i;

/** @throws NestedTooDeep */
function findBeacons(bytes: Uint8Array): FoundBeacon[] {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!IMAGE_TAG.test(latin1)) return [];
  return findImages(latin1).flatMap(({ start, end, attributes }) => {
    const beacon = readBeacon(attributes);
    return beacon === undefined ? [] : [{ start, end, beacon }];
  });
}
