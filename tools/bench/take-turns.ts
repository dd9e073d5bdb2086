/**
 * Times works that take turns, in another order in each round: whatever else the machine does meets all of them, and so does
 * what a work leaves to the next one, garbage and a cold cache.
 */
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
    for (const name of shuffled(names)) {
      const start = performance.now();
      await works[name]();
      if (round >= warmUp) measured[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(measured[name])])) as Record<Name, number>;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0] as Item);
}
