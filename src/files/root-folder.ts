/** The folders that the keys of files are relative to: a file has one key, whatever target it was found through. */
import { parse, relative, sep } from 'node:path';

/** True when a path is the folder, or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

/**
 * The root for a folder: `base`, where the ledger is, when the folder lies in it; else that of the file system. Both are
 * real paths.
 */
export const rootOf = (folder: string, base: string | undefined): string =>
  base !== undefined && isWithin(base, folder) ? base : parse(folder).root;

/** The key of a path below its root. */
export const keyBelow = (root: string, path: string): string => relative(root, path).split(sep).join('/');
