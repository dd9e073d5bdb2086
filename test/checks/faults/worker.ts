/** Run as a process, one for each server: makes the runs and races that it is sent, several at once. */

import type { Job, JobAnswer } from './jobs.ts';
import { makeRun } from './one-run.ts';
import { race } from './race.ts';
import { FaultProxy } from './s3/fault-proxy.ts';
import { scenarioOf } from './scenario.ts';

/** So many that hangs cost little, so few that answers still come in time. */
const PARALLEL = 12;

const [endpoint = ''] = process.argv.slice(2);
const proxy = await FaultProxy.start(endpoint);
const origin = new URL(endpoint);

/** Answers in the order of the seeds. */
async function all<Ended>(
  seeds: readonly number[],
  work: (seed: number) => Promise<Ended>,
): Promise<Ended[]> {
  const ended: Ended[] = [];
  const waiting = seeds.entries();
  const lane = async () => {
    for (const [index, seed] of waiting) ended[index] = await work(seed);
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  return ended;
}

process.on('message', async ({ runs, races, flaw }: Job) => {
  const surroundings = { proxy, origin, ...(flaw === undefined ? {} : { flaw }) };
  const answer: JobAnswer = {
    runs: await all(runs, (seed) => makeRun(scenarioOf(seed), surroundings)),
    races: await all(races, (seed) => race(seed, surroundings)),
  };
  process.send?.(answer);
});

// The command is gone: nobody waits for an answer.
process.once('disconnect', () => process.exit(1));
