/**
 * A ledger of made-up lives, the template's table and saved queries, and what these must answer, for
 * `queries.py`: `cases.ts <new folder>`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ledgerKey } from '../../../src/audit/record/ledger.ts';
import type { LedgerRecord } from '../../../src/audit/record/schema.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { judgeJob } from '../../../src/training-job/job.ts';
import { jobRecordOf, reportRule } from '../../support/job-records.ts';
import { livePage } from '../../support/page-life.ts';
import { randomOf } from '../../support/reports/random.ts';
import { propertiesOf } from '../../support/template/template.ts';

const LIVES = 400;
/** Of the query's text; `to` is not in it. */
const PERIOD = { from: '2026-01-01', to: '2027-01-01' };

interface QueryProperties {
  readonly QueryString: string;
}
interface TableProperties {
  readonly TableInput: {
    readonly StorageDescriptor: {
      readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
    };
  };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name a new folder');
const lives = Array.from({ length: LIVES }, (_, seed) => {
  const name = seed % 7 === 0 ? '.ipynb_checkpoints/profiler-report-checkpoint.html' : 'profiler-report.html';
  return livePage(randomOf(seed), `b${seed % 3}`, `job-${seed}/rule-output/r/profiler-output/${name}`);
});
const objects = new Map<string, LedgerRecord>(
  lives.flatMap(({ records }) => records.map((record) => [ledgerKey(record), record] as const).reverse()),
);
/** Every third job was watched; each was described once or twice, and some were gone afterwards. */
const RULES = [[reportRule()], [reportRule('True')], [reportRule('true')], []];
const jobs = lives.flatMap((life, seed) => {
  if (seed % 3 > 0) return [];
  const rules = RULES[(seed / 3) % RULES.length] ?? [];
  const name = seed % 2 === 0 ? `job-${seed}` : `Job-${seed}`;
  const first = jobRecordOf({ name, verdict: judgeJob({ rules: [] }) });
  const last = jobRecordOf({ name, at: new Date('2026-02-01T00:00:00Z'), verdict: judgeJob({ rules }) });
  const gone = jobRecordOf({ name, at: new Date('2026-03-01T00:00:00Z'), verdict: { state: 'gone' } });
  const records = [first, last, ...(seed % 5 === 0 ? [gone] : [])];
  return [{ name, records, state: last.outcome, page: `${life.bucket}/${life.key}` }];
});
for (const record of jobs.flatMap(({ records }) => records)) objects.set(ledgerKey(record), record);
for (const [key, record] of objects) {
  const path = join(folder, 'ledger', key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${renderJsonLine(record)}\n`);
}
const inPeriod = [...objects.values()].filter(
  ({ recordedAt }) => recordedAt >= PERIOD.from && recordedAt < PERIOD.to,
);
const counts = Map.groupBy(inPeriod, ({ outcome }) => outcome);
writeFileSync(
  join(folder, 'cases.json'),
  JSON.stringify({
    columns: propertiesOf<TableProperties>('LedgerTable').TableInput.StorageDescriptor.Columns,
    stillReporting: {
      query: propertiesOf<QueryProperties>('StillReportingAthenaQuery').QueryString,
      expected: lives.filter(({ isReporting }) => isReporting).map(({ bucket, key }) => `${bucket}/${key}`),
    },
    trainingJobs: {
      query: propertiesOf<QueryProperties>('TrainingJobsAthenaQuery').QueryString,
      expected: jobs.map(({ name, state, page }) => `${name} ${state} ${page}`),
    },
    attestation: {
      query: propertiesOf<QueryProperties>('AttestationAthenaQuery').QueryString,
      expected: Object.fromEntries([...counts].map(([outcome, records]) => [outcome, records.length])),
    },
  }),
);
