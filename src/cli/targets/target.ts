/** The targets that words on the command line name: folders, files and S3 prefixes, each object in only one of them. */
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileFault } from '../../files/file-faults.ts';
import { isWithin } from '../../files/root-folder.ts';
import { describeFile } from '../../files/walk.ts';
import { isInsideReport, kindOfFileName, type ObjectKind } from '../../report/key.ts';
import { UsageError } from '../option-values.ts';
import { parseLocation } from '../stores.ts';

/** What one word names. Paths are real ones. */
type Place =
  | { readonly kind: 'folder'; readonly word: string; readonly path: string }
  | { readonly kind: 'file'; readonly word: string; readonly path: string; readonly object: ObjectKind }
  | { readonly kind: 's3'; readonly word: string; readonly bucket: string; readonly prefix: string };

/** Where to look, and what other words name in there. */
export type Target = Place & { readonly inner: readonly Place[] };

/**
 * Resolves the words, in order; those that lie inside another become a part of that one.
 * @throws UsageError for a word that names no target; Fault when a path cannot be read.
 */
export async function resolveTargets(words: readonly string[], cwd: string): Promise<Target[]> {
  const places: Place[] = [];
  for (const word of words) {
    const location = parseLocation(word, cwd);
    places.push(location.kind === 's3' ? { ...location, word } : await resolvePath(word, location.path));
  }
  const isInAnother = (place: Place, index: number): boolean =>
    places.some(
      (other, at) => contains(other, place) && (at < index || (at > index && !contains(place, other))),
    );
  return places
    .filter((place, index) => !isInAnother(place, index))
    .map((place) => ({ ...place, inner: places.filter((other) => contains(place, other)) }));
}

/** The folder that keys are relative to where it holds a file: the one in which a ledger on disk lies. */
export async function baseOfLedger(ledger: string, cwd: string): Promise<string | undefined> {
  const location = parseLocation(ledger, cwd);
  if (location.kind === 's3') return undefined;
  const { path } = location;
  const isLedgerFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  // Opening the ledger tells what is wrong with its folder.
  return realpath(isLedgerFolder ? path : dirname(path)).catch(() => undefined);
}

/** True when a word names this very object, or a folder inside of a report, and so everything in it. */
export const isNamedBy = (place: Place, at: string): boolean => {
  switch (place.kind) {
    case 'file':
      return place.path === at;
    case 'folder':
      return isInsideReport(place.path) && isWithin(place.path, at);
    case 's3': {
      const folder = place.prefix.slice(0, place.prefix.lastIndexOf('/') + 1);
      return place.prefix === at || (isInsideReport(folder) && at.startsWith(place.prefix));
    }
  }
};

/** True when an object lies in what a word names. */
export const holds = (place: Place, at: string): boolean =>
  place.kind === 's3' ? at.startsWith(place.prefix) : isWithin(place.path, at);

async function resolvePath(word: string, named: string): Promise<Place> {
  try {
    const path = await realpath(named);
    if ((await stat(path)).isDirectory()) return { kind: 'folder', word, path };
    const object = kindOfFileName(path) ?? kindOfFileName(named);
    if (object === undefined)
      throw new UsageError(`${named}: neither a folder nor an .ipynb, .html or .htm file`);
    return { kind: 'file', word, path, object };
  } catch (error) {
    throw fileFault(error, named, 'read');
  }
}

function contains(outer: Place, inner: Place): boolean {
  if (outer === inner) return false;
  if (outer.kind === 's3' || inner.kind === 's3') {
    return (
      outer.kind === 's3' &&
      inner.kind === 's3' &&
      outer.bucket === inner.bucket &&
      inner.prefix.startsWith(outer.prefix)
    );
  }
  if (outer.path === inner.path) return true;
  const isBelow = outer.kind === 'folder' && isWithin(outer.path, inner.path);
  return isBelow && (inner.kind === 'folder' || isWalked(inner.path));
}

/** A walk passes over what other programs keep under the names of notebooks, and over links that lead to other kinds. */
const isWalked = (path: string): boolean => describeFile(path, undefined, true) !== undefined;
