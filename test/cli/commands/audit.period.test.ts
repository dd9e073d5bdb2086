import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

test('the figures of a period stand beside the comparison of a target with all records', async () => {
  const folder = temporaryFolder(filesOf(makeReport('job-1')));
  expect((await runCli(folder, ['apply', '.', '--ledger', 'l.ndjson'])).exitCode).toBe(0);
  const audit = (...period: string[]) => runCli(folder, ['audit', 'l.ndjson', '--against', '.', ...period]);
  expect((await audit()).out).not.toContain('all records, whenever');
  const { exitCode, out } = await audit('--from', '2020-01-01', '--to', '2030-01-01');
  expect(exitCode).toBe(0);
  expect(out).toContain('compares the target with all records, whenever they were made.\n\ncomplete: ');
  const none = await audit('--from', '2020-01-01', '--to', '2020-02-01');
  expect(none.exitCode).toBe(0);
  expect(none.out).toContain('records             0\n');
  expect(none.out).toContain('\ncomplete: ');
});
