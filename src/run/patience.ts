/** Asks S3 again, more and more slowly, where the SDK's own attempts were over within seconds. */
import { Fault } from '../report/fault.ts';
import type { Clock } from '../report/ports.ts';
import { retryDelayMs } from '../report/process-object.ts';

/** The first wait takes so many attempts for made already: the SDK has tried several times. */
const EARLIER_ATTEMPTS = 4;

/** The most rounds for what is throttled, the first one included. */
export const MAX_THROTTLED_ROUNDS = 8;
/** By the code of the fault that ends a round; after everything else there is no other. */
const MAX_ROUNDS: Readonly<Record<string, number>> = { throttled: MAX_THROTTLED_ROUNDS, unavailable: 4 };

/** The time to wait after so many rounds: of some 1.6 s at first, twice as much after each. */
export const roundDelayMs = (rounds: number, clock: Pick<Clock, 'random'>): number =>
  retryDelayMs(rounds + EARLIER_ATTEMPTS, clock);

/** Resolves to the answer of the first round that has one. @throws what the last round throws, or the one in which the run is interrupted */
export async function askPatiently<Answer>(
  ask: () => Promise<Answer>,
  clock: Pick<Clock, 'sleep' | 'random'>,
  signal: AbortSignal,
): Promise<Answer> {
  for (let round = 1; ; round += 1) {
    try {
      return await ask();
    } catch (error) {
      const isOver = !(error instanceof Fault) || error.isGeneral || round >= (MAX_ROUNDS[error.code] ?? 1);
      if (isOver || signal.aborted) throw error;
      await clock.sleep(roundDelayMs(round, clock), signal);
      if (signal.aborted) throw error;
    }
  }
}
