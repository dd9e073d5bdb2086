/** Answers before Lambda ends an invocation, so that what is done need not be done again. */

/** The part of Lambda's context that tells how long an invocation may still take; without it, for ever. */
export interface Deadline {
  readonly getRemainingTimeInMillis?: () => number;
}

/** Time to answer in. */
const SPARE_MS = 5_000;

/**
 * `done` when the work ends in time, else `out-of-time`; the work is not stopped.
 * @throws what the work throws in time
 */
export async function withinTime(
  work: Promise<unknown>,
  deadline: Deadline,
): Promise<'done' | 'out-of-time'> {
  const done = work.then(() => 'done' as const);
  const remainingMs = deadline.getRemainingTimeInMillis?.();
  if (remainingMs === undefined) return done;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<'out-of-time'>((resolve) => {
    timer = setTimeout(() => resolve('out-of-time'), Math.max(0, remainingMs - SPARE_MS));
  });
  try {
    return await Promise.race([done, over]);
  } finally {
    clearTimeout(timer);
  }
}
