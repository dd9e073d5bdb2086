import { expect, test } from 'vitest';
import { Progress, renderProgress } from '../../../src/cli/output/progress.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

const CLEAR = '\r\u001b[K';

/** A clock on which a given time passes between any two looks at it. */
function clockOf(stepMs: number) {
  let now = 0;
  const tick = () => {
    now += stepMs;
    return new Date(now);
  };
  return { now: tick, sleep: async () => {}, random: () => 0 };
}

test.each([
  [0, undefined, 0, '0 objects, 0.0/s'],
  [0, 10, 1000, '0 of 10 objects, 0.0/s'],
  [120, undefined, 3000, '120 objects, 40/s'],
  [120, 400, 3000, '120 of 400 objects, 40/s, 0:07 left'],
  [10, 10_000, 1000, '10 of 10000 objects, 10/s, 16:39 left'],
  [1, 10_000, 1000, '1 of 10000 objects, 1.0/s, 2:46:39 left'],
  [12, 10, 1000, '12 of 10 objects, 12/s, 0:00 left'],
])('%i of %s objects after %i ms: %s', (count, total, elapsedMs, text) => {
  expect(renderProgress(count, total, elapsedMs)).toBe(text);
});

test('progress is shown on a terminal only, and taken away again', async () => {
  const files = filesOf(makeReport('a'), makeReport('b'));
  const scan = (isErrorTerminal: boolean, stepMs: number) =>
    runCli(temporaryFolder(files), ['scan', 'in'], { isErrorTerminal, clock: clockOf(stepMs) });
  const { error } = await scan(true, 200);
  const shown = error.split(CLEAR).filter((text) => text !== '');
  expect(shown).toHaveLength(2);
  expect(shown[0]).toMatch(/^2 of 4 objects, [0-9.]+\/s/);
  expect(shown[1]).toMatch(/^4 of 4 objects, [0-9.]+\/s, 0:00 left$/);
  expect(error.endsWith(CLEAR)).toBe(true);
  expect((await scan(false, 200)).error).toBe('');
  // Everything within a tenth of a second.
  expect((await scan(true, 0)).error).toBe('');
});

test('elsewhere a line is shown every ten seconds at most', async () => {
  const lines: string[] = [];
  const progress = new Progress({
    isErrorTerminal: false,
    columns: undefined,
    clock: clockOf(4000),
    writeError: async (text) => {
      lines.push(text);
    },
  });
  for (let count = 100; count <= 800; count += 100) await progress.show(count);
  await progress.clear();
  expect(lines).toEqual(['300 objects, 25/s\n', '600 objects, 25/s\n']);
});

test('a line never takes more than the terminal is wide', async () => {
  let written = '';
  const progress = new Progress({
    isErrorTerminal: true,
    columns: 20,
    clock: clockOf(200),
    writeError: async (text) => {
      written += text;
    },
  });
  progress.expectTotal(1000);
  await progress.show(10);
  await progress.clear();
  await progress.clear();
  expect(written).toBe(`${CLEAR}10 of 1000 objects,${CLEAR}`);
});
