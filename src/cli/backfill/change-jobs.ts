/** Confirms and cancels jobs: of those that belong together all are confirmed or none, and each that can be is cancelled. */
import type { BatchJob } from '../../batch/job.ts';
import { Fault } from '../../report/fault.ts';
import { askPatiently } from '../../run/patience.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { BatchSession } from './batch-session.ts';

/** True when all of them run. When one cannot be confirmed, all are cancelled, those that run already too. */
export async function confirmAll(jobs: readonly BatchJob[], session: BatchSession, io: Io): Promise<boolean> {
  for (const { id } of jobs) {
    const confirm = () => session.jobs.confirmUnlessRunning(id);
    const fault = await askPatiently(confirm, io.clock, io.signal).catch(asFault);
    if (!(fault instanceof Fault)) continue;
    await io.writeError(`${showSafely(fault.message)}: the others are cancelled, too\n`);
    await cancelAll(jobs, session, io);
    return false;
  }
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
