/** Preloaded into a process by `runMeasured`: writes down what the process used when it ends. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { peakMemory } from './peak-memory.ts';

const path = process.env['BENCH_USAGE_FILE'];
if (path !== undefined && isMainThread) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const usage = { ms: performance.now(), cpuMs: (user + system) / 1000, peakBytes: peakMemory() };
    writeFileSync(path, JSON.stringify(usage));
  });
}
