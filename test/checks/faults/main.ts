/**
 * Makes thousands of seeded runs of the function with S3 breaking under it, and races with another writer, and
 * prints figures: `npm run verify -- faults`. With `--seed S` or `--race S` one of them, step by step; with
 * `--prove` a few of each deliberate flaw, every one of which must be found.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FLAWS } from './broken.ts';
import { renderFigures } from './figures.ts';
import { dealOut, type Job, type JobAnswer } from './jobs.ts';
import { makeRun } from './one-run.ts';
import { race } from './race.ts';
import { FaultProxy } from './s3/fault-proxy.ts';
import { SYSTEMATIC_RUNS, scenarioOf } from './scenario.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** Kills and random faults, in which most can go wrong. */
const PROOF = { runs: range(SYSTEMATIC_RUNS - 100, 200), races: range(0, 60) };

const endpoints = (process.env['MOTO_ENDPOINTS'] ?? '').split(',').filter((endpoint) => endpoint !== '');
const [endpoint] = endpoints;
if (endpoint === undefined) throw new Error('MOTO_ENDPOINTS is not set: run npm run verify -- faults');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3000' },
    races: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    race: { type: 'string' },
    prove: { type: 'boolean', default: false },
  },
});

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/** Has the workers do a job, and puts their answers together. */
async function askWorkers(job: Job): Promise<JobAnswer> {
  const answers = await Promise.all(
    dealOut(job, workers.length).map(async (part, index): Promise<JobAnswer> => {
      const worker = workers[index];
      if (worker === undefined) throw new Error('no worker');
      worker.send(part);
      const [answer] = await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
      if (typeof answer !== 'object') throw new Error(`a worker ended with ${answer}`);
      return answer;
    }),
  );
  return { runs: answers.flatMap(({ runs }) => runs), races: answers.flatMap(({ races }) => races) };
}

/** Makes everything, and answers how many violated an invariant. */
async function makeAll(): Promise<number> {
  const begunAt = performance.now();
  const job = {
    runs: range(Number(values.from), Number(values.runs)),
    races: range(0, Number(values.races)),
  };
  const answer = await askWorkers(job);
  const all = [...answer.runs.map(nameRun), ...answer.races.map(nameRace)];
  const failed = all.filter(({ violations }) => violations.length > 0);
  console.log(renderFigures(answer.runs, answer.races, performance.now() - begunAt));
  for (const { name, violations } of failed) console.log(`${name}: ${violations.join('\n  ')}`);
  console.log(`${all.length - failed.length} passed, ${failed.length} failed`);
  return failed.length;
}

/** Timing is not in the seed, so a failed run tells what happened this time. */
const nameRun = ({ seed, label, violations, story }: JobAnswer['runs'][number]) => ({
  name: `--seed ${seed} (${label})`,
  violations: violations.length === 0 ? [] : [...violations, ...story],
});
const nameRace = ({ seed, violations }: JobAnswer['races'][number]) => ({
  name: `--race ${seed}`,
  violations,
});

/** A check that cannot fail is none: each flaw must be found. Answers how many were not. */
async function prove(): Promise<number> {
  let missed = 0;
  for (const flaw of FLAWS) {
    const { runs, races } = await askWorkers({ ...PROOF, flaw });
    const [byRuns, byRaces] = [runs, races].map(
      (all) => all.filter(({ violations }) => violations.length > 0).length,
    );
    console.log(`${flaw}: found by ${byRuns} of ${runs.length} runs and ${byRaces} of ${races.length} races`);
    if (byRuns === 0 && byRaces === 0) missed += 1;
  }
  console.log(`${FLAWS.length - missed} passed, ${missed} failed`);
  return missed;
}

/** Makes one run or race, and tells all about it. */
async function makeOne(target: string): Promise<number> {
  const surroundings = { proxy: await FaultProxy.start(target), origin: new URL(target) };
  if (values.race !== undefined) {
    const ended = await race(Number(values.race), surroundings);
    console.log(ended);
    return ended.violations.length;
  }
  const { plan: _plan, ...scenario } = scenarioOf(Number(values.seed));
  const { story, violations } = await makeRun(scenarioOf(Number(values.seed)), surroundings);
  console.log(scenario, [...story, ...violations].join('\n'));
  return violations.length;
}

const isOne = values.seed !== undefined || values.race !== undefined;
const workers = isOne ? [] : endpoints.map((each) => fork(WORKER, [each]));
const failures = isOne ? await makeOne(endpoint) : values.prove ? await prove() : await makeAll();
for (const worker of workers) worker.kill();
process.exit(failures === 0 ? 0 : 1);
