/** Makes new objects that live for a while, and shows how much memory V8 took for them, in MiB. */
import { setTimeout } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { boundYoungMemory } from '../../src/cli/young-memory.ts';

const MIB = 1024 * 1024;
const ROUNDS = 80;

if (process.argv[2] === 'bounded') boundYoungMemory();
let kept: object[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  kept = Array.from({ length: 100_000 }, (_, index) => ({ round, index, before: kept.length }));
  await setTimeout(5);
}
const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
console.log((young?.space_size ?? 0) / MIB);
