/**
 * Writes a file whole, or not at all. By hand: on a disk that becomes full write-file-atomic 8.0.0 puts a file that is
 * cut off in the place of the old one, and reports no error.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { fileFault } from './file-faults.ts';
import { siblingPath } from './sibling-path.ts';

/** Replaces the file when it is there; `deed` stands in the message after "cannot". @throws Fault */
export async function replaceWholeFile(path: string, content: string, deed: string): Promise<void> {
  const sibling = siblingPath(path);
  try {
    await writeFile(sibling, content, { flag: 'wx' });
    await rename(sibling, path);
  } catch (error) {
    await rm(sibling, { force: true });
    throw fileFault(error, path, deed);
  }
}
