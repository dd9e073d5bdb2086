import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';
import { generateReport } from '../../support/reports/report-generator.ts';

const { notebook, html } = generateReport({ outputBytes: 500 });
const files = {
  'job/rule-output/R/profiler-output/profiler-report.ipynb': notebook,
  'job/rule-output/R/profiler-output/profiler-report.html': html,
  'odd/profiler-output/profiler-report.ipynb': writeNotebook(['setup_profiler_report(*a)']),
};

test('the table shows outcome, object and reason, and what to do', async () => {
  const ran = await runCli(temporaryFolder(files), ['scan', '.'], { columns: 100 });
  expect(ran.out.split('\n').map((line) => line.trimEnd())).toEqual([
    'OUTCOME            OBJECT                                           DETAILS',
    'reports-usage      job/…/profiler-report.html                       beacon',
    expect.stringMatching(/^would-opt-out {6}job\/…\/profiler-report\.ipynb +code cell 5, byte \d+: \+",$/),
    '                                                                    opt_out=True"',
    'refused            odd/profiler-output/profiler-report.ipynb        unpacked-arguments: code cell 1,',
    '                                                                    line 1: unpacked arguments (* or',
    '                                                                    **) hide what is passed: write',
    '                                                                    them out',
    '',
    '1 refused, 1 reports-usage, 1 would-opt-out',
    '1 notebook reports usage when it is run. Opt it out with apply.',
    '1 HTML report reports usage whenever it is opened. Silence it with apply --html silence.',
    'Copies and earlier versions are only recorded.',
    '1 object was refused and left unchanged. Review it: the reason is listed above.',
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
    'OUTCOME            OBJECT                               DETAILS',
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
    '3 HTML reports report usage whenever they are opened. Silence them with apply',
    '--html silence.',
    'Copies and earlier versions are only recorded.',
    '',
  ]);
});

test('the table cuts nothing off, whatever takes how many columns', async () => {
  // A file name as macOS stores it: letters of Hangul apart, which a terminal shows as syllables.
  const name = '프로파일러보고'.normalize('NFD');
  const folder = temporaryFolder({ [`${name}/profiler-output/profiler-report.html`]: html });
  const { out } = await runCli(folder, ['scan', '.'], { columns: 60 });
  expect(out).toContain(`reports-usage      ${name.slice(0, 5)}`);
  expect(out.replaceAll(/\n +/g, '')).toContain(name);
  expect(out).not.toContain('…');
});
