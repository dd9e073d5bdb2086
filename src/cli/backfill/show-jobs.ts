/** Jobs as text for people. Rendering only. */
import { type BatchJob, phaseOf } from '../../batch/job.ts';
import { describeUnknown, type UnknownJob } from '../../batch/job-list.ts';
import { quantity, renderCount } from '../../results/quantity.ts';
import { showSafely } from '../../text/safe-text.ts';

/** A line for each job, and below it why it is as it is. */
export const renderJobs = (jobs: readonly BatchJob[]): string =>
  jobs
    .flatMap((job) => [
      `${job.id}  ${job.status.padEnd(10)} ${renderProgress(job)}  ${job.description}`,
      ...job.reasons.map((reason) => `  ${reason}`),
    ])
    .map((line) => `${showSafely(line)}\n`)
    .join('');

/** Such as `120 of 400 objects, 2 failed`. */
function renderProgress({ total, succeeded, failed, status }: BatchJob): string {
  if (total === undefined) return 'not counted yet';
  const done = succeeded + failed;
  const all = quantity(total, 'object');
  const share = phaseOf({ status }) === 'waiting' ? all : `${renderCount(done)} of ${all}`;
  return `${share}${failed > 0 ? `, ${renderCount(failed)} failed` : ''}`;
}

/** A line for each job that could not be looked at. */
export const renderUnknown = (unknown: readonly UnknownJob[]): string =>
  unknown.map((job) => `${showSafely(describeUnknown(job))}\n`).join('');

/** Such as `$12.40`. */
export const renderDollars = (amount: number): string => `$${amount.toFixed(2)}`;
