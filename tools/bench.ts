/**
 * Measures what DESIGN budgets, as ratios within one run: plan and apply beside JSON.parse and beside parse, edit,
 * stringify; growth and peak memory from 0.2 to 64 MB; the import of the function's bundle beside that of a bare S3
 * client; `audit` on a small and a large ledger; where a Python is there (env PYTHON), its json and nbformat.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyEdits } from '../src/bytes/edit.ts';
import { planNotebook } from '../src/notebook/plan.ts';
import { generateReport } from '../test/support/reports/report-generator.ts';
import { type AuditCost, measureAudit } from './audit-bench.ts';
import { measureS3 } from './bench/s3.ts';
import { measureColdStart } from './cold-start.ts';
import { type HtmlAndNotebook, measureHtml, measureHtmlGrowth, readRealReports } from './html-bench.ts';
import { medianOf } from './median.ts';
import { measureNotebookGrowth } from './notebook-bench.ts';
import { peakMemory } from './peak-memory.ts';

const ROUNDS = 300;
const WARM_UP = 300;
const REAL_SIZE = { outputBytes: 235_000 };
const SIZES_MB = [0.2, 1, 4, 16, 63];
/** Records of ledgers: four files to sort over, and forty. */
const AUDITED = [100_000, 1_000_000];

function planAndApply(bytes: Buffer): Uint8Array {
  const verdict = planNotebook(bytes);
  if (verdict.kind !== 'patchable') throw new Error(`not patchable: ${JSON.stringify(verdict)}`);
  return applyEdits(bytes, verdict.edits);
}

function parseEditStringify(bytes: Buffer): Buffer {
  const notebook = JSON.parse(bytes.toString());
  for (const cell of notebook.cells) {
    cell.source = cell.source.map((line: string) =>
      line.replace('report(processing_job_arn)', 'report(processing_job_arn, opt_out=True)'),
    );
  }
  return Buffer.from(JSON.stringify(notebook, null, 1));
}

/** Median milliseconds of each work, the works taking turns so that drift meets all of them. */
function mediansOf<Name extends string>(works: Readonly<Record<Name, () => unknown>>): Record<Name, number> {
  const names = Object.keys(works) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const name of names) {
      const start = performance.now();
      works[name]();
      if (round >= WARM_UP) times[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(times[name])])) as Record<Name, number>;
}

