import { expect, test } from 'vitest';
import { AdaptiveLimit } from '../../src/run/adaptive-limit.ts';

function limitOf(max: number) {
  let now = 0;
  const limit = new AdaptiveLimit(max, { now: () => new Date(now) });
  const pass = (ms: number) => {
    now += ms;
  };
  const done = async (items: number) => {
    for (let item = 0; item < items; item += 1) await limit.run(async () => {});
  };
  return { limit, pass, done };
}

test('throttling halves the number, once for what was under way together, and never below one', () => {
  const { limit, pass } = limitOf(8);
  const seen: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    limit.throttled();
    limit.throttled();
    pass(999);
    limit.throttled();
    pass(1);
    seen.push(limit.current);
  }
  expect(seen).toEqual([4, 2, 1, 1, 1]);
});

test('items that are done bring the number back, up to what was asked for', async () => {
  const { limit, pass, done } = limitOf(8);
  limit.throttled();
  pass(1000);
  limit.throttled();
  expect(limit.current).toBe(2);
  const seen: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    await done(6);
    seen.push(limit.current);
  }
  expect(seen).toEqual([4, 5, 6, 7, 8, 8, 8, 8]);
});

test('no more are under way than the number says, also after it was cut, and all are done', async () => {
  const { limit } = limitOf(8);
  const ends: (() => void)[] = [];
  let [underWay, most, count] = [0, 0, 0];
  const work = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise<void>((resolve) => ends.push(resolve));
    underWay -= 1;
    count += 1;
  };
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const all = Promise.all(Array.from({ length: 40 }, () => limit.run(work)));
  await turn();
  expect(most).toBe(8);
  limit.throttled();
  for (const end of ends.splice(0)) end();
  await turn();
  expect(underWay).toBe(4);
  while (count < 40) {
    for (const end of ends.splice(0)) end();
    await turn();
    expect(underWay).toBeLessThanOrEqual(limit.current);
  }
  await all;
});

test('work that throws makes room for others', async () => {
  const { limit } = limitOf(1);
  const fail = limit.run(async () => {
    throw new Error('broken');
  });
  const next = limit.run(async () => 'done');
  await expect(fail).rejects.toThrow('broken');
  expect(await next).toBe('done');
});
