/**
 * Makes thousands of seeded runs of the function with S3 breaking under it, and prints figures:
 * `npm run test:faults [-- --runs N | --seed S]`. `.ci/with-moto` starts the server.
 */
import { parseArgs } from 'node:util';
import { directClient } from './bucket-under-test.ts';
import { FaultProxy } from './fault-proxy.ts';
import { makeRun } from './one-run.ts';
import type { EndedRun } from './outcome-of-run.ts';
import { scenarioOf } from './scenario.ts';

const endpoint = process.env['MOTO_ENDPOINT'];
if (endpoint === undefined) throw new Error('MOTO_ENDPOINT is not set: run npm run test:faults');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string' },
    from: { type: 'string', default: '0' },
    parallel: { type: 'string', default: '24' },
  },
});
const proxy = await FaultProxy.start(endpoint);
const direct = directClient(endpoint);
const surroundings = { proxy, direct };
if (values.seed !== undefined) {
  const run = await makeRun(scenarioOf(Number(values.seed)), surroundings);
  console.log(run.label, scenarioOf(Number(values.seed)));
  console.log(run.story.join('\n'));
  console.log(run.violations.join('\n'));
  process.exit(run.violations.length === 0 ? 0 : 1);
}
const ended: EndedRun[] = [];
const t = performance.now();
let next = Number(values.from);
const end = next + Number(values.runs);
await Promise.all(
  Array.from({ length: Number(values.parallel) }, async () => {
    while (next < end) {
      const run = await makeRun(scenarioOf(next++), surroundings);
      ended.push(run);
      if (run.violations.length) console.log(run.seed, run.label, run.violations.slice(0, 3));
    }
  }),
);
const cpu = process.cpuUsage();
console.log(
  ((performance.now() - t) / 1000).toFixed(1),
  's; calls',
  ended.reduce((s, r) => s + r.figures.calls, 0),
  'cpu',
  (cpu.user + cpu.system) / 1e6,
);
const failed = ended.filter((r) => r.violations.length).length;
console.log(`${ended.length - failed} passed, ${failed} failed`);
proxy.stop();
process.exit(failed === 0 ? 0 : 1);
