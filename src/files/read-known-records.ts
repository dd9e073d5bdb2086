/** Reads what a ledger that is to be continued holds already, only as closely as continuing it needs. */
import { createReadStream } from 'node:fs';
import { KnownRecords } from '../audit/ledger/known-records.ts';
import type { LedgerRecord } from '../audit/record/schema.ts';
import { isTornRecord } from '../audit/record/torn-record.ts';
import { linesOf } from '../bytes/lines.ts';
import { Fault } from '../report/fault.ts';
import { catchError } from '../text/catch-error.ts';
import type { TextTable } from '../text/text-table.ts';

/**
 * The records in a file, held in the table; foreign and torn lines among them are passed over.
 * @throws Fault when it is no ledger, or the table cannot hold them
 */
export async function readKnownRecords(
  path: string,
  sizeBytes: number,
  table: TextTable,
): Promise<KnownRecords> {
  const known = new KnownRecords(table);
  let isFirst = true;
  for await (const lines of linesOf(createReadStream(path))) {
    for (const { text = '', number } of lines) {
      const record = recordIn(text);
      if (record !== undefined) known.add(record);
      const isOfLedger = number === 1 && (record !== undefined || isTornRecord(text));
      if (isFirst && !isOfLedger) throw notALedger(path, WHY);
      isFirst = false;
    }
  }
  if (isFirst && sizeBytes > 0) throw notALedger(path, WHY);
  return known;
}

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
