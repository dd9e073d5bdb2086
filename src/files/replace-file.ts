/**
 * Replaces a file that is still what was read. By hand, since packages that write atomically have no step between the
 * new bytes being on the disk and the renaming: that is where the record is made durable, and the file looked at again.
 */
import type { BigIntStats } from 'node:fs';
import { chmod, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256Once } from '../bytes/sha256.ts';
import type { ReplaceAnswer } from '../report/ports.ts';
import type { RefusalReason, Refused } from '../verdict.ts';
import { AttributeCopier } from './attribute-copier.ts';
import { fileFault, isGone } from './file-faults.ts';
import { type FileState, isUnchanged, isUntouched } from './file-state.ts';
import { siblingPath } from './sibling-path.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Replaces the bytes of a file, unless it is not what `expected` says. Keeping the record takes a while in which
 * somebody else may write, so the file is looked at once more after it. A record may thus stand for a rewriting that was
 * not made, as after a crash: the file then is not what the record's `after` says.
 * `onAttributesLost` is called where this system has no way to keep access control lists and extended attributes.
 * @throws Fault; what `putOnRecord` throws, and then the file is as it was
 */
export async function replaceFile(
  expected: FileState,
  bytes: Uint8Array,
  putOnRecord: () => Promise<void>,
  onAttributesLost: () => Promise<void>,
): Promise<ReplaceAnswer> {
  const { path, stats } = expected;
  const refusal = refusalOfStats(stats);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const sibling = siblingPath(path);
  let isLeft = true;
  try {
    const file = await createSibling(sibling, expected, onAttributesLost);
    if (file === undefined)
      return (await isUntouched(expected)) ? refuse('attributes-not-kept', NOT_KEPT) : { kind: 'stale' };
    await writeSibling(file, bytes, stats);
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

/** What a file cannot be replaced for, whatever its bytes are; undefined for most. */
export const refusalOfStats = ({ nlink }: BigIntStats): Refused | undefined =>
  nlink > 1n ? { kind: 'refused', reason: 'hard-link', detail: HARD_LINK } : undefined;

const HARD_LINK =
  'the file has another name, a hard link, which would keep the earlier bytes: name a copy as a target, or remove the link';
const NOT_KEPT =
  'its access control list or extended attributes cannot be kept: see who may set them, or remove them, then run again';

const refuse = (reason: RefusalReason, detail: string): ReplaceAnswer => ({
  kind: 'refused',
  refusal: { kind: 'refused', reason, detail },
});

const copier = new AttributeCopier();

/** A new file that is like the old one but for its owner and bytes; undefined when its attributes cannot be kept. */
async function createSibling(
  sibling: string,
  { path, stats }: FileState,
  onAttributesLost: () => Promise<void>,
): Promise<FileHandle | undefined> {
  switch (await copier.createLike(path, sibling)) {
    case 'copied':
      // A file that its owner may not write to can be replaced all the same.
      await chmod(sibling, modeOf(stats) | OWNER_MAY_WRITE);
      return open(sibling, 'r+');
    case 'failed':
      // Where nothing can be written at all, this throws the cause.
      await (await open(sibling, 'w', OWNER_MAY_WRITE)).close();
      return undefined;
    case 'unsupported':
      await onAttributesLost();
      return open(sibling, 'wx', OWNER_MAY_WRITE);
  }
}

const OWNER_MAY_WRITE = 0o600;
const modeOf = (stats: BigIntStats): number => Number(stats.mode) & 0o7777;

/** Writes the new bytes with the old file's owner, mode and time of access, and sees them on the disk. */
async function writeSibling(file: FileHandle, bytes: Uint8Array, like: BigIntStats): Promise<void> {
  try {
    const own = await file.stat({ bigint: true });
    // Before the bytes, so that nobody reads them who may not.
    if (own.uid !== like.uid || own.gid !== like.gid) await file.chown(Number(like.uid), Number(like.gid));
    await file.truncate();
    await file.writeFile(bytes);
    await file.chmod(modeOf(like));
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
