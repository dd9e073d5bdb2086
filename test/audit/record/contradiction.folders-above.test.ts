/** Reports that lie right in the folder of their ledger, which their keys do not name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findContradiction } from '../../../src/audit/record/contradiction.ts';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';
import { expectValidRecord } from '../../support/validate-record.ts';

const CALL = writeNotebook(['setup_profiler_report(a)']);
const REPORT_FILE = 'profiler-output/profiler-report.ipynb';

test('the names of a report right in the folder of its ledger are those of the folders above', async () => {
  const folder = temporaryFolder({ [`job/rule-output/rule/${REPORT_FILE}`]: CALL });
  const inside = join(folder, 'job/rule-output/rule');
  expect((await runCli(inside, ['apply', '.'])).exitCode).toBe(0);
  const [record] = recordsOf(readFileSync(join(inside, 'profiler-opt-out-ledger.ndjson'), 'utf8'));
  expect(record.report).toMatchObject({
    folder: 'profiler-output/',
    ruleName: 'rule',
    trainingJobName: 'job',
  });
  expectValidRecord(record);
  expect((await runCli(inside, ['audit', '.', '--against', '.'])).exitCode).toBe(0);
  expect((await runCli(inside, ['restore', 'profiler-opt-out-ledger.ndjson'])).exitCode).toBe(0);
  expect(readFileSync(join(inside, REPORT_FILE)).equals(CALL)).toBe(true);
  const { report } = record;
  for (const wrong of [{ ruleName: 'other' }, { trainingJobName: 'rul' }])
    expect(findContradiction({ ...record, report: { ...report, ...wrong } })).toMatch(
      /^its folder does not hold/,
    );
});
