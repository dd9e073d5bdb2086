/** Turns errors that are expected outcomes of some work into its answer; all others stay errors. */

/**
 * What `work` answers, or the error that it threw when that is a `Problem`.
 * @throws whatever else `work` throws
 */
export function catchError<Answer, Problem extends Error>(
  // biome-ignore lint/suspicious/noExplicitAny: the class is only compared with, never constructed
  problem: abstract new (...details: any[]) => Problem,
  work: () => Answer,
): Answer | Problem {
  try {
    return work();
  } catch (error) {
    if (error instanceof problem) return error;
    throw error;
  }
}
