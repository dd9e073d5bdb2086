/** Plan and apply of one notebook from small to as large as is taken: time a megabyte, and peak memory. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateReport } from '../../test/support/reports/report-generator.ts';
import { planAndApply } from './plan-rows.ts';
import { type Row, times } from './row.ts';
import { runScript } from './run-measured.ts';
import { takeTurns } from './take-turns.ts';

const SIZES_MB = [4, 16, 63];
/** The plots in an output take a little more room in the notebook than alone. */
const OUTPUT_BYTES_PER_MB = 730_000;
const WARM_UP = 200;
const ROUNDS = 5;

/** The rows of each size. */
export async function* measureSizes(folder: string): AsyncGenerator<Row> {
  const path = join(folder, 'large.ipynb');
  let first: number | undefined;
  for (const size of SIZES_MB) {
    const notebook = writeNotebook(path, size * OUTPUT_BYTES_PER_MB);
    const { length } = notebook;
    const { ms } = await takeTurns({ ms: () => planAndApply(notebook) }, ROUNDS);
    const [idle, worked] = [
      runScript(folder, 'size-rows.ts', 'idle', path),
      runScript(folder, 'size-rows.ts', 'plan', path),
    ];
    const msPerMb = ms / (length / 1e6);
    first ??= msPerMb;
    const name = `${(length / 1e6).toFixed(0)} MB`;
    yield {
      measured: `notebook of ${name}: time a MB beside the first`,
      figure: `${times(msPerMb / first)} (${msPerMb.toFixed(2)} ms)`,
      goal: 'linear',
    };
    yield {
      measured: `the same: peak memory, of the file`,
      figure: times((worked.peakBytes - idle.peakBytes) / length),
      goal: 'at most 4 x',
    };
  }
}

function writeNotebook(path: string, outputBytes: number): Buffer {
  const { notebook } = generateReport({ outputBytes });
  writeFileSync(path, notebook);
  return notebook;
}

/** In a process of its own: what `idle` does not is the work on this file. */
if (process.argv[1] === import.meta.filename) {
  const [work, path = ''] = process.argv.slice(2);
  const small = generateReport({ outputBytes: 20_000 }).notebook;
  for (let round = 0; round < WARM_UP; round += 1) planAndApply(small);
  if (work === 'plan') planAndApply(readFileSync(path));
}
