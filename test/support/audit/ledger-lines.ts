/** Lines of small ledgers, and records that differ. */
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { keyOf, recordOf, stateOf } from '../records.ts';

/** The text of a ledger with these records. */
export const linesOf = (...records: readonly object[]) =>
  records.map((record) => `${renderJsonLine(record)}\n`).join('');

/** A day of January 2026. */
export const day = (number: number) => new Date(Date.UTC(2026, 0, number));

export const optedOut = recordOf({ outcome: 'opted-out', after: stateOf('after') });
export const refused = recordOf({ outcome: 'refused', key: keyOf('job-2'), at: day(9) });
export const reporting = recordOf({
  outcome: 'reports-usage',
  key: keyOf('job-1', 'profiler-report.html'),
  at: day(5),
});
