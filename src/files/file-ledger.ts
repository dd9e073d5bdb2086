/**
 * A ledger in a file: one line of JSON a record, on the disk before `append` resolves. A record that is there already is
 * not added again, unless what it says was undone in the meantime.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LedgerRecord } from '../audit/record/schema.ts';
import { Fault } from '../report/fault.ts';
import { renderJsonLine } from '../text/safe-text.ts';
import { DiskTable } from './disk-table.ts';
import { fileFault } from './file-faults.ts';
import { notALedger, RecordsInFile } from './records-in-file.ts';
import { syncFolder } from './sync-folder.ts';

/** An append that waits for its turn. */
interface Waiting {
  readonly record: LedgerRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An open ledger. Appends that come while others are being written wait, and are then written and synced together: a
 * sync takes as long for many lines as for one. Each group is one write, so that processes do not mix their lines; several
 * may use one ledger at once.
 */
export class FileLedger {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #records: RecordsInFile;
  readonly #table: DiskTable;
  /** The ids of records whose append failed: they may stand in the file, and not be on the disk. */
  readonly #unsure = new Set<string>();
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle, records: RecordsInFile, table: DiskTable) {
    this.path = path;
    this.#file = file;
    this.#records = records;
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
        return new FileLedger(path, file, await RecordsInFile.open(path, file, table), table);
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

  /**
   * What others appended is read before it is decided what is new: whatever this process saw of a report, the record of
   * how it came about is in the file by then. All or none of the records become known: one that may not be on the disk
   * has to be written again when it comes again.
   */
  async #writeTogether(records: readonly LedgerRecord[]): Promise<void> {
    const undo: (() => void)[] = [];
    const fresh: LedgerRecord[] = [];
    try {
      const isTorn = await this.#records.catchUp();
      const { known } = this.#records;
      for (const record of records) {
        if (known.has(record) && !this.#unsure.delete(record.id)) continue;
        undo.unshift(known.addForNow(record));
        fresh.push(record);
      }
      if (fresh.length === 0) return;
      // A line that a crash cut off, of ours or of another process, stays; the next begins on its own line.
      const lines = `${isTorn ? '\n' : ''}${fresh.map((record) => `${renderJsonLine(record)}\n`).join('')}`;
      await this.#writeOnce(Buffer.from(lines));
      await this.#file.sync();
    } catch (error) {
      for (const forget of undo) forget();
      for (const { id } of fresh) this.#unsure.add(id);
      throw fileFault(error, this.path, 'append to the ledger');
    }
  }

  async #writeOnce(lines: Buffer): Promise<void> {
    const { bytesWritten } = await this.#file.write(lines);
    if (bytesWritten < lines.length) {
      const message = `cannot append to the ledger ${this.path}: only a part was written: make room, then run again`;
      throw new Fault('input-output', message, { retryable: true });
    }
    this.#records.appended(bytesWritten);
  }
}
