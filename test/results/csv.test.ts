import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { writeNotebook } from '../support/notebook.ts';
import { generateReport } from '../support/reports/report-generator.ts';

const { notebook, html } = generateReport({ outputBytes: 500 });
const files = {
  'job/rule-output/R/profiler-output/profiler-report.ipynb': notebook,
  'job/rule-output/R/profiler-output/profiler-report.html': html,
  'odd/profiler-output/profiler-report.ipynb': writeNotebook(['setup_profiler_report(*a)']),
};

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
