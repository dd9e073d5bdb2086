/** Walks a folder for report objects, in the order in which S3 would list the same keys. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Fault } from '../report/fault.ts';
import { parseCopyKey, parseReportKey } from '../report/key.ts';
import { fileFault } from './file-faults.ts';

/**
 * Yields the keys, relative to `root`, of the report objects, and copies of them, below `start`. Links to folders are not followed;
 * `onSkippedLink` is told of each. A folder that cannot be read is left out when `onFault` takes the fault.
 * @throws Fault when a folder cannot be read, unless `onFault` takes it.
 */
export async function* walkReportKeys(
  root: string,
  start: string,
  onSkippedLink: (path: string) => Promise<void>,
  onFault: (fault: Fault) => Promise<void> = rethrow,
): AsyncGenerator<string> {
  for (const entry of await readSorted(start, onFault)) {
    const path = join(start, entry.name);
    if (entry.isDirectory()) {
      yield* walkReportKeys(root, path, onSkippedLink, onFault);
      continue;
    }
    if (entry.isSymbolicLink() && (await isFolder(path))) {
      await onSkippedLink(path);
      continue;
    }
    const key = relative(root, path).split(sep).join('/');
    if ((parseReportKey(key) ?? parseCopyKey(key)) !== undefined) yield key;
  }
}

async function rethrow(fault: Fault): Promise<never> {
  throw fault;
}

/** S3 lists by the bytes of whole keys, in which a folder's name is followed by a slash. */
async function readSorted(folder: string, onFault: (fault: Fault) => Promise<void>): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sortKey = (entry: Dirent) => Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name);
    return entries.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  } catch (error) {
    const fault = fileFault(error, folder, 'list');
    if (!(fault instanceof Fault)) throw fault;
    await onFault(fault);
    return [];
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
