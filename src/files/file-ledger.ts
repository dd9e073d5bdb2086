/**
 * A ledger in a file: one line of JSON a record, on the disk before `append` resolves. A record that is there
 * already is not added again, unless what it says was undone in the meantime.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { KnownRecords } from '../audit/ledger/known-records.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { Fault } from '../report/fault.ts';
import { renderJsonLine } from '../text/safe-text.ts';
import { fileFault } from './file-faults.ts';
import { syncFolder } from './sync-folder.ts';

/** An open ledger. Appends wait for each other; each is one write, so that processes do not mix their lines. */
export class FileLedger {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #known: KnownRecords;
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, known: KnownRecords) {
    this.path = path;
    this.#file = file;
    this.#known = known;
  }

  /**
   * Opens a ledger, or begins one that only its owner may read.
   * @throws Fault when the file cannot be used, or is something other than a ledger.
   */
  static async open(path: string): Promise<FileLedger> {
    try {
      const file = await open(path, 'a+', 0o600);
      try {
        const stats = await file.stat();
        if (!stats.isFile()) throw notALedger(path, 'it is no regular file');
        // A new file is on the disk only when its name in the folder is.
        if (stats.size === 0) await syncFolder(dirname(path));
        return new FileLedger(path, file, await readKnown(path));
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      throw fileFault(error, path, 'open the ledger');
    }
  }

  /** @throws Fault when the record cannot be made durable. */
  append(record: AuditRecord): Promise<void> {
    const appended = this.#last.then(() => this.#append(record));
    this.#last = appended.catch(() => {});
    return appended;
  }

  /** Waits for what is being appended, and closes the file. */
  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }

  async #append(record: AuditRecord): Promise<void> {
    if (this.#known.has(record)) return;
    try {
      // A line that a crash cut off, of ours or of another process, stays; the next begins on its own line.
      const isTorn = await isCutOff(this.#file);
      await this.#writeOnce(Buffer.from(`${isTorn ? '\n' : ''}${renderJsonLine(record)}\n`));
      await this.#file.sync();
    } catch (error) {
      throw fileFault(error, this.path, 'append to the ledger');
    }
    this.#known.add(record);
  }

  async #writeOnce(line: Buffer): Promise<void> {
    const { bytesWritten } = await this.#file.write(line);
    if (bytesWritten < line.length) {
      const message = `cannot append to the ledger ${this.path}: only a part was written: make room, then run again`;
      throw new Fault('input-output', message, { retryable: true });
    }
  }
}

/** True when the last line has no end and does not grow: another process may be seen while it writes one. */
async function isCutOff(file: FileHandle): Promise<boolean> {
  const seenBytes = await unendedBytes(file);
  if (seenBytes === 0) return false;
  await file.sync();
  return (await unendedBytes(file)) === seenBytes;
}

/** The size of a file whose last line has no end, else 0. */
async function unendedBytes(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  if (size === 0) return 0;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a ? 0 : size;
}

const notALedger = (path: string, why: string): Fault =>
  new Fault('invalid', `${path} is no ledger: ${why}; name another file with --ledger`, { retryable: false });

async function readKnown(path: string): Promise<KnownRecords> {
  const known = new KnownRecords();
  let isFirst = true;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const record = recordIn(line);
    if (record !== undefined) known.add(record);
    else if (isFirst && !isTornRecord(line)) {
      throw notALedger(path, 'its first line is no audit record');
    }
    isFirst = false;
  }
  return known;
}

/** The record that a line holds, as far as it is looked at; undefined for foreign and torn lines. */
function recordIn(line: string): AuditRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isRecord =
      typeof value === 'object' &&
      value !== null &&
      'schema' in value &&
      String(value.schema).startsWith('profiler-opt-out/audit/') &&
      'id' in value &&
      'object' in value &&
      typeof value.object === 'object' &&
      value.object !== null;
    return isRecord ? (value as unknown as AuditRecord) : undefined;
  } catch {
    return undefined;
  }
}

const BEGINNING = '{"schema":"profiler-opt-out/audit/';

/** A line that a crash cut off. */
const isTornRecord = (line: string): boolean =>
  line.startsWith(BEGINNING) || (line !== '' && BEGINNING.startsWith(line));
