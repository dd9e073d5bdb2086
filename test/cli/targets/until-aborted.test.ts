import { expect, test } from 'vitest';
import { untilAborted } from '../../../src/cli/targets/until-aborted.ts';

async function* numbers(count: number, end?: Error) {
  for (let number = 1; number <= count; number += 1) yield number;
  if (end !== undefined) throw end;
}

test('an interruption does not wait for the next item, and a source that is not needed any more is closed', async () => {
  const interruption = new AbortController();
  async function* endless() {
    yield 1;
    await new Promise(() => {});
  }
  const items = untilAborted(endless(), interruption.signal);
  expect(await items.next()).toEqual({ done: false, value: 1 });
  const next = items.next();
  interruption.abort();
  expect(await next).toMatchObject({ done: true });
  expect(await untilAborted(numbers(3), interruption.signal).next()).toMatchObject({ done: true });

  let isClosed = false;
  async function* closing() {
    try {
      yield* [1, 2];
    } finally {
      isClosed = true;
    }
  }
  for await (const _item of untilAborted(closing(), new AbortController().signal)) break;
  expect(isClosed).toBe(true);
  await expect(untilAborted(numbers(0, new Error('x')), new AbortController().signal).next()).rejects.toThrow(
    'x',
  );
});
