/** Reads what a ledger that is to be continued holds already, only as closely as continuing it needs. */
import type { FileHandle } from 'node:fs/promises';
import { KnownRecords } from '../audit/ledger/known-records.ts';
import type { LedgerRecord } from '../audit/record/schema.ts';
import { isTornRecord } from '../audit/record/torn-record.ts';
import { linesOf } from '../bytes/lines.ts';
import { Fault } from '../report/fault.ts';
import { catchError } from '../text/catch-error.ts';
import type { TextTable } from '../text/text-table.ts';

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** The records in a file that grows: by what this process appends, and by what others do. */
export class RecordsInFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #known: KnownRecords;
  /** The end of the last whole line that was read. */
  #readBytes = 0;
  /** The beginning of a line after that, which had no end. */
  #begunBytes = 0;
  /** What this process appended after that. */
  #ownBytes = 0;

  private constructor(path: string, file: FileHandle, table: TextTable) {
    this.#path = path;
    this.#file = file;
    this.#known = new KnownRecords(table);
  }

  /**
   * Reads the records, and holds them in the table; foreign and torn lines among them are passed over.
   * @throws Fault when it is no ledger, or the table cannot hold them
   */
  static async open(path: string, file: FileHandle, table: TextTable): Promise<RecordsInFile> {
    const records = new RecordsInFile(path, file, table);
    await records.#readNew();
    return records;
  }

  get known(): KnownRecords {
    return this.#known;
  }

  /**
   * Reads what others appended since. Answers true when the last line has no end and does not grow: a crash cut it off.
   * @throws Fault when the file is shorter than it was
   */
  async catchUp(): Promise<boolean> {
    for (;;) {
      const { size } = await this.#file.stat();
      const expected = this.#readBytes + this.#begunBytes + this.#ownBytes;
      if (size < expected) throw new Fault('invalid', `${this.#path} ${SHORTER}`, { retryable: false });
      if (size > expected) await this.#readNew();
      else if (this.#ownBytes > 0) this.#take(size, 0);
      if (this.#begunBytes === 0) return false;
      // Another process may be in the middle of writing it.
      await this.#file.sync();
      if ((await this.#file.stat()).size === this.#readBytes + this.#begunBytes) return true;
    }
  }

  /** Takes note of so many bytes of whole lines that this process appended, and whose records are known. */
  appended(bytes: number): void {
    this.#ownBytes += bytes;
  }

  #take(readBytes: number, begunBytes: number): void {
    this.#readBytes = readBytes;
    this.#begunBytes = begunBytes;
    this.#ownBytes = 0;
  }

  async #readNew(): Promise<void> {
    const start = this.#readBytes;
    let [end, lastLineEnd, isFirst] = [start, start, start === 0];
    for await (const lines of linesOf(
      this.#chunksFrom(start, (chunk) => {
        const lineFeed = chunk.lastIndexOf(LINE_FEED);
        if (lineFeed !== -1) lastLineEnd = end + lineFeed + 1;
        end += chunk.length;
      }),
    )) {
      for (const { text = '', number } of lines) {
        const record = recordIn(text);
        if (record !== undefined) this.#known.add(record);
        const isOfLedger = number === 1 && (record !== undefined || isTornRecord(text));
        if (isFirst && !isOfLedger) throw notALedger(this.#path, WHY);
        isFirst = false;
      }
    }
    if (isFirst && end > 0) throw notALedger(this.#path, WHY);
    this.#take(lastLineEnd, end - lastLineEnd);
  }

  async *#chunksFrom(start: number, onChunk: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
    for (let position = start; ; ) {
      const { buffer, bytesRead } = await this.#file.read(
        Buffer.alloc(CHUNK_BYTES),
        0,
        CHUNK_BYTES,
        position,
      );
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      onChunk(chunk);
      yield chunk;
      position += bytesRead;
    }
  }
}

const SHORTER = 'became shorter while records were added to it: leave it as it is while a command uses it';
const WHY = 'its first line is no audit record';

/** The fault of a file that is something else, and stays as it is. */
export const notALedger = (path: string, why: string): Fault =>
  new Fault('invalid', `${path} is no ledger: ${why}; name another file with --ledger`, { retryable: false });

function recordIn(line: string): LedgerRecord | undefined {
  const value = catchError(SyntaxError, (): unknown => JSON.parse(line));
  const isRecord =
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    String(value.schema).startsWith('profiler-opt-out/audit/') &&
    'id' in value &&
    'object' in value &&
    typeof value.object === 'object' &&
    value.object !== null;
  return isRecord ? (value as unknown as LedgerRecord) : undefined;
}
