/** `backfill status`, `confirm` and `cancel`: jobs that exist. */
import { type BatchJob, isPartner, phaseOf, runsByItself } from '../../batch/job.ts';
import { isWithinPlace, type JobPlace } from '../../batch/job-place.ts';
import { Fault } from '../../report/fault.ts';
import type { Format } from '../../results/format.ts';
import { quantity } from '../../results/quantity.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { CreateOptions } from './backfill-options.ts';
import type { BatchSession } from './batch-session.ts';
import { asFault } from './change-jobs.ts';
import { checkRunning } from './check-run.ts';
import { renderJobRows } from './job-rows.ts';
import { confirmJobs } from './run-jobs.ts';
import { renderOthers, renderPlace, selectJobs } from './select-jobs.ts';
import { renderJobs, renderUnknown } from './show-jobs.ts';

const EXIT = { fine: 0, unfinished: 1, fault: 3 } as const;

/** Resolves to the exit code: 1 while a job has not ended, 3 when one cannot be looked at. @throws Fault */
export async function showStatus(
  place: JobPlace | undefined,
  format: Format,
  session: BatchSession,
  io: Io,
): Promise<number> {
  const { jobs, unknown, others } = await selectJobs(session, place, 'all');
  if (jobs.length + unknown.length === 0) await io.writeError(renderNone(place));
  await io.writeOut(format === 'table' ? renderJobs(jobs) : renderJobRows(jobs, format));
  const waiting = jobs.filter((job) => phaseOf(job) === 'waiting');
  if (waiting.length > 0)
    await io.writeError(
      `${waiting.length} of them wait: backfill confirm runs them, backfill cancel ends them\n`,
    );
  await io.writeError(`${renderOthers(others, place)}${renderUnknown(unknown)}`);
  if (unknown.length > 0) return EXIT.fault;
  return jobs.some((job) => phaseOf(job) !== 'ended') ? EXIT.unfinished : EXIT.fine;
}

const renderNone = (place: JobPlace | undefined): string =>
  `no job${place === undefined ? '' : ` for ${renderPlace(place)}`} calls the function of this stack: S3 keeps jobs for 90 days\n`;

/** Takes up what an earlier run left, as far as it can be looked at. Resolves to the exit code. @throws Fault */
export async function confirmWaiting(
  place: JobPlace | undefined,
  options: CreateOptions,
  session: BatchSession,
  io: Io,
): Promise<number> {
  const { jobs, unknown, others } = await selectJobs(session, place, 'open', isWithinPlace);
  const chosen = jobs.filter(isUnconfirmed);
  await io.writeError(`${renderOthers(others.filter(isUnconfirmed), place)}${renderUnknown(unknown)}`);
  const fine = unknown.length > 0 ? EXIT.fault : EXIT.fine;
  if (chosen.length === 0) {
    await io.writeError('no job waits to be confirmed\n');
    return fine === EXIT.fine ? EXIT.unfinished : fine;
  }
  checkRunning(chosen, [...jobs, ...others], options, io);
  const partners = jobs.filter((job) => runsByItself(job) && chosen.some((one) => isPartner(one, job)));
  const ids = [...partners, ...chosen].map(({ id }) => id);
  switch (await confirmJobs(ids, options.yes === true, session, io)) {
    case 'confirmed':
      return fine;
    case 'declined':
    case 'nothing-found':
    case 'interrupted':
      return EXIT.unfinished;
    case 'not-ready':
      return EXIT.fault;
  }
}

const isUnconfirmed = (job: BatchJob): boolean =>
  ['preparing', 'waiting'].includes(phaseOf(job)) && !runsByItself(job);

/**
 * Cancels every job that has not ended, whoever created it. A job that ends meanwhile is no fault. Resolves to the exit
 * code: 3 when one could not be cancelled, or not be looked at. @throws Fault when jobs cannot be listed
 */
export async function cancelJobs(
  place: JobPlace | undefined,
  session: BatchSession,
  io: Io,
): Promise<number> {
  const { jobs, unknown, others } = await selectJobs(session, place, 'open');
  const counts = { cancelled: 0, ended: 0 };
  for (const { id, description } of jobs) {
    // What one job meets is no reason to leave the others.
    const outcome = await session.jobs.cancelUnlessEnded(id).catch(asFault);
    if (!(outcome instanceof Fault)) counts[outcome] += 1;
    const line = outcome instanceof Fault ? outcome.message : `${DONE[outcome]}: ${id} ${description}`;
    await io.writeError(`${showSafely(line)}\n`);
  }
  await io.writeError(`${renderOthers(others, place)}${renderUnknown(unknown)}`);
  const { cancelled, ended } = counts;
  await io.writeOut(
    `${cancelled} of ${quantity(jobs.length, 'job')} cancelled${ended > 0 ? `; ${ended} had ended already` : ''}${cancelled > 0 ? '; tasks under way end within two minutes' : ''}\n`,
  );
  if (cancelled + ended === jobs.length && unknown.length === 0) return EXIT.fine;
  await io.writeError(NOT_ALL_CANCELLED);
  return EXIT.fault;
}

const DONE = { cancelled: 'cancelled', ended: 'had ended already' } as const;

const NOT_ALL_CANCELLED =
  'what is named above may go on: remove the cause and run backfill cancel again, or cancel the job in the S3 console (Batch Operations)\n';
