/** Errors of the file system, and names that no path leads to, as faults that name the file and say what to do. */
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { Fault, type FaultCode } from '../report/fault.ts';

/** The code of a file system error, such as `ENOENT`, or undefined for any other error. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** True when an error says that the file, or a folder above it, is not there (any more). */
export const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

type Known = readonly [code: FaultCode, retryable: boolean, what: string];

const KNOWN: Readonly<Record<string, Known>> = {
  EACCES: ['access-denied', false, 'permission denied: run as a user who may'],
  EPERM: ['access-denied', false, 'not permitted: run as the owner'],
  EROFS: ['access-denied', false, 'the file system is read-only: mount it writable'],
  ENOENT: ['not-found', false, 'there is no such file or folder: check the path'],
  ENOTDIR: ['not-found', false, 'a part of the path is no folder: check the path'],
  EISDIR: ['invalid', false, 'it is a folder: name a file'],
  ENOSPC: ['input-output', true, 'the disk is full: make room, then run again'],
  EDQUOT: ['input-output', true, 'the disk quota is used up: make room, then run again'],
  EMFILE: ['input-output', true, 'too many open files: lower --concurrency'],
  ENFILE: ['input-output', true, 'too many open files: lower --concurrency'],
  EBUSY: ['input-output', true, 'the file is in use: run again'],
  EIO: ['input-output', true, 'the disk could not be read or written: check it'],
  ELOOP: ['invalid', false, 'symbolic links run in a circle: mend them'],
  ENAMETOOLONG: ['invalid', false, 'the name is too long for this file system'],
};

const unknownToUs = (error: unknown): Known | undefined =>
  error instanceof Error && 'syscall' in error ? ['input-output', false, error.message] : undefined;

/**
 * The fault of a file system error on `path` while doing `verb`; other errors are answered as they are. An error
 * of the operating system that is not known here is a fault too, not a bug of ours.
 */
export function fileFault(error: unknown, path: string, verb: string): unknown {
  const known = KNOWN[errorCode(error) ?? ''] ?? unknownToUs(error);
  if (known === undefined) return error;
  const [code, retryable, what] = known;
  return new Fault(code, `cannot ${verb} ${path}: ${what}`, { retryable, cause: error });
}

/** Stands in a text for bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/** True for a name that may stand for bytes that are no UTF-8; only the bytes tell. */
export const mayBeUnreadable = ({ name }: Pick<Dirent, 'name'>): boolean => name.includes(REPLACEMENT);

/** The entries of a folder whose names are no UTF-8, by the texts that stand for these. */
export function unreadableNames(
  entries: readonly Dirent<Buffer>[],
): ReadonlyMap<string, { readonly name: string; readonly isFolder: boolean }> {
  const unreadable = entries.filter((entry) => !Buffer.from(entry.name.toString()).equals(entry.name));
  return new Map(
    unreadable.map((entry) => {
      const name = entry.name.toString();
      return [name, { name, isFolder: entry.isDirectory() }];
    }),
  );
}

/** The fault of such a name in a folder; `verb` as in "cannot read". */
export const unreadableName = (folder: string, name: string, verb = 'read'): Fault =>
  new Fault(
    'invalid',
    `cannot ${verb} ${join(folder, name)}: its name is not UTF-8; rename it, then run again`,
    { retryable: false },
  );
