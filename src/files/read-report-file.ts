/** Reads one report object from a file, without waiting for what is no file, and without holding what is too large. */
import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { sha256Once } from '../bytes/sha256.ts';
import type { ObjectRef, ReadAnswer } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { type RefusalReason, tooLarge } from '../verdict.ts';
import { refusalOfStats, replaceFile } from './replace-file.ts';

/** The object at a real path, which can replace itself. @throws Error of the file system */
export async function readReportFile(
  ref: ObjectRef,
  path: string,
  sizeLimitBytes: number,
  onAttributesLost: () => Promise<void>,
): Promise<ReadAnswer> {
  // A pipe would block on opening, and a device may answer without end.
  if (!(await stat(path)).isFile()) return NOT_A_FILE;
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) return NOT_A_FILE;
    const lastModified = stats.mtime;
    if (stats.size >= BigInt(sizeLimitBytes)) return await refuseLarge(file, stats, sizeLimitBytes);
    const bytes = await readWhole(file, Number(stats.size));
    const etag = sha256Once(bytes);
    return {
      kind: 'found',
      object: {
        ref,
        bytes,
        etag,
        lastModified,
        ...defined({ replaceRefusal: refusalOfStats(stats) }),
        replace: (replacement, _provenance, putOnRecord) =>
          replaceFile({ path, stats, etag }, replacement, putOnRecord, onAttributesLost),
      },
    };
  } finally {
    await file.close();
  }
}

/**
 * All bytes of a file that is about `sizeBytes` long. One call reads one byte more than that, and so finds the end,
 * too; a file that is not as long as it says, as some are, is read on as far as it goes.
 */
async function readWhole(file: FileHandle, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(sizeBytes + 1);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
  const bytes = buffer.subarray(0, bytesRead);
  return bytesRead === sizeBytes ? bytes : Buffer.concat([bytes, await file.readFile()]);
}

/** The answer for what is there and cannot be read as an object. */
export const refuse = (reason: RefusalReason, detail: string): ReadAnswer => ({
  kind: 'refused',
  refusal: { kind: 'refused', reason, detail },
});

const NOT_A_FILE = refuse('not-a-regular-file', 'neither a file nor a link to one: remove it');

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
