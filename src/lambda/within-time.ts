/** Answers before Lambda ends an invocation, so that finished work need not be done again. */
import type { Context } from 'aws-lambda';

/** The part of Lambda's context that knows how long an invocation may still take; without it there is no limit. */
export type Deadline = Partial<Pick<Context, 'getRemainingTimeInMillis'>>;

/** The part of Lambda's context that the handlers read. */
export type InvocationContext = Pick<Context, 'awsRequestId'> & Deadline;

/** Kept free for answering. */
const RESERVED_MS = 5_000;

/**
 * The result of `work` if it comes in time, else `timed-out`; the work itself goes on.
 * @throws the error of `work` if it comes in time
 */
export async function withinTime<Result>(
  work: Promise<Result>,
  deadline: Deadline,
): Promise<Result | 'timed-out'> {
  const remainingMs = deadline.getRemainingTimeInMillis?.();
  if (remainingMs === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timed-out'>((resolve) => {
    timer = setTimeout(() => resolve('timed-out'), Math.max(0, remainingMs - RESERVED_MS));
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
