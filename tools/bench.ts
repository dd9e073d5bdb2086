/**
 * Measures what issues and DESIGN budget, as ratios within one run, and prints a row for each: `npm run bench`. Words
 * after `--` choose parts (`npm run bench -- folder event`), some of which only run when named; `--markdown` prints the table of docs/MEASURED.md. `PYTHON`
 * names a Python with the packages of test/checks/setup/python.txt.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureAudit } from './bench/audit-rows.ts';
import { measureEvent } from './bench/event-rows.ts';
import { measureFolder } from './bench/folder-rows.ts';
import { measureGrowth } from './bench/growth-rows.ts';
import { measureHtmlReports } from './bench/html-rows.ts';
import { measurePlan } from './bench/plan-rows.ts';
import { measureRequests } from './bench/requests/request-rows.ts';
import type { Measurement, Row } from './bench/row.ts';
import { measureBucket, measureCatalogue } from './bench/s3/catalogue-rows.ts';
import { measureS3Apply } from './bench/s3/s3-rows.ts';
import { measureSizes } from './bench/size-rows.ts';
import { measureStarts } from './bench/start/start-rows.ts';

const PARTS: Readonly<Record<string, Measurement>> = {
  html: measureHtmlReports,
  plan: measurePlan,
  event: measureEvent,
  folder: measureFolder,
  requests: measureRequests,
  s3: measureS3Apply,
  bucket: measureBucket,
  audit: measureAudit,
  start: measureStarts,
  size: measureSizes,
  growth: measureGrowth,
};
/** Only when named, since they take long. */
const LONG_PARTS: Readonly<Record<string, Measurement>> = { catalogue: measureCatalogue };
const USAGE = 64;

async function printPart(name: string, measure: Measurement, isMarkdown: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-bench-'));
  if (!isMarkdown) console.log(`\n${name}`);
  try {
    for await (const row of measure(folder)) console.log(isMarkdown ? toMarkdown(row) : toLine(row));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const toMarkdown = ({ measured, figure, goal = '', limit = '' }: Row): string =>
  `| ${[measured, figure, goal, limit].join(' | ')} |`;

const toLine = ({ measured, figure, goal }: Row): string =>
  `  ${measured}: ${figure}${goal === undefined ? '' : ` [${goal}]`}`;

const words = process.argv.slice(2);
const isMarkdown = words.includes('--markdown');
const chosen = words.filter((word) => word !== '--markdown');
const unknown = chosen.filter((name) => !(name in PARTS || name in LONG_PARTS));
if (unknown.length > 0) {
  console.error(
    `unknown: ${unknown.join(', ')}; parts: ${[...Object.keys(PARTS), ...Object.keys(LONG_PARTS)].join(', ')}`,
  );
  process.exitCode = USAGE;
} else {
  if (isMarkdown) console.log('| measured | figure | goal | what limits it |\n| --- | --- | --- | --- |');
  for (const [name, measure] of Object.entries(PARTS))
    if (chosen.length === 0 || chosen.includes(name)) await printPart(name, measure, isMarkdown);
  for (const [name, measure] of Object.entries(LONG_PARTS))
    if (chosen.includes(name)) await printPart(name, measure, isMarkdown);
}
