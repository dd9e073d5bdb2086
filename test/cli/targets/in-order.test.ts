import { describe, expect, test } from 'vitest';
import { inOrder } from '../../../src/cli/targets/in-order.ts';

async function* numbers(count: number, end?: Error) {
  for (let number = 1; number <= count; number += 1) yield number;
  if (end !== undefined) throw end;
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('inOrder', () => {
  test('gives the answers before a failing listing first', async () => {
    const answers: number[] = [];
    const work = async () => {
      const times10 = async (item: number) => item * 10;
      for await (const answer of inOrder(numbers(2, new Error('listing failed')), 5, times10))
        answers.push(answer);
    };
    await expect(work()).rejects.toThrow('listing failed');
    expect(answers).toEqual([10, 20]);
  });

  test('gives an answer before the next item is listed', async () => {
    const listed = Promise.withResolvers<void>();
    async function* slow() {
      yield 1;
      await listed.promise;
      yield 2;
    }
    const answers = inOrder(slow(), 8, async (item) => item);
    expect(await answers.next()).toEqual({ done: false, value: 1 });
    listed.resolve();
    expect(await answers.next()).toEqual({ done: false, value: 2 });
    expect(await answers.next()).toMatchObject({ done: true });
  });

  test('goes on with others while the first is slow, never more at once, and never too far ahead', async () => {
    const first = Promise.withResolvers<void>();
    let [underWay, most, begun] = [0, 0, 0];
    const answers = inOrder(numbers(1000), 2, async (item) => {
      begun += 1;
      underWay += 1;
      most = Math.max(most, underWay);
      await (item === 1 ? first.promise : turn());
      underWay -= 1;
      return item;
    });
    const head = answers.next();
    for (let turns = 0; turns < 500; turns += 1) await turn();
    expect(begun).toBe(32);
    first.resolve();
    const rest = [(await head).value];
    for await (const answer of answers) rest.push(answer);
    expect(rest).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect(most).toBe(2);
  });

  test.each([
    ['the work fails', 'failing'],
    ['the reader stops', 'stopping'],
  ])('begins nothing new and leaves nothing under way when %s', async (_what, how) => {
    let [begun, ended] = [0, 0];
    const work = async (item: number) => {
      begun += 1;
      for (let turns = 0; turns < 5; turns += 1) await turn();
      ended += 1;
      if (how === 'failing' && item === 2) throw new Error('a bug');
      return item;
    };
    const read = async () => {
      for await (const answer of inOrder(numbers(100), 3, work)) if (answer === 2) return;
    };
    if (how === 'failing') await expect(read()).rejects.toThrow('a bug');
    else await read();
    expect(ended).toBe(begun);
    expect(begun).toBeLessThan(20);
  });
});
