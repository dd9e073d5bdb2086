/** The clock, the timers and the random numbers of the system. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../report/ports.ts';

/** Wall-clock time, real waiting and Math.random. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (delayMs) => {
    await delay(delayMs);
  },
  random: () => Math.random(),
};
