/** Takes jobs that were created through preparation and confirmation, and waits for their end. */
import { costOfJobs, PRICES } from '../../batch/cost.ts';
import { type BatchJob, foundNothing, isConfirmed, isLost, type JobPhase, phaseOf } from '../../batch/job.ts';
import { Fault } from '../../report/fault.ts';
import { quantity } from '../../results/quantity.ts';
import { askPatiently } from '../../run/patience.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';
import type { BatchSession } from './batch-session.ts';
import { confirmAll, withdrawAll } from './change-jobs.ts';
import { renderDollars, renderJobs } from './show-jobs.ts';

const POLL_INTERVAL_MS = 5_000;
const MAX_FAILING_POLLS = 12;

/** What became of a question about jobs. */
export type Confirmation = 'confirmed' | 'declined' | 'interrupted' | 'not-ready' | 'nothing-found';

/**
 * Describes the jobs again and again until none is in one of the phases. Undefined when interrupted. What S3 cannot
 * answer for the moment is asked again. @throws Fault
 */
export async function waitWhile(
  phases: readonly JobPhase[],
  ids: readonly string[],
  session: BatchSession,
  io: Io,
): Promise<BatchJob[] | undefined> {
  for (;;) {
    const described = await describeAll(ids, session, io);
    if (described?.some((job) => phases.includes(phaseOf(job))) === false) return described;
    if (io.signal.aborted) return undefined;
    await io.clock.sleep(POLL_INTERVAL_MS, io.signal);
  }
}

/** A job that is failing has its reasons when it has failed, some seconds later; one that stays so counts as it is. */
async function waitForCounts(
  ids: readonly string[],
  session: BatchSession,
  io: Io,
): Promise<BatchJob[] | undefined> {
  for (let polls = 1; ; polls += 1) {
    const prepared = await waitWhile(['preparing'], ids, session, io);
    const isSettled = !prepared?.some(({ status, reasons }) => status === 'Failing' && reasons.length === 0);
    if (isSettled || polls === MAX_FAILING_POLLS) return prepared;
    await io.clock.sleep(POLL_INTERVAL_MS, io.signal);
  }
}

/** Undefined when interrupted while S3 did not answer. @throws Fault */
async function describeAll(
  ids: readonly string[],
  { jobs }: BatchSession,
  { clock, signal }: Io,
): Promise<BatchJob[] | undefined> {
  const described: BatchJob[] = [];
  try {
    for (const id of ids) described.push(await askPatiently(() => jobs.describe(id), clock, signal));
    return described;
  } catch (error) {
    if (signal.aborted && error instanceof Fault) return undefined;
    throw error;
  }
}

/**
 * Waits until S3 has counted the objects of the jobs, shows counts and cost, and asks, unless that was answered before;
 * what is declined is cancelled, with what runs of it already.
 * @throws Fault
 */
export async function confirmJobs(
  ids: readonly string[],
  isAnswered: boolean,
  session: BatchSession,
  io: Io,
): Promise<Confirmation> {
  const prepared = await waitForCounts(ids, session, io);
  if (prepared === undefined) return 'interrupted';
  await io.writeOut(renderJobs(prepared));
  const waiting = prepared.filter((job) => phaseOf(job) === 'waiting');
  const empty = prepared.filter(foundNothing);
  for (const { description } of empty)
    await io.writeError(`nothing to do for this job: S3 found no object (${showSafely(description)})\n`);
  const lost = prepared.filter((job) => isLost(job) && !foundNothing(job));
  for (const { id, status } of lost)
    await io.writeError(`the job ${showSafely(id)} is ${status} before it ran; see its reason above\n`);
  if (empty.length === prepared.length) return 'nothing-found';
  const running = prepared.filter((job) => isConfirmed(job) && !isLost(job));
  for (const { id, status } of running)
    await io.writeError(`the job ${showSafely(id)} is ${status}: it was confirmed elsewhere\n`);
  if (waiting.length === 0 && lost.length === 0) return 'confirmed';
  const together = [...running, ...waiting];
  if (together.length === 0) return 'not-ready';
  const objects = waiting.reduce((sum, { total = 0 }) => sum + total, 0);
  if (waiting.length > 0) await io.writeOut(renderCosts(objects, waiting.length));
  // All of them or none: half of what was shown is not what somebody agrees to.
  const isAgreed =
    lost.length === 0 && (isAnswered || (await isYes(`Run ${jobsText(waiting.length)}? [y/N] `, io)));
  if (io.signal.aborted) return 'interrupted';
  if (isAgreed) return (await confirmAll(waiting, running, session, io)) ? 'confirmed' : 'not-ready';
  const isCancelled = await withdrawAll(together, session, io);
  return isCancelled && lost.length === 0 ? 'declined' : 'not-ready';
}

/** Counts and cost, for somebody who has to decide. */
export const renderCosts = (objects: number, jobs: number): string =>
  `${quantity(objects, 'object')} in ${jobsText(jobs)}: about ${renderDollars(costOfJobs(objects, jobs))} (prices of us-east-1 on ${PRICES.asOf}; what S3 takes for making a manifest is not in it, see docs/COST.md)\n`;

const jobsText = (count: number): string => (count === 1 ? '1 job' : `${count} jobs`);

async function isYes(question: string, io: Io): Promise<boolean> {
  const answer = (await io.ask?.(question)) ?? '';
  return /^y(?:es)?$/i.test(answer.trim());
}
