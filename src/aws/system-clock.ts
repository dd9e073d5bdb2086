/** The real clock and the real dice. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../report/ports.ts';

/** Wall-clock time, real waiting, Math.random. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (delayMs) => {
    await delay(delayMs);
  },
  random: () => Math.random(),
};
