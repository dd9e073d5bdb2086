/** Confirms and cancels jobs: of those that belong together all are confirmed or none, and each that can be is cancelled. */
import { type BatchJob, isConfirmed } from '../../batch/job.ts';
import { Fault } from '../../report/fault.ts';
import { askPatiently } from '../../run/patience.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { BatchSession } from './batch-session.ts';

/** True when all of them run. When one cannot be confirmed, all are cancelled, and with them those that run already. */
export async function confirmAll(
  jobs: readonly BatchJob[],
  running: readonly BatchJob[],
  session: BatchSession,
  io: Io,
): Promise<boolean> {
  for (const { id } of jobs) {
    const confirm = () => session.jobs.confirmUnlessRunning(id);
    const fault = await askPatiently(confirm, io.clock, io.signal).catch(asFault);
    if (!(fault instanceof Fault)) continue;
    await io.writeError(`${showSafely(fault.message)}: the others are cancelled, too\n`);
    await cancelAll([...running, ...jobs], session, io);
    return false;
  }
  return true;
}

/**
 * Cancels jobs that nobody has agreed to, or not to all of them, and says whether some of them ran: somebody may have
 * confirmed them elsewhere. True when none of them goes on.
 */
export async function withdrawAll(
  jobs: readonly BatchJob[],
  session: BatchSession,
  io: Io,
): Promise<boolean> {
  const present: BatchJob[] = [];
  // What cannot be looked at now is as it was.
  for (const job of jobs) {
    const described = await session.jobs.describe(job.id).catch(asFault);
    present.push(described instanceof Fault ? job : described);
  }
  if (!(await cancelAll(jobs, session, io))) return false;
  const ran = present.filter(isConfirmed);
  const ended = ran.filter(({ status }) => status === 'Complete');
  const ids = ran.map(({ id }) => id).join(', ');
  const count = jobs.length - ended.length;
  await io.writeError(
    `cancelled: ${count === 1 ? '1 job' : `${count} jobs`}${
      ran.length === 0
        ? ', before anything ran'
        : `; confirmed elsewhere before: ${showSafely(ids)}: what ran stays done, see backfill report`
    }\n`,
  );
  return true;
}

/** True when none of them goes on; each that does is named with what to do. Nothing is waited for before each was tried. */
export async function cancelAll(jobs: readonly BatchJob[], session: BatchSession, io: Io): Promise<boolean> {
  const attempt = (id: string) => session.jobs.cancelUnlessEnded(id);
  const tried: BatchJob[] = [];
  for (const job of jobs) if ((await attempt(job.id).catch(asFault)) instanceof Fault) tried.push(job);
  let left = 0;
  for (const { id } of tried) {
    const cancel = async () => {
      const outcome = await attempt(id);
      if (outcome instanceof Fault) throw outcome;
    };
    const fault = await askPatiently(cancel, io.clock, io.signal).catch(asFault);
    if (!(fault instanceof Fault)) continue;
    left += 1;
    await io.writeError(
      `${showSafely(fault.message)}: the job ${showSafely(id)} is not cancelled: end it with backfill cancel\n`,
    );
  }
  return left === 0;
}

/** The error as a fault. @throws the error when it is a bug */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  throw error;
}
