/** Takes jobs that were created through preparation and confirmation, and waits for their end. */
import { costOfJobs, PRICES } from '../../batch/cost.ts';
import { type BatchJob, type JobPhase, phaseOf } from '../../batch/job.ts';
import { renderCount } from '../../results/render-groups.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { BatchSession } from './batch-session.ts';
import { renderDollars, renderJobs } from './show-jobs.ts';

const POLL_INTERVAL_MS = 5_000;

/** What became of a question about jobs. */
export type Confirmation = 'confirmed' | 'declined' | 'interrupted' | 'not-ready';

/** Describes the jobs again and again until none is in one of the phases. Undefined when interrupted. @throws Fault */
export async function waitWhile(
  phases: readonly JobPhase[],
  ids: readonly string[],
  { jobs }: BatchSession,
  io: Io,
): Promise<BatchJob[] | undefined> {
  for (;;) {
    const described: BatchJob[] = [];
    for (const id of ids) described.push(await jobs.describe(id));
    if (!described.some((job) => phases.includes(phaseOf(job)))) return described;
    if (io.signal.aborted) return undefined;
    await io.clock.sleep(POLL_INTERVAL_MS);
  }
}

/**
 * Waits until S3 has counted the objects of the jobs, shows counts and cost, and asks, unless that was answered before;
 * what is declined is cancelled.
 * @throws Fault
 */
export async function confirmJobs(
  ids: readonly string[],
  isAnswered: boolean,
  session: BatchSession,
  io: Io,
): Promise<Confirmation> {
  const prepared = await waitWhile(['preparing'], ids, session, io);
  if (prepared === undefined) return 'interrupted';
  await io.writeOut(renderJobs(prepared));
  const waiting = prepared.filter((job) => phaseOf(job) === 'waiting');
  const lost = prepared.filter((job) => job.status === 'Failed' || job.status === 'Cancelled');
  for (const { id, status } of lost)
    await io.writeError(`the job ${showSafely(id)} is ${status} before it ran; see its reason above\n`);
  if (waiting.length === 0) return lost.length === 0 ? 'confirmed' : 'not-ready';
  const objects = waiting.reduce((sum, { total = 0 }) => sum + total, 0);
  await io.writeOut(renderCosts(objects, waiting.length));
  // All of them or none: half of what was shown is not what somebody agrees to.
  const isAgreed =
    lost.length === 0 && (isAnswered || (await isYes(`Run ${jobsText(waiting.length)}? [y/N] `, io)));
  if (io.signal.aborted) return 'interrupted';
  for (const { id } of waiting) await (isAgreed ? session.jobs.confirm(id) : session.jobs.cancel(id));
  if (!isAgreed) await io.writeError(`cancelled: ${jobsText(waiting.length)}, before anything ran\n`);
  return isAgreed ? 'confirmed' : lost.length > 0 ? 'not-ready' : 'declined';
}

/** Counts and cost, for somebody who has to decide. */
export const renderCosts = (objects: number, jobs: number): string =>
  `${renderCount(objects)} objects in ${jobsText(jobs)}: about ${renderDollars(costOfJobs(objects, jobs))} (prices of us-east-1 on ${PRICES.asOf}; what S3 takes for making a manifest is not in it, see docs/COST.md)\n`;

const jobsText = (count: number): string => (count === 1 ? '1 job' : `${count} jobs`);

async function isYes(question: string, io: Io): Promise<boolean> {
  const answer = (await io.ask?.(question)) ?? '';
  return /^y(?:es)?$/i.test(answer.trim());
}
