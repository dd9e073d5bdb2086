/** What is said when the disk cannot hold what a run keeps outside of its memory. */
import { Fault } from '../report/fault.ts';

/** Source: https://sqlite.org/tempfiles.html, "Temporary File Storage Locations"; our own temporary files lie in the same. */
const FOLDER = 'the folder for temporary files (TMPDIR, else /var/tmp)';

/** Such as "cannot sort records in the folder for temporary files ...: the disk is full: make room, ..."; `why` may be `full`. */
export function temporaryFault(verb: string, why: string, cause: unknown): Fault {
  const advice = why === 'full' ? 'the disk is full: make room' : `${why}: check the disk`;
  return new Fault('input-output', `cannot ${verb} in ${FOLDER}: ${advice}, or set TMPDIR; then run again`, {
    retryable: true,
    cause,
  });
}
