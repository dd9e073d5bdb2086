/** Plan and apply of one notebook, beside JSON.parse and beside others who do the same job, or a part of it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../../src/bytes/edit.ts';
import { planNotebook } from '../../src/notebook/plan.ts';
import { generateReport } from '../../test/support/reports/report-generator.ts';
import { readRealReports } from './real-reports.ts';
import { type Row, times, timesMs } from './row.ts';
import { takeTurns } from './take-turns.ts';

const ROUNDS = 300;
const OUTPUT_BYTES = 235_000;
const PEERS = new URL('python-peers.py', import.meta.url).pathname;

/** Plans, and gives the edited bytes. @throws Error for a notebook that calls for no edit */
export function planAndApply(bytes: Buffer): Uint8Array {
  const verdict = planNotebook(bytes);
  if (verdict.kind !== 'patchable') throw new Error(`not patchable: ${JSON.stringify(verdict)}`);
  return applyEdits(bytes, verdict.edits);
}

/** The rows of one notebook of real size. */
export async function* measurePlan(folder: string): AsyncGenerator<Row> {
  const notebook = notebookOfRealSize();
  const path = join(folder, 'notebook.ipynb');
  writeFileSync(path, notebook);
  const { ours, parse, naive } = await takeTurns(
    {
      ours: () => planAndApply(notebook),
      parse: () => JSON.parse(notebook.toString()),
      naive: () => parseEditStringify(notebook),
    },
    ROUNDS,
  );
  yield {
    measured: `plan + apply, notebook of ${(notebook.length / 1000).toFixed(0)} KB, beside JSON.parse`,
    figure: timesMs(ours / parse, ours),
    goal: 'at most 0.6 x',
    limit: 'every byte of the outputs is looked at, to know that it is JSON',
  };
  yield {
    measured: 'parse, edit, stringify in JavaScript beside plan + apply',
    figure: times(naive / ours),
    goal: 'at least 4 x',
  };
  for (const [name, ms] of Object.entries(measurePython(path))) {
    const isSameJob = name.includes('LibCST');
    yield {
      measured: `Python: ${name}, beside plan + apply`,
      figure: times(ms / ours),
      ...(isSameJob ? { goal: 'at least 25 x' } : {}),
    };
  }
}

/** The largest of the real notebooks that call, where they are present. */
function notebookOfRealSize(): Buffer {
  const patchable = readRealReports()
    .map(({ notebook }) => notebook)
    .filter((notebook) => planNotebook(notebook).kind === 'patchable');
  return (
    patchable.toSorted((a, b) => a.length - b.length).at(-1) ??
    generateReport({ outputBytes: OUTPUT_BYTES }).notebook
  );
}

function parseEditStringify(bytes: Buffer): Buffer {
  const notebook: { cells: { source: string[] }[] } = JSON.parse(bytes.toString());
  for (const cell of notebook.cells) {
    cell.source = cell.source.map((line) =>
      line.replace('report(processing_job_arn)', 'report(processing_job_arn, opt_out=True)'),
    );
  }
  return Buffer.from(JSON.stringify(notebook, null, 1));
}

/** Median milliseconds of each peer; none where no Python is there. `PYTHON` names the interpreter. */
function measurePython(path: string): Readonly<Record<string, number>> {
  const child = spawnSync(process.env['PYTHON'] ?? 'python3', [PEERS, path], { encoding: 'utf8' });
  return child.status === 0 ? JSON.parse(child.stdout) : {};
}
