import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/aws/system-clock.ts';
import { Fault, type FaultCode } from '../../src/report/fault.ts';
import { askPatiently, MAX_THROTTLED_ROUNDS } from '../../src/run/patience.ts';

const faultOf = (code: FaultCode, isGeneral = false) => new Fault(code, code, { retryable: true, isGeneral });

/** Asks for something that ends with these errors, one after the other, and then answers. */
async function ask(errors: readonly unknown[], signal = new AbortController().signal) {
  const waitsMs: number[] = [];
  let asked = 0;
  const clock = {
    random: () => 1,
    sleep: async (delayMs: number) => {
      waitsMs.push(delayMs);
    },
  };
  const answer = async () => {
    const error = errors[asked];
    asked += 1;
    if (error !== undefined) throw error;
    return 'answer';
  };
  const result = await askPatiently(answer, clock, signal).catch((error) => error);
  return { result, asked, waitsMs };
}

describe('asks again', () => {
  test('what is throttled, each wait twice as long', async () => {
    const { result, waitsMs } = await ask(Array(4).fill(faultOf('throttled')));
    expect([result, waitsMs]).toEqual(['answer', [3200, 6400, 12_800, 25_600]]);
  });

  test.each<[FaultCode, number]>([
    ['throttled', MAX_THROTTLED_ROUNDS],
    ['unavailable', 4],
    ['access-denied', 1],
  ])('%s: in %i rounds at most', async (code, rounds) => {
    const fault = faultOf(code);
    const { result, asked } = await ask(Array(20).fill(fault));
    expect([result, asked]).toEqual([fault, rounds]);
  });

  test('neither what nothing answers any more, nor after a bug', async () => {
    for (const error of [faultOf('unavailable', true), new TypeError('a bug')])
      expect(await ask([error])).toMatchObject({ result: error, asked: 1 });
  });
});

test('an interruption ends the wait, and what was asked last is thrown', async () => {
  const interruption = new AbortController();
  const fault = faultOf('throttled');
  const clock = { random: () => 1, sleep: systemClock.sleep };
  let asked = 0;
  const asking = askPatiently(
    async () => {
      asked += 1;
      setImmediate(() => interruption.abort());
      throw fault;
    },
    clock,
    interruption.signal,
  );
  await expect(asking).rejects.toBe(fault);
  expect(asked).toBe(1);
  expect(await ask([fault], interruption.signal)).toMatchObject({ result: fault, asked: 1 });
});
