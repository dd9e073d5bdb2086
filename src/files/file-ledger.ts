/**
 * A ledger in a file: one line of JSON a record, on the disk before `append` resolves. A record that is there already is
 * not added again, unless what it says was undone in the meantime.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KnownRecords } from '../audit/ledger/known-records.ts';
import type { LedgerRecord } from '../audit/record/schema.ts';
import { Fault } from '../report/fault.ts';
import { renderJsonLine } from '../text/safe-text.ts';
import { DiskTable } from './disk-table.ts';
import { fileFault } from './file-faults.ts';
import { notALedger, readKnownRecords } from './read-known-records.ts';
import { syncFolder } from './sync-folder.ts';

/** An append that waits for its turn. */
interface Waiting {
  readonly record: LedgerRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An open ledger. Appends that come while others are being written wait, and are then written and synced together: a
 * sync takes as long for many lines as for one. Each group is one write, so that processes do not mix their lines.
 */
export class FileLedger {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #known: KnownRecords;
  readonly #table: DiskTable;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle, known: KnownRecords, table: DiskTable) {
    this.path = path;
    this.#file = file;
    this.#known = known;
    this.#table = table;
  }

  /**
   * Opens a ledger, or begins one that only its owner may read.
   * @throws Fault when the file cannot be used, or is something other than a ledger.
   */
  static async open(path: string): Promise<FileLedger> {
    try {
      const file = await open(path, 'a+', 0o600);
      const table = new DiskTable();
      try {
        const stats = await file.stat();
        if (!stats.isFile()) throw notALedger(path, 'it is no regular file');
        // A new file is on the disk only when its name in the folder is.
        if (stats.size === 0) await syncFolder(dirname(path));
        return new FileLedger(path, file, await readKnownRecords(path, stats.size, table), table);
      } catch (error) {
        table.close();
        await file.close();
        throw error;
      }
    } catch (error) {
      throw fileFault(error, path, 'open the ledger');
    }
  }

  /** Resolves when the record is on the disk. @throws Fault when it cannot be made durable */
  append(record: LedgerRecord): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ record, resolve, reject });
    this.#writing ??= this.#writeWaiting();
    return promise;
  }

  /** Waits for what is being appended, and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    this.#table.close();
    await this.#file.close();
  }

  async #writeWaiting(): Promise<void> {
    // Appends of the same moment belong together, too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#writeTogether(group.map(({ record }) => record));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = undefined;
  }

  /** All or none become known: a record that may not be on the disk has to be written again when it comes again. */
  async #writeTogether(records: readonly LedgerRecord[]): Promise<void> {
    const undo: (() => void)[] = [];
    try {
      const fresh = records.filter((record) => {
        const isFresh = !this.#known.has(record);
        if (isFresh) undo.unshift(this.#known.addForNow(record));
        return isFresh;
      });
      if (fresh.length === 0) return;
      // A line that a crash cut off, of ours or of another process, stays; the next begins on its own line.
      const isTorn = await isCutOff(this.#file);
      const lines = fresh.map((record) => `${renderJsonLine(record)}\n`).join('');
      await this.#writeOnce(Buffer.from(`${isTorn ? '\n' : ''}${lines}`));
      await this.#file.sync();
    } catch (error) {
      for (const forget of undo) forget();
      throw fileFault(error, this.path, 'append to the ledger');
    }
  }

  async #writeOnce(lines: Buffer): Promise<void> {
    const { bytesWritten } = await this.#file.write(lines);
    if (bytesWritten < lines.length) {
      const message = `cannot append to the ledger ${this.path}: only a part was written: make room, then run again`;
      throw new Fault('input-output', message, { retryable: true });
    }
  }
}

/** True when the last line has no end and does not grow: another process may be in the middle of writing one. */
async function isCutOff(file: FileHandle): Promise<boolean> {
  const sizeBefore = await sizeWhenUnended(file);
  if (sizeBefore === 0) return false;
  await file.sync();
  return (await sizeWhenUnended(file)) === sizeBefore;
}

/** The size of a file whose last line has no end, else 0. */
async function sizeWhenUnended(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  if (size === 0) return 0;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a ? 0 : size;
}
