/**
 * Report objects as files below one folder. A file cannot carry provenance, so its record goes on the trail
 * right before it is replaced. Nothing outside of the folder is read or written, whatever links there are.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import {
  type FileHandle,
  lstat,
  open,
  readFile as readBytes,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  ObjectRef,
  Provenance,
  ReadAnswer,
  ReplaceAnswer,
  ReportStore,
  StoredObject,
} from '../report/ports.ts';
import { type RefusalReason, tooLarge } from '../verdict.ts';
import { errorCode, fileFault } from './file-faults.ts';

/** A file as it was read; `etag` is the SHA-256 of its bytes. */
export interface StoredFile extends StoredObject {
  /** The real path: a link inside of the folder was followed. */
  readonly path: string;
  readonly stats: BigIntStats;
}

/** The bucket name that stands for a folder in references and records. */
export const bucketOfFolder = (folder: string): string => pathToFileURL(folder).href;

/** Keys are paths below the folder with `/`; buckets are the folder's file URL. */
export class DirectoryStore implements ReportStore<StoredFile> {
  readonly keepsProvenance = false;

  async read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer<StoredFile>> {
    const path = pathOf(ref);
    try {
      const real = await realpath(path);
      const root = await realpath(fileURLToPath(ref.bucket));
      if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
        return refuse(
          'symbolic-link',
          'a symbolic link leads out of the folder: name the real file as a target',
        );
      }
      return await readFile(ref, real, sizeLimitBytes);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return missing(path);
      throw fileFault(error, path, 'read');
    }
  }

  async replace(
    expected: StoredFile,
    bytes: Uint8Array,
    _provenance: Provenance,
    putOnRecord: () => Promise<void>,
  ): Promise<ReplaceAnswer> {
    const { path } = expected;
    const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await writeBeside(beside, bytes, expected.stats);
      if (!(await isUnchanged(expected))) return { kind: 'stale' };
      await putOnRecord();
      await rename(beside, path);
      await syncFolder(dirname(path));
      return { kind: 'replaced', etag: sha256(bytes) };
    } catch (error) {
      throw fileFault(error, path, 'replace');
    } finally {
      await rm(beside, { force: true });
    }
  }
}

const pathOf = ({ bucket, key }: ObjectRef): string => join(fileURLToPath(bucket), ...key.split('/'));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const refuse = (reason: RefusalReason, detail: string): ReadAnswer<never> => ({
  kind: 'refused',
  refusal: { kind: 'refused', reason, detail },
});

/** A link that leads nowhere is there, and can be neither read nor replaced. */
async function missing(path: string): Promise<ReadAnswer<never>> {
  const isDangling = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  return isDangling
    ? refuse('symbolic-link', 'a symbolic link leads nowhere: remove or mend it')
    : { kind: 'missing' };
}

async function readFile(
  ref: ObjectRef,
  path: string,
  sizeLimitBytes: number,
): Promise<ReadAnswer<StoredFile>> {
  // A pipe would block on opening, and a device may answer without end.
  if (!(await stat(path)).isFile())
    return refuse('not-a-regular-file', 'neither a file nor a link to one: remove it');
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat({ bigint: true });
    const lastModified = stats.mtime;
    if (stats.size >= BigInt(sizeLimitBytes)) return await refuseLarge(file, stats, sizeLimitBytes);
    const bytes = await file.readFile();
    return { kind: 'found', object: { ref, path, stats, bytes, etag: sha256(bytes), lastModified } };
  } finally {
    await file.close();
  }
}

/** Too large to hold, but not to hash: its record names its bytes all the same. */
async function refuseLarge(
  file: FileHandle,
  stats: BigIntStats,
  sizeLimitBytes: number,
): Promise<ReadAnswer<StoredFile>> {
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
  const sizeBytes = Number(stats.size);
  const sha256 = hash.digest('hex');
  const state = { etag: sha256, sha256, sizeBytes, lastModified: stats.mtime };
  return { kind: 'refused', refusal: tooLarge(sizeBytes, sizeLimitBytes), state };
}

/** Writes the new bytes with the old file's mode, owner and time of access, and sees them on the disk. */
async function writeBeside(path: string, bytes: Uint8Array, like: BigIntStats): Promise<void> {
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

async function isUnchanged({ path, stats, etag }: StoredFile): Promise<boolean> {
  try {
    const now = await stat(path, { bigint: true });
    const isSame = now.dev === stats.dev && now.ino === stats.ino && now.size === stats.size;
    if (!isSame || now.mtimeNs !== stats.mtimeNs || now.ctimeNs !== stats.ctimeNs) return false;
    return sha256(await readBytes(path)) === etag;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The new name is on the disk only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
