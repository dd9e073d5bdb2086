/** Examines a page for the beacon in two ways that agree: by its tags where that suffices, and by its tree. */
import type { SavedBeacon } from '../verdict.ts';
import { readAttributes, readBeacon, readSavedBeacon } from './beacon.ts';
import { mentionsBeacon } from './mentions.ts';
import { type FoundBeacon, findBeaconByTokens } from './tokens.ts';
import { readDocument } from './tree.ts';

/** The traces of the beacon in a page. */
export interface Examination {
  /** In the order of the page. */
  readonly beacons: readonly FoundBeacon[];
  /** Set when there is no beacon, but one as a browser's "Save page as" leaves it. */
  readonly savedBeacon?: SavedBeacon;
  /** True when there is no beacon, but its id and host stand outside of comments and scripts. */
  readonly isMentioned: boolean;
}

/** The traces that the page's tags prove, or undefined where only the tree decides. */
export function examineByTokens(page: Buffer): Examination | undefined {
  const found = findBeaconByTokens(page);
  if (found === undefined) return undefined;
  return { beacons: found === 'none' ? [] : [found], isMentioned: false };
}

/** The traces in the page's tree. @throws NestedTooDeep */
export function examineByTree(page: Buffer): Examination {
  const readings = readDocument(page.toString('latin1'));
  const images = new Map(readings.flatMap((reading) => reading.images).map((image) => [image.start, image]));
  const beacons: FoundBeacon[] = [];
  let savedBeacon: SavedBeacon | undefined;
  for (const { start, end } of images.values()) {
    const attributes = readAttributes(page.subarray(start, end));
    const beacon = readBeacon(attributes);
    if (beacon !== undefined) beacons.push({ start, end, beacon, isOnlySpelling: false });
    savedBeacon ??= readSavedBeacon(attributes);
  }
  beacons.sort((a, b) => a.start - b.start);
  if (beacons.length > 0) return { beacons, isMentioned: false };
  const isMentioned = readings.some(({ ignored }) => mentionsBeacon(page, ignored));
  return savedBeacon === undefined ? { beacons, isMentioned } : { beacons, isMentioned, savedBeacon };
}
