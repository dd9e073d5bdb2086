/** The options that say which results are shown, and where the closing figures go. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';

const FILES = {
  'in/a/profiler-output/profiler-report.ipynb': writeNotebook(['setup_profiler_report(a)']),
  'in/b/profiler-output/profiler-report.ipynb': writeNotebook(['setup_profiler_report(*a)']),
  'in/c/profiler-output/profiler-report.ipynb': writeNotebook(['pass']),
};

describe('--only', () => {
  test('shows the groups of some outcomes, and counts all', async () => {
    const ran = await runCli(temporaryFolder(FILES), [
      'scan',
      'in',
      '--only',
      'would-opt-out',
      'no-setup-call',
    ]);
    expect(ran.exitCode).toBe(2);
    expect(ran.out).not.toContain('in/b/');
    expect(ran.out).toMatch(/^1 would-opt-out: .*\n.*\n {4}in\/a\/.*\n\n1 no-setup-call: .*\n {4}in\/c\//);
    expect(ran.out).toContain('\n1 no-setup-call, 1 refused, 1 would-opt-out\n');
  });

  test.each([
    [['refused', 'missing'], ['refused']],
    [['refused,no-setup-call'], ['refused', 'no-setup-call']],
    [['missing'], []],
  ])('chooses records, too: %j', async (only, outcomes) => {
    const folder = temporaryFolder(FILES);
    const { out } = await runCli(folder, ['scan', 'in', '--format', 'ndjson', '--only', ...only]);
    expect(recordsOf(out).map(({ outcome }) => outcome)).toEqual(outcomes);
    const { out: rows } = await runCli(folder, ['scan', 'in', '--format', 'csv', '--only', ...only]);
    expect(rows.match(/^2026/gm) ?? []).toHaveLength(outcomes.length);
    expect(rows).toMatch(/^recordedAt,/);
  });

  test('refuses what is no outcome, such as a target behind it', async () => {
    expect(await runCli(temporaryFolder(FILES), ['scan', '--only', 'refused', 'in'])).toMatchObject({
      exitCode: 64,
      error: expect.stringMatching(
        /argument 'in' is invalid.* targets before it: already-opted-out, contended/,
      ),
    });
  });
});

describe('--summary', () => {
  test('writes the closing figures as one document, in place of an earlier one', async () => {
    const folder = temporaryFolder({ ...FILES, 's.json': 'old' });
    const { exitCode } = await runCli(folder, ['scan', 'in', '--summary', 's.json', '--only', 'refused']);
    const now = '2026-01-01T00:00:00.000Z';
    expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8'))).toEqual({
      command: 'scan',
      targets: ['in'],
      startedAt: now,
      finishedAt: now,
      isInterrupted: false,
      exitCode,
      exitReasons: [
        { code: 2, text: '1 refused' },
        { code: 1, text: '1 still reports usage' },
      ],
      faults: 0,
      outcomes: { 'no-setup-call': 1, refused: 1, 'would-opt-out': 1 },
      groups: [
        {
          outcome: 'refused',
          reason: 'unpacked-arguments',
          count: 1,
          meaning: 'left unchanged; review each',
          needsAttention: true,
        },
        {
          outcome: 'would-opt-out',
          count: 1,
          meaning: 'notebooks report usage when they are run',
          needsAttention: true,
          next: 'profiler-opt-out apply in',
        },
        {
          outcome: 'no-setup-call',
          count: 1,
          meaning: 'notebooks do not call setup_profiler_report',
          needsAttention: false,
        },
      ],
    });
  });

  test('that cannot be written is a fault, and says so', async () => {
    expect(await runCli(temporaryFolder(FILES), ['scan', 'in', '--summary', 'none/s.json'])).toMatchObject({
      exitCode: 3,
      error: expect.stringMatching(/cannot write the summary .*none\/s\.json: /),
    });
  });

  test('names a target in which nothing was found', async () => {
    const folder = temporaryFolder({ ...FILES, 'empty/x': '' });
    await runCli(folder, ['apply', 'in', 'empty', '--dry-run', '--summary', 's.json']);
    expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8')).exitReasons).toEqual([
      { code: 2, text: '1 refused' },
      { code: 1, text: 'nothing found in a target' },
    ]);
  });
});
