/** The clock, the timers and the random numbers of the system. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../report/ports.ts';
import { defined } from '../text/defined.ts';

/** Wall-clock time, real waiting and Math.random. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (delayMs, signal) => {
    await delay(delayMs, undefined, defined({ signal })).catch((error) => {
      if (!signal?.aborted) throw error;
    });
  },
  random: () => Math.random(),
};
