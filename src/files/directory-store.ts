/**
 * Report objects as files below one folder. A file cannot carry provenance, so its record goes on the trail
 * right before it is replaced. Nothing outside of the folder is read or written, whatever links there are.
 */
import { createHash } from 'node:crypto';
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
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sha256 } from '../bytes/sha256.ts';
import type { ObjectRef, ReadAnswer, ReplaceAnswer, ReportStore } from '../report/ports.ts';
import { type RefusalReason, tooLarge } from '../verdict.ts';
import { errorCode, fileFault } from './file-faults.ts';
import { besideOf } from './sibling-path.ts';
import { syncFolder } from './sync-folder.ts';

/** What tells whether a file still is what was read. */
interface FileState {
  /** The real path: a link inside of the folder was followed. */
  readonly path: string;
  readonly stats: BigIntStats;
  /** The SHA-256 of the bytes. */
  readonly etag: string;
}

/** The bucket name that stands for a folder in references and records. */
export const bucketOfFolder = (folder: string): string => pathToFileURL(folder).href;

/** Keys are paths below the folder with `/`; buckets are the folder's file URL. */
export class DirectoryStore implements ReportStore {
  /** A link that leads nowhere is there, too. */
  async exists(ref: ObjectRef): Promise<boolean> {
    const path = pathOf(ref);
    try {
      await lstat(path);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw fileFault(error, path, 'read');
    }
  }

  async read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer> {
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
      if (isGone(error)) return await missing(path);
      throw fileFault(error, path, 'read');
    }
  }

  readEnd(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer> {
    return this.read(ref, sizeLimitBytes);
  }

  async *listVersions(): AsyncGenerator<never> {}
}

/**
 * Keeping the record takes a while in which somebody else may write, so the file is looked at once more after
 * it. A record may thus stand for a rewriting that was not made, as after a crash: the file then is not what
 * the record's `after` says.
 */
async function replaceFile(
  expected: FileState,
  bytes: Uint8Array,
  putOnRecord: () => Promise<void>,
): Promise<ReplaceAnswer> {
  const { path } = expected;
  const beside = besideOf(path);
  try {
    await writeBeside(beside, bytes, expected.stats);
    if (!(await isUnchanged(expected))) return { kind: 'stale' };
    await putOnRecord();
    if (!(await isUntouched(expected))) return { kind: 'stale' };
    await rename(beside, path);
    await syncFolder(dirname(path));
    return { kind: 'replaced', etag: sha256(bytes) };
  } catch (error) {
    if (isGone(error)) return { kind: 'stale' };
    throw fileFault(error, path, 'replace');
  } finally {
    await removeIfThere(beside);
  }
}

const pathOf = ({ bucket, key }: ObjectRef): string => join(fileURLToPath(bucket), ...key.split('/'));

/** The file or a folder above it is not there (any more). */
const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

const refuse = (reason: RefusalReason, detail: string): ReadAnswer => ({
  kind: 'refused',
  refusal: { kind: 'refused', reason, detail },
});

/** A link that leads nowhere is there, and can be neither read nor replaced. */
async function missing(path: string): Promise<ReadAnswer> {
  const isDangling = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  return isDangling
    ? refuse('symbolic-link', 'a symbolic link leads nowhere: remove or mend it')
    : { kind: 'missing' };
}

const NOT_A_FILE = refuse('not-a-regular-file', 'neither a file nor a link to one: remove it');

async function readFile(ref: ObjectRef, path: string, sizeLimitBytes: number): Promise<ReadAnswer> {
  // A pipe would block on opening, and a device may answer without end.
  if (!(await stat(path)).isFile()) return NOT_A_FILE;
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) return NOT_A_FILE;
    const lastModified = stats.mtime;
    if (stats.size >= BigInt(sizeLimitBytes)) return await refuseLarge(file, stats, sizeLimitBytes);
    const bytes = await file.readFile();
    const etag = sha256(bytes);
    return {
      kind: 'found',
      object: {
        ref,
        bytes,
        etag,
        lastModified,
        replace: (replacement, _provenance, putOnRecord) =>
          replaceFile({ path, stats, etag }, replacement, putOnRecord),
      },
    };
  } finally {
    await file.close();
  }
}

/** Too large to hold, but not to hash: its record names its bytes all the same. */
async function refuseLarge(
  file: FileHandle,
  stats: BigIntStats,
  sizeLimitBytes: number,
): Promise<ReadAnswer> {
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
  const sizeBytes = Number(stats.size);
  const digest = hash.digest('hex');
  const state = { etag: digest, sha256: digest, sizeBytes, lastModified: stats.mtime };
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

async function removeIfThere(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    if (!isGone(error)) throw fileFault(error, path, 'remove');
  }
}

/** By the file's identity and times, and by its bytes. */
const isUnchanged = async (expected: FileState): Promise<boolean> =>
  (await isUntouched(expected)) && sha256(await readBytes(expected.path)) === expected.etag;

/** By the file's identity and times alone: every write, move and copy changes one of them. */
async function isUntouched({ path, stats }: FileState): Promise<boolean> {
  const now = await stat(path, { bigint: true });
  const isSame = now.dev === stats.dev && now.ino === stats.ino && now.size === stats.size;
  return isSame && now.mtimeNs === stats.mtimeNs && now.ctimeNs === stats.ctimeNs;
}
