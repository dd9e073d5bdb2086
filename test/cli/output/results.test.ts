import { expect, test } from 'vitest';
import { Results } from '../../../src/cli/output/results.ts';

/** What is shown at the end of a run without results. */
async function endOf(hasFailed: boolean): Promise<string> {
  let error = '';
  const view = {
    format: 'table',
    isCheck: false,
    isRestore: true,
    emptyMessage: 'nothing to restore in s3://b',
    showNext: () => '',
  } as const;
  const results = new Results(view, {
    writeOut: async () => {},
    writeError: async (text) => {
      error += text;
    },
    programName: 'profiler-opt-out',
    cwd: '/',
    columns: undefined,
    isErrorTerminal: false,
    clock: { now: () => new Date(0), sleep: async () => {}, random: () => 0 },
    signal: new AbortController().signal,
    replay: async () => undefined,
  });
  await results.end({ hasFailed });
  return error;
}

test('a run without results says so, and not when a fault ended it before it could know', async () => {
  expect(await endOf(false)).toContain('nothing to restore in s3://b\n');
  expect(await endOf(true)).not.toContain('nothing to restore');
});
