/** The rate of calls: slow at first, halved when throttled, and back again. Time passes only while somebody waits. */
import { expect, test } from 'vitest';
import { AdaptiveCalls } from '../../../src/aws/sagemaker/adaptive-calls.ts';

const failure = (name: string, status = 400, message = '') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const THROTTLED = failure('ThrottlingException', 400, 'Rate exceeded');

function setUp(signal = new AbortController().signal) {
  let now = 0;
  const clock = {
    now: () => new Date(now),
    sleep: async (delayMs: number) => {
      now += delayMs;
    },
    random: () => 1,
  };
  return { calls: new AdaptiveCalls(clock, signal), time: () => now };
}

const fine = async () => 'fine';
/** Fails so many times, then answers. */
const failing = (times: number, error: Error) => {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) throw error;
    return 'fine';
  };
};

test('calls begin one after the other, four a second at first, and more later, but never more than ten', async () => {
  const { calls, time } = setUp();
  for (let index = 0; index < 5; index += 1) await calls.run(fine);
  expect(time()).toBeGreaterThan(900);
  expect(time()).toBeLessThanOrEqual(1000);
  for (let index = 0; index < 1_000; index += 1) await calls.run(fine);
  expect(calls.perSecond).toBe(10);
});

test('a throttled call halves the rate and is made again; far below the throttled rate it rises sooner', async () => {
  const { calls } = setUp();
  expect(await calls.run(failing(1, THROTTLED))).toBe('fine');
  expect(calls.perSecond).toBeCloseTo(2.1);
  for (let index = 0; index < 6; index += 1) await calls.run(fine);
  expect(calls.perSecond).toBeGreaterThan(2.79);
  expect(calls.perSecond).toBeLessThan(2.83);
});

test('calls of the same rate that are throttled together halve it once', async () => {
  const { calls } = setUp();
  const release = Promise.withResolvers<void>();
  const late = [1, 2, 3].map(() => {
    const answer = failing(1, THROTTLED);
    return calls.run(async () => {
      await release.promise;
      return answer();
    });
  });
  await calls.run(fine);
  release.resolve();
  await Promise.all(late);
  expect(calls.perSecond).toBeGreaterThan(2);
});

test('the rate never falls below one call in five seconds; what is throttled for good is an error', async () => {
  const { calls, time } = setUp();
  await expect(calls.run(failing(99, THROTTLED))).rejects.toBe(THROTTLED);
  expect(calls.perSecond).toBe(0.2);
  expect(time()).toBeGreaterThan(60_000);
});

test('a server or network that fails is asked four times; any other error once', async () => {
  const { calls } = setUp();
  const [broken, cut, late] = [
    failure('InternalFailure', 500),
    Object.assign(new Error(), { code: 'ECONNRESET' }),
    Object.assign(new Error(), { name: 'TimeoutError' }),
  ];
  for (const error of [broken, cut, late]) {
    expect(await calls.run(failing(3, error))).toBe('fine');
    await expect(calls.run(failing(4, error))).rejects.toBe(error);
  }
  for (const error of [failure('AccessDeniedException'), failure('OddException'), new SyntaxError('x')])
    await expect(calls.run(failing(1, error))).rejects.toBe(error);
});

test('after an interruption nothing is waited for or made again', async () => {
  const interruption = new AbortController();
  const { calls, time } = setUp(interruption.signal);
  await calls.run(fine);
  interruption.abort();
  await expect(calls.run(failing(1, THROTTLED))).rejects.toBe(THROTTLED);
  expect(time()).toBe(0);
});
