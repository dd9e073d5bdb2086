/** Recognizes the last line of a ledger that a crash cut off. Pure. */
import { catchError } from '../../text/catch-error.ts';

/** Every record that this software writes begins so. */
const BEGINNING = '{"schema":"profiler-opt-out/audit/';

/** True for the beginning of a record, short of its end. A line that is whole and no record was not cut off. */
export const isTornRecord = (line: string): boolean =>
  (line.startsWith(BEGINNING) || (line !== '' && BEGINNING.startsWith(line))) &&
  catchError(SyntaxError, () => JSON.parse(line)) instanceof SyntaxError;
