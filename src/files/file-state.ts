/** A file as it was read, and whether it still is that: of files, nothing else tells that somebody wrote. */
import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { sha256 } from '../bytes/sha256.ts';

/** The identity, times and bytes of a file that was read. */
export interface FileState {
  /** The real path: a link inside of the folder was followed. */
  readonly path: string;
  readonly stats: BigIntStats;
  /** The SHA-256 of the bytes. */
  readonly etag: string;
}

/** True when the file's identity and times are the same, and its bytes. @throws Error of the file system */
export const isUnchanged = async (expected: FileState): Promise<boolean> =>
  (await isUntouched(expected)) && sha256(await readFile(expected.path)) === expected.etag;

/**
 * True when the file's identity and times are the same: every write, move and copy changes one of them.
 * @throws Error of the file system
 */
export async function isUntouched({ path, stats }: FileState): Promise<boolean> {
  const now = await stat(path, { bigint: true });
  const isSame = now.dev === stats.dev && now.ino === stats.ino && now.size === stats.size;
  return isSame && now.mtimeNs === stats.mtimeNs && now.ctimeNs === stats.ctimeNs;
}
