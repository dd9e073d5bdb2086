/** Counts the report objects of a folder before they are processed, for the time left. */
import { type Dirent, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseCopyKey, parseReportKey } from '../report/key.ts';

/** Few enough to hold up nothing. */
const FOLDERS_PER_TURN = 50;

/**
 * The number of report objects, and copies of them, below `start`; undefined once `signal` is aborted. Folders that
 * cannot be read count as empty. The reads are synchronous, some at a time: others would wait behind the very work
 * that is to be measured, and the number would come when it is over.
 */
export async function countReportFiles(
  root: string,
  start: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  let [count, folders] = [0, 0];
  const open = [start];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (isOfReport(relative(root, path).split(sep).join('/'))) count += 1;
    }
    folders += 1;
    if (folders % FOLDERS_PER_TURN === 0) await setImmediate();
    if (signal.aborted) return undefined;
  }
  return count;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // The walk itself reports the fault.
    return [];
  }
}

const isOfReport = (key: string): boolean => (parseReportKey(key) ?? parseCopyKey(key)) !== undefined;
