/** Answers before Lambda ends an invocation, so that what is done need not be done again. */

/** The part of Lambda's context that tells how long an invocation may still take; without it, for ever. */
export interface Deadline {
  readonly getRemainingTimeInMillis?: () => number;
}

/** Time to answer in. */
const SPARE_MS = 5_000;

/**
 * What the work answers in time, else `out-of-time`; the work is not stopped.
 * @throws what the work throws in time
 */
export async function withinTime<Answer>(
  work: Promise<Answer>,
  deadline: Deadline,
): Promise<Answer | 'out-of-time'> {
  const remainingMs = deadline.getRemainingTimeInMillis?.();
  if (remainingMs === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<'out-of-time'>((resolve) => {
    timer = setTimeout(() => resolve('out-of-time'), Math.max(0, remainingMs - SPARE_MS));
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
