/** The jobs of a stack as a listing finds them, and what of the listing could not be looked at. Pure. */
import { Fault } from '../report/fault.ts';
import type { BatchJob } from './job.ts';

/** What a listing is about: all jobs that S3 keeps, or those that have not ended. */
export type ListedJobs = 'all' | 'open';

/** A job that could not be described, or a part of the list that could not be had: each may hide jobs of the stack. */
export interface UnknownJob {
  /** Undefined for a part of the list. */
  readonly id?: string;
  /** False for a job that has ended, as the list says. */
  readonly isOpen: boolean;
  readonly fault: Fault;
}

/** Jobs, as far as they are known. */
export interface JobList {
  /** The oldest first. */
  readonly jobs: readonly BatchJob[];
  readonly unknown: readonly UnknownJob[];
}

/** What became of a job that was to be cancelled: the fault of one that goes on. */
export type Cancellation = 'cancelled' | 'ended' | Fault;

/** A sentence: which job could not be looked at, why, and what that means. */
export const describeUnknown = ({ id, fault }: UnknownJob): string =>
  id === undefined
    ? `${fault.message}: the rest of the list is not known, and may have jobs of this stack`
    : `${fault.message}: whether it is a job of this stack is not known`;

/** @throws Fault for what may hide a job: then `consequence` holds */
export function assertAllKnown({ unknown: [hidden] }: Pick<JobList, 'unknown'>, consequence: string): void {
  if (hidden === undefined) return;
  const { code, retryable } = hidden.fault;
  throw new Fault(code, `${describeUnknown(hidden)}: ${consequence}`, { retryable });
}
