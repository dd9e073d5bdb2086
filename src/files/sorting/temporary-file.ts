/**
 * A private temporary file. It has no name, so that it is gone with the process, however it ends. Its descriptor is good
 * in all threads.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../file-faults.ts';
import { temporaryFault } from '../temporary-fault.ts';

const ONLY_OWNER = 0o600;
const SORT = 'sort records';

/** Open until `close`. */
export class TemporaryFile {
  readonly descriptor = onDisk(openUnnamed);
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Writes bytes behind those that are there. @throws Fault when the disk cannot hold them */
  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const written = onDisk(() =>
        writeSync(this.descriptor, bytes, done, bytes.length - done, this.#sizeBytes),
      );
      done += written;
      this.#sizeBytes += written;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** Fills `into` with the bytes of a temporary file from `position` on, which has to have as many. @throws Fault */
export function readTemporary(descriptor: number, into: Uint8Array, position: number): void {
  for (let done = 0; done < into.length; ) {
    const read = onDisk(() => readSync(descriptor, into, done, into.length - done, position + done));
    if (read === 0) throw new Error('a temporary file is shorter than what was written to it');
    done += read;
  }
}

/** In the first folder where that is possible. */
function openUnnamed(): number {
  const { TMPDIR = '' } = process.env;
  const errors: unknown[] = [];
  for (const folder of [TMPDIR, '/var/tmp', tmpdir()]) {
    // Without a folder it would be the current one.
    if (folder === '') continue;
    const path = join(folder, `profiler-opt-out-${randomUUID()}`);
    try {
      const descriptor = openSync(path, 'wx+', ONLY_OWNER);
      unlinkSync(path);
      return descriptor;
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0];
}

function onDisk<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw temporaryFault(SORT, errorCode(error) === 'ENOSPC' ? 'full' : 'disk I/O error', error);
  }
}
