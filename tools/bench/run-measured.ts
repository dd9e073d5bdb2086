/** Runs a script in a process of its own, and says what it used. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The usage of a process from its start to its end, all threads together. */
export interface Usage {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

const PRELOAD = new URL('process-usage.ts', import.meta.url).href;
const CLI = new URL('../../src/cli/bin.ts', import.meta.url).pathname;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Runs a script below tools/bench. @throws Error when it fails */
export const runScript = (folder: string, script: string, ...words: readonly string[]): Usage =>
  runMeasured(folder, [new URL(script, import.meta.url).pathname, ...words], [0]);

/** Runs the command line, as its users do. @throws Error when it ends with another code than one of `exitCodes` */
export const runCli = (folder: string, words: readonly string[], exitCodes: readonly number[] = [0]): Usage =>
  runMeasured(folder, [CLI, ...words], exitCodes);

function runMeasured(folder: string, words: readonly string[], exitCodes: readonly number[]): Usage {
  const usageFile = join(folder, 'usage.json');
  const child = spawnSync(process.execPath, ['--import', PRELOAD, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, BENCH_USAGE_FILE: usageFile },
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  if (child.status === null || !exitCodes.includes(child.status))
    throw new Error(`${words.join(' ')} ended with ${child.status}: ${child.stderr}`);
  return JSON.parse(readFileSync(usageFile, 'utf8'));
}
