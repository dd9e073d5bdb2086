/**
 * The deeper checks, each a folder of test/checks. `npm run verify` lists them, `npm run verify -- <name> [arguments]`
 * runs one, and `npm run verify -- --lane 'name arguments; name' --lane 'name'` several, side by side, for .ci/run.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseLane, runLanes } from './check-lanes.ts';

const FOLDER = new URL('../test/checks/', import.meta.url).pathname;
const USAGE = 64;

const names = globSync('*/run', { cwd: FOLDER }).map(dirname).sort();
const [first, ...rest] = process.argv.slice(2);
if (first === undefined) list();
else if (first === '--lane') process.exitCode = await runAll([first, ...rest]);
else process.exitCode = findUnknown([first]) ?? runOne(first, rest);

/** Prints each check with the line of its README. */
function list(): void {
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const line = readFileSync(join(FOLDER, name, 'README.md'), 'utf8').trim();
    console.log(`${name.padEnd(width)}  ${line}`);
  }
}

function findUnknown(asked: readonly string[]): number | undefined {
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown === undefined) return undefined;
  console.error(`There is no check "${unknown}". Checks: ${names.join(', ')}`);
  return USAGE;
}

function runOne(name: string, words: readonly string[]): number {
  const { status, error } = spawnSync(join(FOLDER, name, 'run'), words, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status ?? 1;
}

async function runAll(words: readonly string[]): Promise<number> {
  const lanes = words.filter((_word, index) => index % 2 === 1).map(parseLane);
  const unknown = findUnknown(lanes.flat().map(({ name }) => name));
  if (unknown !== undefined) return unknown;
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const print = (text: string) => process.stdout.write(text);
  const { passed, failed } = await runLanes(lanes, { folder: FOLDER, print, signal: interrupted.signal });
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || interrupted.signal.aborted ? 1 : 0;
}
