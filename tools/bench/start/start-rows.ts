/** How long it takes until something can begin: the command line as it is packed, and the function's cold start. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { commandLineBundle } from '../../bundle-options.ts';
import { medianOf } from '../median.ts';
import { megabytes, type Row, times } from '../row.ts';
import { takeTurns } from '../take-turns.ts';
import { bundleForColdStart, measureImports, ratioOf } from './cold-start.ts';
import { measureFirstEvents } from './first-event.ts';

const ROUNDS = 15;
const NOTHING = 'process.exitCode = 0';

/** The rows of the command line, then of the function. */
export async function* measureStarts(folder: string): AsyncGenerator<Row> {
  const outdir = join(folder, 'dist');
  await build({ ...commandLineBundle, outdir });
  mkdirSync(join(folder, 'empty'));
  const cli = join(outdir, 'cli.mjs');
  const { node, help, scan } = await takeTurns(
    {
      node: () => spawnSync(process.execPath, ['--eval', NOTHING]),
      help: () => spawnSync(process.execPath, [cli, '--help']),
      scan: () => spawnSync(process.execPath, [cli, 'scan', 'empty'], { cwd: folder }),
    },
    ROUNDS,
    2,
  );
  const besideNode = (ms: number): string => `${(ms / 1000).toFixed(2)} s, ${times(ms / node)} Node alone`;
  const limit = 'the start of Node';
  yield { measured: '--help of the package', figure: besideNode(help), goal: 'at most 0.12 s', limit };
  yield { measured: 'scan of an empty folder', figure: besideNode(scan), goal: 'at most 0.25 s', limit };
  yield* measureColdStart(folder);
}

async function* measureColdStart(folder: string): AsyncGenerator<Row> {
  const bundles = await bundleForColdStart(folder);
  const { deployed, client, clientAsOurs, clientInOne } = await measureImports(bundles);
  yield {
    measured:
      'cold start: import of the deployed bundle beside a bare S3 client, split and minified in the same way',
    figure: `${times(ratioOf(deployed.ms, client.ms))} (${medianOf(deployed.ms).toFixed(0)} ms)`,
    goal: 'at most 1 x',
    limit: "the SDK's S3 client",
  };
  yield {
    measured: 'the same: processor time',
    figure: `${times(ratioOf(deployed.cpuMs, client.cpuMs))} (${medianOf(deployed.cpuMs).toFixed(0)} ms)`,
  };
  yield {
    measured: "the same beside a bare client that has our replacements of the SDK's parts, too",
    figure: times(ratioOf(deployed.ms, clientAsOurs.ms)),
  };
  yield {
    measured: 'the same beside a bare client in one file',
    figure: times(ratioOf(deployed.ms, clientInOne.ms)),
  };
  const first = await measureFirstEvents(bundles);
  yield {
    measured:
      'import and first event, over HTTP on loopback, beside a bare client that makes its three requests of reports',
    figure: `${times(first.deployed.ms / first.client.ms)} (${first.deployed.ms.toFixed(0)} ms)`,
    limit: "the SDK's first requests; parsers, while S3 answers",
  };
  yield {
    measured: 'the same: peak memory',
    figure: `${times(first.deployed.peakBytes / first.client.peakBytes)} (${megabytes(first.deployed.peakBytes)})`,
  };
}
