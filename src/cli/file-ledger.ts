/**
 * A ledger in a file: one line of JSON a record, on the disk before `append` resolves. A record that is there
 * already is not added again.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { renderJsonLine } from '../audit/safe-text.ts';
import type { AuditRecord } from '../audit/schema.ts';
import { Fault } from '../report/fault.ts';
import { fileFault } from './file-faults.ts';

/** An open ledger. Appends wait for each other; each is one write, so that two processes do not tear lines. */
export class FileLedger {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #ids: Set<string>;
  #isTorn: boolean;
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, ids: Set<string>, isTorn: boolean) {
    this.path = path;
    this.#file = file;
    this.#ids = ids;
    this.#isTorn = isTorn;
  }

  /**
   * Opens a ledger, or begins one that only its owner may read.
   * @throws Fault when the file cannot be used, or is something other than a ledger.
   */
  static async open(path: string): Promise<FileLedger> {
    try {
      const file = await open(path, 'a+', 0o600);
      try {
        const isTorn = await endsInsideLine(file);
        return new FileLedger(path, file, await readIds(path), isTorn);
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
    if (this.#ids.has(record.id)) return;
    try {
      // A line that a crash cut off is left as it is; the next one begins on a line of its own.
      await this.#file.appendFile(`${this.#isTorn ? '\n' : ''}${renderJsonLine(record)}\n`);
      await this.#file.sync();
    } catch (error) {
      this.#isTorn = true;
      throw fileFault(error, this.path, 'append to the ledger');
    }
    this.#isTorn = false;
    this.#ids.add(record.id);
  }
}

async function endsInsideLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

async function readIds(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  let isFirst = true;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const id = idOf(line);
    if (id !== undefined) ids.add(id);
    else if (isFirst && !isTornRecord(line)) {
      throw new Fault(
        'invalid',
        `${path} is no ledger: its first line is no audit record; name another file with --ledger`,
        {
          retryable: false,
        },
      );
    }
    isFirst = false;
  }
  return ids;
}

/** The id of a line that is an audit record; undefined for foreign and torn lines. */
function idOf(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isRecord =
      typeof value === 'object' &&
      value !== null &&
      'schema' in value &&
      String(value.schema).startsWith('profiler-opt-out/audit/') &&
      'id' in value;
    return isRecord ? String(value.id) : undefined;
  } catch {
    return undefined;
  }
}

const BEGINNING = '{"schema":"profiler-opt-out/audit/';

/** A line that a crash cut off, or an empty one. */
const isTornRecord = (line: string): boolean => line.startsWith(BEGINNING) || BEGINNING.startsWith(line);
