/**
 * A ledger of made-up lives, the template's table and saved queries, and what these must answer, for
 * `queries.py`: `cases.ts <new folder>`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ledgerKey } from '../../../src/audit/record/ledger.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
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
const objects = new Map(
  lives.flatMap(({ records }) => records.map((record) => [ledgerKey(record), record] as const).reverse()),
);
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
    attestation: {
      query: propertiesOf<QueryProperties>('AttestationAthenaQuery').QueryString,
      expected: Object.fromEntries([...counts].map(([outcome, records]) => [outcome, records.length])),
    },
  }),
);
