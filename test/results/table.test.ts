import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { writeNotebook } from '../support/notebook.ts';
import { generateReport } from '../support/reports/report-generator.ts';

const { notebook, html } = generateReport({ outputBytes: 500 });
const REFUSED = writeNotebook(['setup_profiler_report(*a)']);
const files = {
  'job/rule-output/R/profiler-output/profiler-report.ipynb': notebook,
  'job/rule-output/R/profiler-output/profiler-report.html': html,
  'odd/profiler-output/profiler-report.ipynb': REFUSED,
};
/** The results of a scan, and its lines. */
async function scan(
  tree: Readonly<Record<string, Uint8Array | string>>,
  columns: number | undefined,
  ...words: string[]
) {
  const { out } = await runCli(temporaryFolder(tree), ['scan', '.', ...words], { columns });
  return { out, lines: out.split('\n') };
}

describe('--all', () => {
  test('shows outcome, object and reason in key order, and what to do', async () => {
    expect((await scan(files, 100, '--all')).lines).toEqual([
      'OUTCOME            OBJECT                                           DETAILS',
      'reports-usage      job/…/R/…/profiler-report.html                   beacon',
      expect.stringMatching(
        /^would-opt-out {6}job\/…\/R\/…\/profiler-report\.ipynb +code cell 5, byte \d+: \+",$/,
      ),
      '                                                                    opt_out=True"',
      'refused            odd/profiler-output/profiler-report.ipynb        unpacked-arguments: code cell 1,',
      '                                                                    line 1: unpacked arguments (* or',
      '                                                                    **) hide what is passed: write',
      '                                                                    them out',
      '',
      '1 refused (unpacked-arguments): left unchanged; look at each one',
      '1 would-opt-out: notebooks report usage when they are run',
      '  Next: profiler-opt-out apply .',
      '1 reports-usage: HTML reports report usage whenever they are opened',
      '  Next: profiler-opt-out apply . --html silence',
      '1 refused, 1 reports-usage, 1 would-opt-out',
      'exit code 2 (1 refused), which hides 1 (2 still report usage)',
      '',
    ]);
  });

  test('fits 80 columns, and breaks keys at folders, else at hyphens', async () => {
    const name = 'a-training-job-with-a-very-long-name-1234567890';
    const { lines } = await scan(
      {
        [`${name}/rule-output/R/profiler-output/profiler-report.html`]: html,
        [`${'x'.repeat(50)}/profiler-output/profiler-report.html`]: html,
        '試験試験試験試験試験試験/profiler-output/profiler-report.html': html,
      },
      80,
      '--all',
    );
    expect(lines).toEqual([
      'OUTCOME            OBJECT                               DETAILS',
      'reports-usage      a-training-job-with-a-very-long-     beacon',
      '                   name-1234567890/…/R/…/',
      '                   profiler-report.html',
      'reports-usage      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx beacon',
      '                   xxxxxxxxxxxxxx/profiler-output/',
      '                   profiler-report.html',
      'reports-usage      試験試験試験試験試験試験/            beacon',
      '                   profiler-output/profiler-report.html',
      '',
      '3 reports-usage: HTML reports report usage whenever they are opened',
      '  Next: profiler-opt-out apply . --html silence',
      '3 reports-usage',
      '',
    ]);
  });

  test('cuts nothing off, whatever takes how many columns', async () => {
    // A file name as macOS stores it: letters of Hangul apart, which a terminal shows as syllables.
    const name = '프로파일러보고'.normalize('NFD');
    const { out } = await scan({ [`${name}/profiler-output/profiler-report.html`]: html }, 60, '--all');
    expect(out).toContain(`reports-usage      ${name.slice(0, 5)}`);
    expect(out.replaceAll(/\n +/g, '')).toContain(name);
    expect(out).not.toContain('…');
  });

  test('puts cells below each other in 40 columns', async () => {
    expect((await scan(files, 40, '--all')).lines.slice(0, 12)).toEqual([
      'reports-usage',
      '  job/…/R/…/profiler-report.html',
      '  beacon',
      'would-opt-out',
      '  job/…/R/…/profiler-report.ipynb',
      expect.stringMatching(/^ {2}code cell 5, byte \d+: \+",$/),
      '  opt_out=True"',
      'refused',
      '  odd/profiler-output/',
      '  profiler-report.ipynb',
      '  unpacked-arguments: code cell 1, line',
      '  1: unpacked arguments (* or **) hide',
    ]);
  });

  test('is one whole line for each result where no terminal reads', async () => {
    expect((await scan(files, undefined, '--all')).lines.slice(0, 3)).toEqual([
      'reports-usage      job/rule-output/R/profiler-output/profiler-report.html  beacon',
      expect.stringMatching(
        /^would-opt-out {6}job\/rule-output\/R\/profiler-output\/profiler-report\.ipynb {2}code/,
      ),
      'refused            odd/profiler-output/profiler-report.ipynb  unpacked-arguments: code cell 1, line 1: unpacked arguments (* or **) hide what is passed: write them out',
    ]);
  });
});

describe('the table in groups', () => {
  test('shows first what needs somebody, with its meaning and the next command', async () => {
    const tree = { ...files, 'fine/profiler-output/profiler-report.ipynb': writeNotebook(['pass']) };
    expect((await scan(tree, 100)).lines).toEqual([
      '1 refused (unpacked-arguments): left unchanged; look at each one',
      '    odd/profiler-output/profiler-report.ipynb',
      '      code cell 1, line 1: unpacked arguments (* or **) hide what is passed: write them out',
      '',
      '1 would-opt-out: notebooks report usage when they are run',
      '  Next: profiler-opt-out apply .',
      '    job/rule-output/R/profiler-output/profiler-report.ipynb',
      expect.stringMatching(/^ {6}code cell 5, byte \d+: \+", opt_out=True"$/),
      '',
      '1 reports-usage: HTML reports report usage whenever they are opened',
      '  Next: profiler-opt-out apply . --html silence',
      '    job/rule-output/R/profiler-output/profiler-report.html',
      '',
      '1 no-setup-call: notebooks do not call setup_profiler_report',
      '    fine/profiler-output/profiler-report.ipynb',
      '',
      '1 no-setup-call, 1 refused, 1 reports-usage, 1 would-opt-out',
      'exit code 2 (1 refused), which hides 1 (2 still report usage)',
      '',
    ]);
  });

  test('shows the first rows of each group, and says how many are left out', async () => {
    const many = (count: number, kind: string, content: Uint8Array | string) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `${kind}-${100 + index}/profiler-output/profiler-report.ipynb`,
          content,
        ]),
      );
    const { lines } = await scan(
      { ...many(1012, 'on', notebook), ...many(4, 'off', writeNotebook(['pass'])) },
      undefined,
    );
    expect(lines.filter((line) => line.startsWith('    on-'))).toHaveLength(10);
    expect(lines[2]).toMatch(/^ {4}on-100\/.*ipynb {2}code cell 5/);
    expect(lines.slice(12)).toEqual([
      '    and 1,002 more; --all shows every row',
      '',
      '4 no-setup-call: notebooks do not call setup_profiler_report',
      '    off-100/profiler-output/profiler-report.ipynb',
      '    off-101/profiler-output/profiler-report.ipynb',
      '    off-102/profiler-output/profiler-report.ipynb',
      '    and 1 more; --all shows every row',
      '',
      '4 no-setup-call, 1,012 would-opt-out',
      '',
    ]);
  });

  test('tells two rules of one training job apart, and copies from reports', async () => {
    const folder = (rule: string) => `a-training-job-1234567890/rule-output/${rule}/profiler-output/`;
    const { lines } = await scan(
      {
        [`${folder('ProfilerReport-1')}profiler-report.html`]: html,
        [`${folder('ProfilerReport-2')}profiler-report.html`]: html,
        [`${folder('ProfilerReport-2')}.ipynb_checkpoints/profiler-report-checkpoint.html`]: html,
      },
      78,
    );
    expect(lines.slice(2, 10)).toEqual([
      '    a-training-job-1234567890/…/ProfilerReport-1/…/profiler-report.html',
      '    a-training-job-1234567890/…/ProfilerReport-2/…/profiler-report.html',
      '',
      '1 reports-usage: HTML reports report usage whenever they are opened; they are',
      'copies, which are changed only when asked',
      '  Next: profiler-opt-out apply . --html silence --copies',
      '    a-training-job-1234567890/…/ProfilerReport-2/…/.ipynb_checkpoints/',
      '    profiler-report-checkpoint.html',
    ]);
  });

  test.each([40, 60, 80, 160])('has no line wider than %i columns but commands', async (columns) => {
    const { lines } = await scan(files, columns);
    const wide = lines.filter((line) => line.length > columns && !line.startsWith('  Next: '));
    expect(wide).toEqual([]);
    expect(lines.join('').replaceAll(/ +/g, '')).toContain('profiler-output/profiler-report.ipynb');
  });

  test('names ledger and server in the next command, quoted for a shell', async () => {
    const { out } = await runCli(
      temporaryFolder({ 'my in/profiler-output/profiler-report.ipynb': notebook }),
      ['apply', 'my in', '--dry-run', '--ledger', 'my ledger', '--region', 'eu-central-1'],
      { programName: 'npm run -s opt-out --' },
    );
    expect(out).toContain(
      "  Next: npm run -s opt-out -- apply 'my in' --ledger 'my ledger' --region eu-central-1\n",
    );
  });
});
