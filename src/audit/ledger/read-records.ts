/** The records of ledgers. Every line is looked at; bad ones are reported, and reading goes on. */
import { type LineBlock, rawLinesIn, textOfLine } from '../../bytes/lines.ts';
import { type CheckedRecord, checkLine } from '../record/read-record.ts';
import type { AuditRecord, LedgerRecord, TrainingJobRecord } from '../record/schema.ts';
import { isTornRecord } from '../record/torn-record.ts';

/** The lines of one file or object of a ledger, and the name to show for it. */
export interface LedgerPart {
  readonly name: string;
  readonly blocks: AsyncIterable<LineBlock> | Iterable<LineBlock>;
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

/** A line that is a record. */
export interface RecordLine extends CheckedRecord {
  readonly line: number;
}

/** A line that is no record. */
export interface BadLine {
  readonly line: number;
  readonly why: string;
  /** True for the last line of a file, cut off by a crash. */
  readonly isTorn: boolean;
  /** The text of another line that was cut off in the same way. */
  readonly cutText?: string;
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
): AsyncGenerator<readonly PlacedRecord[]> {
  for await (const { name, blocks } of parts) {
    for await (const block of blocks) {
      const records: PlacedRecord[] = [];
      const bad = readBlock(block, ({ text, line }) =>
        records.push({ record: JSON.parse(textOfLine(text)), place: describeLine(name, line) }),
      );
      await reportBadLines(name, bad, notices);
      yield records;
    }
  }
}

/** The place of a line, as it is shown. */
export const describeLine = (name: string, line: number): string => `${name}, line ${line}`;

/** Looks at each line of a block; answers those that are no records. */
export function readBlock(block: LineBlock, onRecord: (record: RecordLine) => void): readonly BadLine[] {
  const bad: BadLine[] = [];
  for (const { number: line, bytes, isEnded } of rawLinesIn(block)) {
    if (bytes === undefined) {
      bad.push({ line, why: 'the line is longer than any record', isTorn: false });
      continue;
    }
    const reading = checkLine(bytes);
    if (reading.kind === 'record') {
      const { record, text, canonical } = reading;
      onRecord({ record, text, canonical, line });
      continue;
    }
    const text = textOfLine(bytes);
    const isTorn = isTornRecord(text);
    // What does not begin as a record is none, with or without its end.
    if (isEnded && isTorn) bad.push({ line, why: reading.why, isTorn: false, cutText: text });
    else if (text !== '' || !isEnded) bad.push({ line, why: reading.why, isTorn });
  }
  return bad;
}

/** Tells of lines of one part that are no records. */
export async function reportBadLines(
  name: string,
  bad: readonly BadLine[],
  { onBadLine, onCutLine, onTornLine }: LedgerNotices,
): Promise<void> {
  for (const { line, why, isTorn, cutText } of bad) {
    const place = describeLine(name, line);
    if (cutText !== undefined) await onCutLine(place, cutText);
    else await (isTorn ? onTornLine(place) : onBadLine(place, why));
  }
}
