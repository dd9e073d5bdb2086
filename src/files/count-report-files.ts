/** Counts the report objects of a folder before they are processed, for the time left. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describeFile, type Walk } from './walk.ts';

/** Few enough to hold up nothing. */
const FOLDERS_PER_TURN = 50;

/**
 * The number of report objects, and copies of them, that a walk finds by their names; undefined once `signal` is
 * aborted. Folders that cannot be read count as empty. The reads are synchronous, some at a time: others would wait
 * behind the very work that is to be measured, and the number would come when it is over.
 */
export async function countReportFiles(
  { start, base }: Walk,
  signal: AbortSignal,
): Promise<number | undefined> {
  let [count, folders] = [0, 0];
  const open = [start];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (describeFile(path, base, true)?.facts.isNamed) count += 1;
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
