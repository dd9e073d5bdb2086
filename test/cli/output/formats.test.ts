import { describe, expect, test } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';
import { generateReport } from '../../support/reports/report-generator.ts';

const { notebook, html } = generateReport({ outputBytes: 500 });
const files = {
  'job/rule-output/R/profiler-output/profiler-report.ipynb': notebook,
  'job/rule-output/R/profiler-output/profiler-report.html': html,
  'odd/profiler-output/profiler-report.ipynb': writeNotebook(['setup_profiler_report(*a)']),
};

test('the table says what, where and why, and what to do', async () => {
  const ran = await runCli(temporaryFolder(files), ['scan', '.'], { columns: 100 });
  expect(ran.out.split('\n').map((line) => line.trimEnd())).toEqual([
    'OUTCOME            OBJECT                                           WHAT',
    'reports-usage      job/…/profiler-report.html                       beacon',
    expect.stringMatching(/^would-opt-out {6}job\/…\/profiler-report\.ipynb +code cell 5, byte \d+: \+",$/),
    '                                                                    opt_out=True"',
    'refused            odd/profiler-output/profiler-report.ipynb        unpacked-arguments: code cell 1,',
    '                                                                    line 1: unpacked arguments (* or',
    '                                                                    **) hide what is passed: write',
    '                                                                    them out',
    '',
    '1 refused, 1 reports-usage, 1 would-opt-out',
    'Notebooks that would be opted out report usage when they are run: use apply.',
    'HTML reports that report usage do so whenever they are opened: use apply --html silence.',
    'Copies and earlier versions of them are recorded, and left as they are.',
    'Refused objects were left as they are and need a person.',
    '',
  ]);
});

test('the table fits 80 columns, and breaks keys at folders, else at hyphens', async () => {
  const name = 'a-training-job-with-a-very-long-name-1234567890';
  const folder = temporaryFolder({
    [`${name}/rule-output/R/profiler-output/profiler-report.html`]: html,
    [`${'x'.repeat(50)}/profiler-output/profiler-report.html`]: html,
    '試験試験試験試験試験試験/profiler-output/profiler-report.html': html,
  });
  const { out } = await runCli(folder, ['scan', '.'], { columns: 80 });
  expect(out.split('\n')).toEqual([
    'OUTCOME            OBJECT                               WHAT',
    'reports-usage      a-training-job-with-a-very-long-     beacon',
    '                   name-1234567890/…/',
    '                   profiler-report.html',
    'reports-usage      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx beacon',
    '                   xxxxxxxxxxxxxx/profiler-output/',
    '                   profiler-report.html',
    'reports-usage      試験試験試験試験試験試験/            beacon',
    '                   profiler-output/profiler-report.html',
    '',
    '3 reports-usage',
    'HTML reports that report usage do so whenever they are opened: use apply --html silence.',
    'Copies and earlier versions of them are recorded, and left as they are.',
    '',
  ]);
});

test('csv has a header, one line an object, and no formulas', async () => {
  const folder = temporaryFolder({
    '=cmd|x/profiler-output/profiler-report.ipynb': writeNotebook(['x']),
    ...files,
  });
  const lines = (await runCli(folder, ['scan', '.', '--format', 'csv'])).out.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^recordedAt,outcome,reason,detail,kind,bucket,key,versionId/);
  expect(lines).toHaveLength(5);
  expect(lines[1]).toContain(",'=cmd|x/profiler-output/profiler-report.ipynb,");
});

describe('hostile keys', () => {
  const HOSTILE = 'a\u001b[31m\u202eb\u0085\n\u009b2J';
  const hostile = {
    [`${HOSTILE}/profiler-output/profiler-report.ipynb`]: writeNotebook(['setup_profiler_report(*a)']),
  };

  test.each(['table', 'csv'])('are shown as escapes in %s', async (format) => {
    const { out } = await runCli(temporaryFolder(hostile), ['scan', '.', '--format', format], {
      columns: 200,
    });
    expect(out).toContain('a\\u{1b}[31m\\u{202e}b\\u{85}\\u{a}\\u{9b}2J');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('are escaped in ndjson, which parses to the key itself', async () => {
    const { out } = await runCli(temporaryFolder(hostile), ['scan', '.', '--format', 'ndjson']);
    expect(out.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(recordsOf(out)[0].object.key).toBe(`${HOSTILE}/profiler-output/profiler-report.ipynb`);
  });

  test('are escaped in messages', async () => {
    const ran = await runCli(temporaryFolder(), ['scan', HOSTILE]);
    expect(ran.error).toContain('a\\u{1b}[31m');
    expect(ran.error.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

test('progress is shown on a terminal only, and taken away again', async () => {
  let now = 0;
  const tick = () => {
    now += 200;
    return new Date(now);
  };
  const clock = { now: tick, sleep: async () => {}, random: () => 0 };
  const shown = await runCli(temporaryFolder(files), ['scan', '.'], { isErrorTerminal: true, clock });
  expect(shown.error).toMatch(/^(\r\u001b\[K2 objects\r\u001b\[K\r\u001b\[K3 objects\r\u001b\[K)$/);
  const often = { ...clock, now: () => new Date(50) };
  expect(
    (await runCli(temporaryFolder(files), ['scan', '.'], { isErrorTerminal: true, clock: often })).error,
  ).toBe('');
});
