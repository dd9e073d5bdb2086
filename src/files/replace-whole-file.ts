/**
 * Writes a file whole, or not at all. By hand: on a disk that becomes full write-file-atomic 8.0.0 puts a file that is
 * cut off in the place of the old one, and reports no error.
 */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileFault } from './file-faults.ts';
import { siblingPath } from './sibling-path.ts';

/** Makes sure, before the work that leads to it, that `replaceWholeFile` can write this file. @throws Fault */
export async function assertReplaceable(path: string, deed: string): Promise<void> {
  const sibling = siblingPath(path);
  try {
    await writeFile(sibling, '', { flag: 'wx' });
    await rm(sibling);
    if ((await stat(path).catch(() => undefined))?.isDirectory())
      throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
  } catch (error) {
    throw fileFault(error, path, deed);
  }
}

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
