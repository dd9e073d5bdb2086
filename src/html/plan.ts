/** Plans an HTML report: whether it holds the beacon, and the edit that takes exactly that element out. */

import { applyEdits, byteOffset, editOf } from '../bytes/edit.ts';
import { catchError } from '../text/catch-error.ts';
import { defined } from '../text/defined.ts';
import { DEFAULT_SIZE_LIMIT_BYTES, type HtmlVerdict, type Refused, tooLarge } from '../verdict.ts';
import { type Examination, examineByTokens, examineByTree } from './examine.ts';
import { refuseOtherFormat } from './not-html.ts';
import { joinsSpelling } from './spellings.ts';
import { NestedTooDeep } from './tree.ts';

/**
 * The verdict of an HTML report. Any bytes give one; nothing throws but a bug. The edit is verified
 * before it is answered: without the element, nothing of a beacon is left.
 */
export function planHtml(bytes: Uint8Array, options: { readonly sizeLimitBytes?: number } = {}): HtmlVerdict {
  return planWith((page) => examineByTokens(page) ?? examineByTree(page), bytes, options);
}

/** The same verdict by the tree alone: what `planHtml` is held against. */
export function planHtmlByTree(
  bytes: Uint8Array,
  options: { readonly sizeLimitBytes?: number } = {},
): HtmlVerdict {
  return planWith(examineByTree, bytes, options);
}

/** @throws NestedTooDeep */
type Examine = (page: Buffer) => Examination;

function planWith(
  examine: Examine,
  bytes: Uint8Array,
  options: { readonly sizeLimitBytes?: number },
): HtmlVerdict {
  const limit = options.sizeLimitBytes ?? DEFAULT_SIZE_LIMIT_BYTES;
  if (bytes.length === 0) return refuse('empty', 'the object holds no bytes: upload the HTML report again');
  if (bytes.length >= limit) return tooLarge(bytes.length, limit);
  if (hasWideMark(bytes)) return refuse('unsupported-encoding', 'UTF-16: save the HTML report as UTF-8');
  const page = asBuffer(bytes);
  const verdict = catchError(NestedTooDeep, () => judge(examine, page));
  return verdict instanceof NestedTooDeep ? refuse('nested-too-deep', verdict.message) : verdict;
}

/** @throws NestedTooDeep */
function judge(examine: Examine, page: Buffer): HtmlVerdict {
  const { beacons, savedBeacon, isMentioned } = examine(page);
  const [first, ...more] = beacons;
  if (first === undefined) {
    if (isMentioned) return refuse('beacon-not-understood', MENTIONED);
    return refuseOtherFormat(page) ?? { kind: 'silent', ...defined({ savedBeacon }) };
  }
  const { beacon, start, end, isOnlySpelling } = first;
  if (more.length > 0) {
    const detail = `${beacons.length} beacons, at bytes ${beacons.map((found) => found.start).join(', ')}: remove them by hand`;
    return { ...refuse('several-beacons', detail), beacon };
  }
  const edits = [editOf(page, byteOffset(start), byteOffset(end), new Uint8Array())];
  // Where the id is not spelled there is no beacon: nothing has to be read again.
  if (isOnlySpelling && !joinsSpelling(page, start, end)) return { kind: 'reports-usage', beacon, edits };
  const left = examine(asBuffer(applyEdits(page, edits)));
  if (left.beacons.length > 0) return { ...refuse('check-failed', LEFT_OVER), beacon };
  if (left.isMentioned) return { ...refuse('beacon-not-understood', MENTIONED_BESIDE), beacon };
  return { kind: 'reports-usage', beacon, edits };
}

/** The same bytes, not copied. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const LEFT_OVER = 'a beacon would be left: please report this, and remove it by hand';
const MENTIONED =
  'the id and the host of the beacon are in the page, but not in an image that every browser loads: open it in a browser, and look for requests to the host';
const MENTIONED_BESIDE =
  'beside the beacon, its id and host are in the page in a place that some browsers may load: remove both by hand';

const refuse = (reason: Refused['reason'], detail: string): Refused => ({ kind: 'refused', reason, detail });

/** A byte order mark of UTF-16 decides the encoding whatever the page or the server says. */
const hasWideMark = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
