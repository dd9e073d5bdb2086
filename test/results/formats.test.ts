import { describe, expect, test } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../support/cli.ts';
import { writeNotebook } from '../support/notebook.ts';

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
