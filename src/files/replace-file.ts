/**
 * Replaces a file that is still what was read. By hand, since packages that write atomically have no step between the
 * new bytes being on the disk and the renaming: that is where the record is made durable, and the file looked at again.
 */
import type { BigIntStats } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256Once } from '../bytes/sha256.ts';
import type { ReplaceAnswer } from '../report/ports.ts';
import { fileFault, isGone } from './file-faults.ts';
import { type FileState, isUnchanged, isUntouched } from './file-state.ts';
import { siblingPath } from './sibling-path.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Replaces the bytes of a file, unless it is not what `expected` says. Keeping the record takes a while in which
 * somebody else may write, so the file is looked at once more after it. A record may thus stand for a rewriting that was
 * not made, as after a crash: the file then is not what the record's `after` says.
 * @throws Fault; what `putOnRecord` throws, and then the file is as it was
 */
export async function replaceFile(
  expected: FileState,
  bytes: Uint8Array,
  putOnRecord: () => Promise<void>,
): Promise<ReplaceAnswer> {
  const { path } = expected;
  const sibling = siblingPath(path);
  let isLeft = true;
  try {
    await writeSibling(sibling, bytes, expected.stats);
    if (!(await isUnchanged(expected))) return { kind: 'stale' };
    await putOnRecord();
    if (!(await isUntouched(expected))) return { kind: 'stale' };
    await rename(sibling, path);
    isLeft = false;
    await syncFolder(dirname(path));
    return { kind: 'replaced', etag: sha256Once(bytes) };
  } catch (error) {
    if (isGone(error)) return { kind: 'stale' };
    throw fileFault(error, path, 'replace');
  } finally {
    if (isLeft) await removeIfThere(sibling);
  }
}

/** Writes the new bytes with the old file's mode, owner and time of access, and sees them on the disk. */
async function writeSibling(path: string, bytes: Uint8Array, like: BigIntStats): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    const own = await file.stat({ bigint: true });
    if (own.uid !== like.uid || own.gid !== like.gid) await file.chown(Number(like.uid), Number(like.gid));
    await file.chmod(Number(like.mode) & 0o7777);
    await file.utimes(like.atime, new Date());
    await file.sync();
  } finally {
    await file.close();
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    if (!isGone(error)) throw fileFault(error, path, 'remove');
  }
}
