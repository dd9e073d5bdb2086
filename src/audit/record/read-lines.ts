/** From the bytes of a ledger to its records, with the line of each; what is no record is reported, and reading goes on. */
import { type Line, linesOf } from '../../bytes/lines.ts';
import { readRecord } from './read-record.ts';
import type { AuditRecord } from './schema.ts';

/** A record, and the text that it was read from. */
export interface RecordLine {
  readonly record: AuditRecord;
  readonly text: string;
}

/** Receivers of what is no record. */
export interface LedgerNotices {
  /** `place` names the file or object, and the line. */
  readonly onBadLine: (place: string, why: string) => Promise<void>;
  /** The last line of a file, cut off by a crash: what it was about has no record. */
  readonly onTornLine: (place: string) => Promise<void>;
}

/** The records in the lines of the file or object `name`, as many at a time as a chunk holds. */
export async function* readRecordLines(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  notices: LedgerNotices,
): AsyncGenerator<readonly RecordLine[]> {
  for await (const lines of linesOf(chunks)) {
    const records: RecordLine[] = [];
    for (const line of lines) {
      const reading = readLine(line);
      if (typeof reading !== 'string') records.push(reading);
      else if (line.isEnded || line.text === undefined)
        await notices.onBadLine(`${name}, line ${line.number}`, reading);
      else await notices.onTornLine(`${name}, line ${line.number}`);
    }
    if (records.length > 0) yield records;
  }
}

/** The record, or why the line holds none. */
function readLine({ text }: Line): RecordLine | string {
  if (text === undefined) return 'the line is longer than any record';
  const reading = readRecord(text);
  return reading.kind === 'record' ? { record: reading.record, text } : reading.why;
}
