/** What it means when a temporary database that sorts records fails. */
import { Fault } from '../report/fault.ts';
import { errorCode } from './file-faults.ts';

/** Source: https://sqlite.org/rescode.html; the upper bits tell more. */
const SQLITE_FULL = 13;
const PRIMARY_CODE = 0xff;
/** Source: https://sqlite.org/tempfiles.html, "Temporary File Storage Locations". */
const FOLDER = 'the folder for temporary files (TMPDIR, else /var/tmp)';

/** The fault of an error of SQLite; other errors as they are. */
export function sortingFault(error: unknown): unknown {
  if (errorCode(error) !== 'ERR_SQLITE_ERROR') return error;
  const { message, errcode } = error as Error & { readonly errcode: number };
  const isFull = (errcode & PRIMARY_CODE) === SQLITE_FULL;
  const advice = isFull ? 'the disk is full: make room' : `${message}: check the disk`;
  return new Fault(
    'input-output',
    `cannot sort records in ${FOLDER}: ${advice}, or set TMPDIR; then run again`,
    {
      retryable: true,
      cause: error,
    },
  );
}
