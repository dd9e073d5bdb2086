/** Times works that take turns, so that whatever else the machine does meets all of them. */
import { medianOf } from './median.ts';

/** Median milliseconds of each work over `rounds`; the `warmUp` rounds before them do not count. */
export async function takeTurns<Name extends string>(
  works: Readonly<Record<Name, () => unknown>>,
  rounds: number,
  warmUp = rounds,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const name of names) {
      const start = performance.now();
      await works[name]();
      if (round >= warmUp) measured[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(measured[name])])) as Record<Name, number>;
}
