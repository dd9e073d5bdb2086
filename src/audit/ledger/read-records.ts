/** The records of ledgers. Every line is looked at; bad ones are reported, and reading goes on. */
import type { Line } from '../../bytes/lines.ts';
import { readRecord } from '../record/read-record.ts';
import type { AuditRecord, LedgerRecord, TrainingJobRecord } from '../record/schema.ts';
import { isTornRecord } from '../record/torn-record.ts';

/** The lines of one file or object of a ledger, in batches, and the name to show for it. */
export interface LedgerPart {
  readonly name: string;
  readonly lines: AsyncIterable<readonly Line[]> | Iterable<readonly Line[]>;
}

/** A record, and where it stands: the file or object, and the line. */
export interface PlacedRecord {
  readonly record: LedgerRecord;
  readonly place: string;
}

/** The same for a record of a report object. */
export interface PlacedReportRecord extends PlacedRecord {
  readonly record: AuditRecord;
}

/** The same for a record of a training job. */
export interface PlacedJobRecord extends PlacedRecord {
  readonly record: TrainingJobRecord;
}

/** A record, and the text that it was read from. */
export interface RecordLine extends PlacedRecord {
  readonly text: string;
}

/** Takes reports of lines that are no records. */
export interface LedgerNotices {
  /** `place` names the file or object, and the line. */
  readonly onBadLine: (place: string, why: string) => Promise<void>;
  /** The last line of a file, cut off by a crash: its record is lost. */
  readonly onTornLine: (place: string) => Promise<void>;
  /** A line that was cut off in the same way, and that others follow; a later one may have its record. */
  readonly onCutLine: (place: string, text: string) => Promise<void>;
}

/** The records of all parts of ledgers, in batches, as their lines come. @throws what `parts` throws */
export async function* readRecords(
  parts: AsyncIterable<LedgerPart>,
  notices: LedgerNotices,
): AsyncGenerator<readonly RecordLine[]> {
  for await (const { name, lines } of parts) {
    for await (const batch of lines) {
      const records: RecordLine[] = [];
      for (const line of batch) {
        const place = describeLine(name, line.number);
        const reading = readLine(line, place);
        if (typeof reading !== 'string') records.push(reading);
        else await reportNoRecord(place, line, reading, notices);
      }
      if (records.length > 0) yield records;
    }
  }
}

/** The place of a line, as it is shown. */
export const describeLine = (name: string, line: number): string => `${name}, line ${line}`;

/** Why a line that is not held is no record. */
export const TOO_LONG = 'the line is longer than any record';

/** The record, or why the line holds none. */
function readLine({ text }: Line, place: string): RecordLine | string {
  if (text === undefined) return TOO_LONG;
  const reading = readRecord(text);
  return reading.kind === 'record' ? { record: reading.record, text, place } : reading.why;
}

/** Tells of a line that is no record. What does not begin as a record is none, with or without its end. */
export function reportNoRecord(
  place: string,
  { text, isEnded }: Line,
  why: string,
  notices: LedgerNotices,
): Promise<void> {
  if (text === undefined || !isTornRecord(text)) return notices.onBadLine(place, why);
  return isEnded ? notices.onCutLine(place, text) : notices.onTornLine(place);
}
