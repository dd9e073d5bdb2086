/** A function's log, line by line, taken apart as a reader of the log would. */
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import { expectValidRecord } from './validate-record.ts';

/** One line of the log: a record, a message, or figures. */
export interface LogItem {
  readonly level?: string;
  readonly message?: string;
  readonly messageId?: string;
  readonly audit?: AuditRecord;
  readonly madeAgain?: true;
}

/** A log: what is on it, and its records, those apart that were made again from a rewritten object. */
export interface ReadLog {
  readonly items: readonly LogItem[];
  readonly records: readonly AuditRecord[];
  readonly madeAgain: readonly AuditRecord[];
}

/** Reads a log. @throws Error for a line that is no JSON, and for a record that is not valid */
export function readLog(lines: readonly string[]): ReadLog {
  const items = lines.map((line): LogItem => JSON.parse(line));
  const recorded = items.flatMap(({ audit, madeAgain }) =>
    audit === undefined ? [] : [{ audit, madeAgain }],
  );
  for (const { audit } of recorded) expectValidRecord(audit);
  return {
    items,
    records: recorded.filter(({ madeAgain }) => !madeAgain).map(({ audit }) => audit),
    madeAgain: recorded.filter(({ madeAgain }) => madeAgain).map(({ audit }) => audit),
  };
}

/** What became of what: `opted-out notebook`. */
export const outcomesOf = (records: readonly AuditRecord[]): string[] =>
  records.map(({ outcome, object }) => `${outcome} ${object.kind}`);

/** The keys that a record says were opted out. */
export const optedOutKeys = (records: readonly AuditRecord[]): Set<string> =>
  new Set(records.filter(({ outcome }) => outcome === 'opted-out').map(({ object }) => object.key));
