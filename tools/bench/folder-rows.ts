/**
 * `scan` and `apply` of a folder of reports of real size, as whole commands, beside bare loops over the same files that
 * read and hash them, or read, write, sync and rename them.
 */
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateReport } from '../../test/support/reports/report-generator.ts';
import { readRealReports } from './real-reports.ts';
import { megabytes, type Row, times } from './row.ts';
import { runCli, runScript, type Usage } from './run-measured.ts';

const REPORTS = 2000;
/** The same reports so many times over, to see that memory does not grow with them. */
const FACTOR = 5;
const DIFFERENT = 20;
const OUTPUT_BYTES = 235_000;
const STILL_REPORTING = 1;

/** The rows of a folder. */
export async function* measureFolder(folder: string): AsyncGenerator<Row> {
  const [reports, many] = [join(folder, 'reports'), join(folder, 'many')];
  writeReports(reports);
  const bareScan = runScript(folder, 'bare-loop.ts', 'read', reports);
  const scan = runCli(folder, ['scan', reports], [STILL_REPORTING]);
  const limit = 'the calls of the file system and SHA-256 in one thread; planning has the other core';
  yield {
    measured: `scan of ${REPORTS.toLocaleString('en-US')} reports in a folder, reports a second`,
    figure: rateOf(scan),
    goal: 'at least 300',
    limit,
  };
  yield { measured: 'the same beside a bare loop: read, SHA-256', figure: besideLoop(scan, bareScan) };
  copyMany(reports, many);
  const large = runCli(folder, ['scan', many], [STILL_REPORTING]);
  yield {
    measured: `scan of ${(REPORTS * FACTOR).toLocaleString('en-US')} reports: peak memory beside that of ${REPORTS.toLocaleString('en-US')}`,
    figure: `${times(large.peakBytes / scan.peakBytes)} (${megabytes(large.peakBytes)})`,
    goal: 'about 1 x',
    limit: "V8's young generation; what is held stays at 13 MB",
  };
  rmSync(many, { recursive: true });
  cpSync(reports, many, { recursive: true });
  const bareApply = runScript(folder, 'bare-loop.ts', 'replace', many);
  const apply = runCli(folder, ['apply', reports, '--ledger', 'ledger.ndjson']);
  yield {
    measured: 'apply of the same, records synced, reports a second',
    figure: rateOf(apply),
    goal: 'at least 150',
    limit: 'calls of the file system: new bytes, record and name are each synced',
  };
  yield {
    measured: 'the same beside a bare loop, 8 at once: read, write, sync, rename',
    figure: besideLoop(apply, bareApply),
  };
}

const rateOf = ({ ms, cpuMs }: Usage): string =>
  `${((REPORTS / ms) * 1000).toFixed(0)} (${(cpuMs / REPORTS).toFixed(2)} ms of processor time each)`;

const besideLoop = (ours: Usage, bare: Usage): string =>
  `${times(ours.ms / bare.ms)} the time, ${times(ours.cpuMs / bare.cpuMs)} the processor time`;

/** Real reports where they are present, else generated ones; over and over. */
function writeReports(root: string): void {
  const real = readRealReports();
  const different =
    real.length > 0
      ? real
      : Array.from({ length: DIFFERENT }, (_, seed) => generateReport({ seed, outputBytes: OUTPUT_BYTES }));
  for (let at = 0; at < REPORTS; at += 1) {
    const report = different[at % different.length];
    if (report === undefined) continue;
    const path = reportFolder(root, at);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'profiler-report.ipynb'), report.notebook);
    writeFileSync(join(path, 'profiler-report.html'), report.html);
  }
}

/** The same reports under more names. No links: a file that has several names is refused. */
function copyMany(from: string, to: string): void {
  for (let at = 0; at < REPORTS * FACTOR; at += 1) {
    const path = reportFolder(to, at);
    mkdirSync(path, { recursive: true });
    for (const name of ['profiler-report.ipynb', 'profiler-report.html'])
      copyFileSync(join(reportFolder(from, at % REPORTS), name), join(path, name));
  }
}

const reportFolder = (root: string, at: number): string =>
  join(root, `job-${String(at).padStart(5, '0')}`, 'rule-output', 'ProfilerReport-1', 'profiler-output');
