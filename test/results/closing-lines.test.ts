import { describe, expect, test } from 'vitest';
import { renderClosingLines } from '../../src/results/closing-lines.ts';
import { INTERRUPTED } from '../../src/results/early-end.ts';
import { exitCodeOf, explainExitCode, findExitReasons } from '../../src/results/exit-reasons.ts';
import { recordsOf, runCli, temporaryFolder } from '../support/cli.ts';
import { writeNotebook } from '../support/notebook.ts';

const CALL = writeNotebook(['setup_profiler_report(a)']);
const REFUSED = writeNotebook(['setup_profiler_report(*a)']);

const NOTHING = { counts: new Map(), faults: 0, notExamined: 0, exitReasons: [], stopped: [] };

test('nothing to count is nothing to show', () => {
  expect(renderClosingLines(NOTHING, undefined)).toBe('');
});

test('a run that was stopped says why, also when it has counted nothing', () => {
  const limit = { reason: 'max-objects', label: '--max-objects 3', text: '' } as const;
  expect(renderClosingLines({ ...NOTHING, stopped: [INTERRUPTED, limit] }, undefined)).toBe(
    'stopped before the end: interrupted, --max-objects 3\n',
  );
});

describe('the exit code', () => {
  const counts = new Map([
    ['refused', 4],
    ['contended', 2],
    ['would-opt-out', 1],
  ] as const);

  test('is the highest, and what it hides is said', () => {
    const reasons = findExitReasons({ counts, faults: 1, isCheck: true });
    expect(exitCodeOf(reasons)).toBe(3);
    expect(explainExitCode(reasons)).toBe(
      'exit code 3 (1 fault, 2 contended), which hides 2 (4 refused) and 1 (1 still reports usage)',
    );
    expect(
      renderClosingLines({ counts, faults: 1, notExamined: 2, exitReasons: reasons, stopped: [] }, 40),
    ).toBe(
      '2 contended, 4 refused, 1 would-opt-out,\n1 fault, 2 objects not examined\nexit code 3 (1 fault, 2 contended),\nwhich hides 2 (4 refused) and 1 (1 still\nreports usage)\n',
    );
  });

  test('needs no words when it hides nothing', () => {
    const reasons = findExitReasons({ counts: new Map([['refused', 2]]), faults: 0, isCheck: true });
    expect([exitCodeOf(reasons), explainExitCode(reasons)]).toEqual([2, undefined]);
    const applied = findExitReasons({ counts: new Map([['reports-usage', 2]]), faults: 0, isCheck: false });
    expect([exitCodeOf(applied), explainExitCode(applied)]).toEqual([0, undefined]);
  });
});

test.each(['csv', 'ndjson'])('%s has the closing figures on stderr', async (format) => {
  const folder = temporaryFolder({
    'a/profiler-output/profiler-report.ipynb': CALL,
    'b/profiler-output/profiler-report.ipynb': REFUSED,
  });
  const { out, error } = await runCli(folder, ['scan', '.', '--format', format]);
  expect(error).toBe(
    [
      '1 refused (unpacked-arguments): left unchanged; look at each one',
      '1 would-opt-out: notebooks report usage when they are run',
      '  Next: profiler-opt-out apply .',
      '1 refused, 1 would-opt-out',
      'exit code 2 (1 refused), which hides 1 (1 still reports usage)',
      '',
    ].join('\n'),
  );
  if (format === 'ndjson') expect(recordsOf(out)).toHaveLength(2);
  else expect(out.split('\r\n').length + out.split('\n').length).toBeGreaterThan(4);
});
