/**
 * Runs checks in lanes side by side. A check is a folder of test/checks with an executable `run`, which ends with the
 * line `N passed, N failed`. Knows nothing of what is checked.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** How many cases passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** A check to be run, by the name of its folder. */
export interface PlannedCheck {
  readonly name: string;
  readonly words: readonly string[];
}

/** What lanes need to run. */
export interface LaneOptions {
  /** The folder of the checks. */
  readonly folder: string;
  readonly print: (text: string) => void;
  /** Stops everything that runs. */
  readonly signal?: AbortSignal;
}

/** How long a check that is told to end may take for it. */
const MAX_END_MS = 10_000;
const COUNT_LINE = /^([0-9]+) passed, ([0-9]+) failed$/;

/** The checks of a lane, which are separated by semicolons: `oracle 3000; page`. */
export const parseLane = (text: string): PlannedCheck[] =>
  text
    .split(';')
    .map((check) => check.trim().split(/\s+/))
    .flatMap(([name = '', ...words]) => (name === '' ? [] : [{ name, words }]));

/** The counts in the last line of a check's output, colours aside, or undefined when it does not end with them. */
export function countsIn(output: string): Counts | undefined {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n');
  const [, passed, failed] = COUNT_LINE.exec(lines.at(-1) ?? '') ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) };
}

/**
 * Runs the checks of each lane one after the other, all lanes at once, and answers the sum of their counts. The
 * output of each check is printed when it ends, in one piece. The first check that fails stops all lanes; those that
 * are stopped are not counted.
 */
export async function runLanes(
  lanes: readonly (readonly PlannedCheck[])[],
  { folder, print, signal }: LaneOptions,
): Promise<Counts> {
  const stop = new AbortController();
  const anySignal = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
  let sum: Counts = { passed: 0, failed: 0 };
  const runLane = async (checks: readonly PlannedCheck[]) => {
    for (const check of checks) {
      if (anySignal.aborted) return;
      const begunAtMs = performance.now();
      const { output, exitCode } = await runCheck(join(folder, check.name, 'run'), check.words, anySignal);
      const title = [check.name, ...check.words].join(' ');
      if (anySignal.aborted) {
        print(`== ${title}: stopped\n`);
        return;
      }
      const counted = countsIn(output);
      const counts = judge(counted, exitCode);
      sum = { passed: sum.passed + counts.passed, failed: sum.failed + counts.failed };
      const seconds = ((performance.now() - begunAtMs) / 1000).toFixed(0);
      print(`== ${title}: ${counts.failed > 0 ? 'failed' : 'passed'}, ${seconds} s\n${output}`);
      if (counted === undefined) print(`== ${title}: does not end with "N passed, N failed"\n`);
      if (counts.failed > 0) stop.abort();
    }
  };
  await Promise.all(lanes.map(runLane));
  return sum;
}

/** A check that ends with an error, without counts or without a single case has failed, whatever it counted. */
function judge(counts: Counts = { passed: 0, failed: 0 }, exitCode: number | null): Counts {
  const isGood = exitCode === 0 && counts.passed > 0 && counts.failed === 0;
  return isGood ? counts : { passed: counts.passed, failed: Math.max(1, counts.failed) };
}

async function runCheck(path: string, words: readonly string[], signal: AbortSignal) {
  // In a process group of its own, so that whatever it started ends with it.
  const child = spawn(path, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const end = () => endGroup(child);
  signal.addEventListener('abort', end, { once: true });
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { output, exitCode };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone.
    }
  };
  send('SIGTERM');
  setTimeout(() => send('SIGKILL'), MAX_END_MS).unref();
}
