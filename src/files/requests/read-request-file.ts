/**
 * Reads files that may hold a request, most of which do not: the bytes are searched before anything is copied or parsed.
 * Synchronous, since a file takes some 20 microseconds, and waiting for it as long again.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { sha256 } from '../../bytes/sha256.ts';
import type { FileState } from '../file-state.ts';

/** Requests have some KiB: the API takes 4 MB at most, and a template 1 MB. */
export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** A file's bytes as they were read, and its state then; `silent` holds no training job. */
export type ReadRequest =
  | { readonly kind: 'silent' }
  | { readonly kind: 'found'; readonly bytes: Uint8Array; readonly state: () => FileState }
  | { readonly kind: 'too-large'; readonly sizeBytes: number }
  | { readonly kind: 'not-a-file' };

const CHUNK_BYTES = 256 * 1024;
const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);

/** Reads the file at a real path; `needles`, of which there is one at least, is what it is searched for. @throws Error of the file system */
export function readRequestFile(path: string, needles: readonly string[]): ReadRequest {
  // A pipe would block on opening.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file, { bigint: true });
    if (!stats.isFile()) return { kind: 'not-a-file' };
    const sizeBytes = Number(stats.size);
    if (sizeBytes > MAX_REQUEST_BYTES)
      return isMentionedIn(file, needles) ? { kind: 'too-large', sizeBytes } : { kind: 'silent' };
    const bytes = readWhole(file, sizeBytes);
    if (!mentions(bytes, needles)) return { kind: 'silent' };
    const own = Uint8Array.from(bytes);
    return { kind: 'found', bytes: own, state: () => ({ path, stats, etag: sha256(own) }) };
  } finally {
    closeSync(file);
  }
}

/** Text in UTF-16 is told by its zeros or its mark, and looked into later. */
const mentions = (bytes: Buffer, needles: readonly string[]): boolean =>
  needles.some((needle) => bytes.includes(needle)) ||
  bytes.subarray(0, 4).includes(0) ||
  UTF_16_MARKS.includes(bytes.toString('hex', 0, 2));

const UTF_16_MARKS = ['fffe', 'feff'];

/** All bytes of a file of about this size; they stay as they are until the next file is read. */
function readWhole(file: number, sizeBytes: number): Buffer {
  const target = sizeBytes < CHUNK_BYTES ? buffer : Buffer.allocUnsafeSlow(sizeBytes + 1);
  let length = 0;
  for (;;) {
    const count = readSync(file, target, length, target.length - length, null);
    length += count;
    // A whole file leaves room: one that has grown is read as far as it was, and found to have changed.
    if (count === 0 || length >= sizeBytes) return target.subarray(0, length);
  }
}

function isMentionedIn(file: number, needles: readonly string[]): boolean {
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1;
  let kept = 0;
  for (;;) {
    const count = readSync(file, buffer, kept, CHUNK_BYTES - kept, null);
    if (count === 0) return false;
    const length = kept + count;
    if (needles.some((needle) => buffer.subarray(0, length).includes(needle))) return true;
    kept = Math.min(overlap, length);
    buffer.copyWithin(0, length - kept, length);
  }
}
