/**
 * Finds where the beacon's id could be spelled: as it is, or with character references. An id is compared exactly, so
 * a page without such a place holds no beacon, whatever else is in it.
 */

/** The id of the beacon's element; compared exactly, as browsers do. It stands here, where no parser comes with it. */
export const BEACON_ID = 'profiler-telemetry';

const ID_CHARACTERS: ReadonlySet<number> = new Set(Buffer.from(BEACON_ID));

/** `#` and the digits of a numeric character reference. No named one stands for a character of the id. */
const NUMBER = /^#(?:x([0-9a-f]+)|([0-9]+))/i;
/** Zeros before a number have no limit: a longer reference is looked at by the tree. */
const MAX_REFERENCE_BYTES = 12;

/** Byte offsets, in ascending order, of all that could spell the id or a part of it. */
export function findSpellings(bytes: Buffer): number[] {
  const found = [...occurrences(bytes, BEACON_ID)];
  for (const at of occurrences(bytes, '&#')) {
    if (couldBeOfId(bytes.toString('latin1', at + 1, at + MAX_REFERENCE_BYTES))) found.push(at);
  }
  return found.sort((a, b) => a - b);
}

/** True when a spelling would come together where the bytes from `start` to `end` are taken out. */
export function joinsSpelling(bytes: Buffer, start: number, end: number): boolean {
  const before = bytes.subarray(Math.max(0, start - BEACON_ID.length), start);
  return findSpellings(Buffer.concat([before, bytes.subarray(end, end + BEACON_ID.length)])).length > 0;
}

function couldBeOfId(reference: string): boolean {
  const [number, hex, decimal] = NUMBER.exec(reference) ?? [];
  if (number === undefined) return false;
  const character = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return number.length === reference.length || ID_CHARACTERS.has(character);
}

function* occurrences(bytes: Buffer, text: string): Generator<number> {
  for (let at = bytes.indexOf(text, 0, 'latin1'); at !== -1; at = bytes.indexOf(text, at + 1, 'latin1')) {
    yield at;
  }
}