/** In a process of its own: how long it takes, and how much memory it takes above the same process without the work. */
function measureAlone(path: string): { ms: number; peakBytes: number } {
  const run = (work: string) => {
    const child = spawnSync(process.execPath, [import.meta.filename, work, path], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    return JSON.parse(child.stdout) as { ms: number; peakBytes: number };
  };
  const [idle, worked] = [run('idle'), run('plan')];
  return { ms: worked.ms, peakBytes: worked.peakBytes - idle.peakBytes };
}

function workAlone(work: string, path: string): void {
  const small = generateReport({ outputBytes: 20_000 }).notebook;
  for (let round = 0; round < 200; round += 1) planAndApply(small);
  const start = performance.now();
  if (work === 'plan') planAndApply(readFileSync(path));
  console.log(JSON.stringify({ ms: performance.now() - start, peakBytes: peakMemory() }));
}

const PYTHON = `
import io, json, statistics, sys, time
path = sys.argv[1]
data = open(path, 'rb').read()
def median(work):
    times = []
    for _ in range(40):
        start = time.perf_counter(); work(); times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
said = {'json, read and write': median(lambda: json.dumps(json.loads(data), indent=1))}
try:
    import nbformat
    text = data.decode()
    said['nbformat, read and write'] = median(lambda: nbformat.writes(nbformat.reads(text, as_version=4)))
    import libcst, libcst.matchers
    class OptOut(libcst.CSTTransformer):
        def leave_Call(self, original, updated):
            if not libcst.matchers.matches(updated.func, libcst.matchers.Name('setup_profiler_report')):
                return updated
            value = libcst.Arg(keyword=libcst.Name('opt_out'), value=libcst.Name('True'))
            return updated.with_changes(args=[*updated.args, value])
    def opt_out():
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == 'code' and 'setup_profiler_report' in cell.source:
                cell.source = libcst.parse_module(cell.source).visit(OptOut()).code
        return nbformat.writes(notebook)
    said['nbformat and LibCST, the same job'] = median(opt_out)
except ImportError:
    pass
print(json.dumps(said))
`;

function measurePython(path: string): Readonly<Record<string, number>> {
  const child = spawnSync(process.env['PYTHON'] ?? 'python3', ['-c', PYTHON, path], { encoding: 'utf8' });
  return child.status === 0 ? JSON.parse(child.stdout) : {};
}

const row = (...cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
const times = (ratio: number) => `${ratio.toFixed(2)} x`;

/** The HTML report: the real ones where they are present, else a generated one. */
function printHtmlRows(generated: HtmlAndNotebook): void {
  const real = readRealReports();
  const { reports, planMs, maxPlanMs, scanMs, parseMs } = measureHtml(real.length > 0 ? real : [generated]);
  const which = real.length > 0 ? `${reports} real HTML reports` : 'a generated HTML report';
  row(
    `plan of ${which}, median and maximum`,
    `${planMs.toFixed(2)} ms, ${maxPlanMs.toFixed(2)} ms`,
    'at most 1 ms',
  );
  row('the same beside JSON.parse of the notebook', times(planMs / parseMs), 'at most 1 x');
  row("the same beside a bare scan for the beacon's id", times(planMs / scanMs), '');
  for (const { name, exponent, ms } of measureHtmlGrowth())
    row(`HTML, ${name}: exponent of growth`, `${exponent.toFixed(2)} (${ms.toFixed(0)} ms)`, 'linear');
}

async function showS3(): Promise<void> {
  for (const { concurrency, ratio, applyObjectsPerSecond, requestsPerReport } of await measureS3()) {
    const requests = Object.entries(requestsPerReport).map(([name, count]) => `${count.toFixed(2)} ${name}`);
    row(
      `apply on S3, ${concurrency} at once, beside a bare loop of GET and PUT`,
      `${times(ratio)} (${applyObjectsPerSecond.toFixed(0)} objects/s; for a report ${requests.join(', ')})`,
      'at least 0.8 x',
    );
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-bench-'));
  try {
    const { notebook, html } = generateReport(REAL_SIZE);
    const path = join(folder, 'notebook.ipynb');
    writeFileSync(path, notebook);
    const median = mediansOf({
      ours: () => planAndApply(notebook),
      parse: () => JSON.parse(notebook.toString()),
      naive: () => parseEditStringify(notebook),
    });
    row('measured', 'figure', 'bound');
    row('---', '---', '---');
    row(
      `plan + apply, notebook of ${(notebook.length / 1000).toFixed(0)} KB, beside JSON.parse`,
      `${times(median.ours / median.parse)} (${median.ours.toFixed(2)} ms)`,
      'at most 0.6 x',
    );
    row(
      'parse, edit, stringify in JavaScript beside plan + apply',
      times(median.naive / median.ours),
      'at least 4 x',
    );
    for (const [name, ms] of Object.entries(measurePython(path)))
      row(
        `Python ${name}, beside plan + apply`,
        times(ms / median.ours),
        name.includes('LibCST') ? 'at least 25 x' : '',
      );
    for (const { name, exponent, ms } of measureNotebookGrowth())
      row(`notebook, ${name}: exponent of growth`, `${exponent.toFixed(2)} (${ms.toFixed(0)} ms)`, 'linear');
    printHtmlRows({ html, notebook });
    const { functionMs, bareClientMs, splitClientMs } = await measureColdStart(folder);
    row(
      'cold start: import of the deployed bundle beside a bare S3 client',
      `${times(functionMs / bareClientMs)} (${functionMs.toFixed(0)} ms)`,
      'at most 1.3 x',
    );
    row(
      'the same beside a bare client in several files, as ours is',
      times(functionMs / splitClientMs),
      'at most 1.0 x',
    );
    await showS3();
    let first: number | undefined;
    for (const size of SIZES_MB) {
      const large = generateReport({ outputBytes: size * 730_000 }).notebook;
      writeFileSync(path, large);
      const { ms, peakBytes } = measureAlone(path);
      const megabytes = large.length / 1e6;
      first ??= ms / megabytes;
      row(
        `${megabytes.toFixed(1)} MB: time a MB beside the first`,
        `${times(ms / megabytes / first)} (${(ms / megabytes).toFixed(2)} ms)`,
        'linear',
      );
      if (size > 1)
        row(
          `${megabytes.toFixed(1)} MB: peak memory, of the file`,
          times(peakBytes / large.length),
          'at most 4 x',
        );
    }
    const [small, large] = AUDITED.map((records) => measureAudit(folder, records)) as [AuditCost, AuditCost];
    row(
      `audit of ${large.records.toLocaleString('en-US')} records: time a record beside that of ${small.records.toLocaleString('en-US')}`,
      `${times(large.ms / large.records / (small.ms / small.records))} (${((large.ms / large.records) * 1000).toFixed(0)} µs)`,
      'linear',
    );
    row(
      'the same: beside JSON.parse of every line',
      `${times(large.ms / large.parseMs)} (${(large.ms / 1000).toFixed(1)} s)`,
      'at most 10 s',
    );
    row(
      'the same: peak memory of the process',
      `${times(large.peakBytes / small.peakBytes)} (${(large.peakBytes / 1e6).toFixed(0)} MB)`,
      'about 1 x',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [work, path] = process.argv.slice(2);
if (work !== undefined && path !== undefined) workAlone(work, path);
else await main();
