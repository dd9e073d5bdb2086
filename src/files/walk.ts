/** Walks a folder for report objects, in the order in which S3 would list the same keys. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Fault } from '../report/fault.ts';
import { parseCopyKey, parseReportKey } from '../report/key.ts';
import { fileFault } from './file-faults.ts';
import { replacedName } from './sibling-path.ts';

/** Receivers of what a walk meets beside reports; each may be left out. */
export interface WalkNotices {
  /** A link to a folder, which is not followed. */
  readonly onSkippedLink?: (path: string) => Promise<void>;
  /** A file that a run which was cut off left behind, or that another run is about to put in its place. */
  readonly onLeftOver?: (path: string) => Promise<void>;
  /** Takes the fault of a folder that cannot be read, which is then left out. */
  readonly onFault?: (fault: Fault) => Promise<void>;
}

/**
 * Yields the keys, relative to `root`, of the report objects, and copies of them, below `start`.
 * @throws Fault when a folder cannot be read, unless `onFault` takes it.
 */
export async function* walkReportKeys(
  root: string,
  start: string,
  notices: WalkNotices = {},
): AsyncGenerator<string> {
  for (const entry of await readSorted(start, notices.onFault)) {
    const path = join(start, entry.name);
    if (entry.isDirectory()) {
      yield* walkReportKeys(root, path, notices);
      continue;
    }
    if (entry.isSymbolicLink() && (await isFolder(path))) {
      await notices.onSkippedLink?.(path);
      continue;
    }
    const replaced = replacedName(entry.name);
    if (isOfReport(keyOf(root, path))) yield keyOf(root, path);
    else if (replaced !== undefined && isOfReport(keyOf(root, join(start, replaced))))
      await notices.onLeftOver?.(path);
  }
}

const keyOf = (root: string, path: string): string => relative(root, path).split(sep).join('/');

const isOfReport = (key: string): boolean => (parseReportKey(key) ?? parseCopyKey(key)) !== undefined;

/** S3 lists by the bytes of whole keys, in which a folder's name is followed by a slash. */
async function readSorted(folder: string, onFault: WalkNotices['onFault']): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sortKey = (entry: Dirent) => Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name);
    return entries.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  } catch (error) {
    const fault = fileFault(error, folder, 'list');
    if (!(fault instanceof Fault) || onFault === undefined) throw fault;
    await onFault(fault);
    return [];
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
