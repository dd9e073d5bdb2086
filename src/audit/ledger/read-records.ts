/** The records of ledgers. Every line is looked at; bad ones are reported, and reading goes on. */
import type { Line } from '../../bytes/lines.ts';
import { readRecord } from '../record/read-record.ts';
import type { AuditRecord } from '../record/schema.ts';

/** The lines of one file or object of a ledger, and the name to show for it. */
export interface LedgerPart {
  readonly name: string;
  readonly lines: AsyncIterable<Line> | Iterable<Line>;
}

/** Takes reports of lines that are no records. */
export interface LedgerNotices {
  /** `place` names the file or object, and the line. */
  readonly onBadLine: (place: string, why: string) => Promise<void>;
  /** The last line of a file, cut off by a crash: its record is lost. */
  readonly onTornLine: (place: string) => Promise<void>;
}

/** The records of all parts of ledgers, as they come. @throws what `parts` throws */
export async function* readRecords(
  parts: AsyncIterable<LedgerPart>,
  notices: LedgerNotices,
): AsyncGenerator<AuditRecord> {
  for await (const { name, lines } of parts) {
    for await (const line of lines) {
      const record = await readLine(`${name}, line ${line.number}`, line, notices);
      if (record !== undefined) yield record;
    }
  }
}

async function readLine(place: string, line: Line, notices: LedgerNotices): Promise<AuditRecord | undefined> {
  if (line.text === undefined) {
    await notices.onBadLine(place, 'the line is longer than any record');
    return undefined;
  }
  const reading = readRecord(line.text);
  if (reading.kind === 'record') return reading.record;
  if (line.isEnded) await notices.onBadLine(place, reading.why);
  else await notices.onTornLine(place);
  return undefined;
}
