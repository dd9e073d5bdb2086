/** Walks a folder for report objects, in the order in which S3 would list the same keys. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { parseReportKey } from '../report/key.ts';
import { fileFault } from './file-faults.ts';

/**
 * Yields the keys, relative to `root`, of the report objects below `start`. Links to folders are not followed;
 * `onSkippedLink` is told of each.
 * @throws Fault when a folder cannot be read.
 */
export async function* walkReportKeys(
  root: string,
  start: string,
  onSkippedLink: (path: string) => Promise<void>,
): AsyncGenerator<string> {
  for (const entry of await readSorted(start)) {
    const path = join(start, entry.name);
    if (entry.isDirectory()) {
      yield* walkReportKeys(root, path, onSkippedLink);
      continue;
    }
    if (entry.isSymbolicLink() && (await isFolder(path))) {
      await onSkippedLink(path);
      continue;
    }
    const key = relative(root, path).split(sep).join('/');
    if (parseReportKey(key) !== undefined) yield key;
  }
}

/** S3 lists by the bytes of whole keys, in which a folder's name is followed by a slash. */
async function readSorted(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sortKey = (entry: Dirent) => Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name);
    return entries.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  } catch (error) {
    throw fileFault(error, folder, 'list');
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
