/**
 * Kills `apply s3://` with SIGKILL ten times, each time when a random write reaches the server, and resumes it. In
 * the end the bucket has the bytes, and the ledger the records, of a run that nobody disturbed. Usage: main.ts [seed]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { randomOf } from '../../support/reports/random.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { type OddObject, startOddS3 } from '../../support/servers/odd-s3.ts';

const REPORTS = 300;
const KILLS = 10;
/** Large enough for threads to plan them. */
const OUTPUT_BYTES = 20_000;
const REFUSED = 2;
/** Ten times the most of them are fewer than there are to make. */
const [MIN_WRITES, MAX_WRITES] = [1, 50];
const [seed = '1'] = process.argv.slice(2);
const random = randomOf(Number(seed));
const CLI = new URL('../../../src/cli/bin.ts', import.meta.url).pathname;
const LEDGER = 'ledger.ndjson';

/** What a run left behind. */
interface Left {
  readonly bodies: readonly (readonly [key: string, body: string])[];
  /** By id; more than one line with the same id is told by `lines`. */
  readonly records: ReadonlyMap<string, unknown>;
  readonly lines: number;
}

/** Some reports are there to be refused, or have nothing to opt out of. */
function makeObjects(): Map<string, OddObject> {
  const { notebook, html } = generateReport({ outputBytes: OUTPUT_BYTES });
  const objects = new Map<string, OddObject>();
  for (let at = 0; at < REPORTS; at += 1) {
    const folder = `in/${1000 + at}/profiler-output/profiler-report`;
    objects.set(`${folder}.html`, { body: at % 7 === 0 ? '<p>silent</p>' : html.toString() });
    objects.set(`${folder}.ipynb`, { body: at % 50 === 0 ? '{' : notebook.toString() });
  }
  return objects;
}

/** Applies once, with as many kills before, and says what is there afterwards. */
async function applyWith(kills: number, folder: string): Promise<Left> {
  const objects = makeObjects();
  let child: ChildProcess | undefined;
  let untilKill = Number.POSITIVE_INFINITY;
  const server = await startOddS3(objects, {
    tagging: [501, ''],
    put: () => {
      untilKill -= 1;
      if (untilKill === 0) child?.kill('SIGKILL');
      return undefined;
    },
  });
  const words = [
    'apply',
    's3://b/in/',
    '--html',
    'silence',
    '--endpoint-url',
    server.url,
    '--ledger',
    LEDGER,
  ];
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  try {
    for (let run = 0; run <= kills; run += 1) {
      untilKill =
        run === kills
          ? Number.POSITIVE_INFINITY
          : MIN_WRITES + Math.floor(random() * (MAX_WRITES - MIN_WRITES));
      const more = run === 0 ? [] : ['--resume'];
      child = spawn(process.execPath, [CLI, ...words, ...more], { cwd: folder, env, stdio: 'ignore' });
      const [exitCode, signal] = await once(child, 'exit');
      const isExpected = run === kills ? exitCode === REFUSED : signal === 'SIGKILL';
      if (!isExpected) throw new Error(`run ${run} of ${kills} ended with ${exitCode ?? signal}`);
    }
  } finally {
    child?.kill('SIGKILL');
    await server.stop();
  }
  return {
    bodies: [...objects].map(([key, { body }]) => [key, body]),
    ...readLedger(join(folder, LEDGER)),
  };
}

/** Of whole lines: a kill may cut one off, whose record then comes again. */
function readLedger(ledger: string): Pick<Left, 'records' | 'lines'> {
  const lines = readFileSync(ledger, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'));
  return {
    records: new Map(lines.map((line) => [JSON.parse(line).id, withoutTimes(JSON.parse(line))])),
    lines: lines.length,
  };
}

/** A record but for when it was made. */
function withoutTimes({ recordedAt: _at, digest: _digest, html, ...rest }: Record<string, unknown>): unknown {
  const { optedOutAt: _optedOutAt, ...evidence } = (html ?? {}) as Record<string, unknown>;
  return { ...rest, html: evidence };
}

const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'profiler-opt-out-resume-')));
try {
  const [undisturbed, killed] = [
    await applyWith(0, folders[0] ?? ''),
    await applyWith(KILLS, folders[1] ?? ''),
  ];
  const [known, found] = [undisturbed.records, killed.records];
  const problems = [
    ...(isDeepStrictEqual(killed.bodies, undisturbed.bodies) ? [] : ['the bucket has other bytes']),
    ...[...known.keys()].filter((id) => !found.has(id)).map((id) => `no record ${id}`),
    ...[...found.keys()].filter((id) => !known.has(id)).map((id) => `a record that should not be: ${id}`),
    ...[...known]
      .filter(([id, record]) => found.has(id) && !isDeepStrictEqual(found.get(id), record))
      .map(
        ([id, record]) => `another record: ${JSON.stringify(found.get(id))} for ${JSON.stringify(record)}`,
      ),
    ...(killed.lines === found.size ? [] : [`${killed.lines} records of ${found.size} ids`]),
    ...(undisturbed.lines === REPORTS * 2 ? [] : [`${undisturbed.lines} records undisturbed`]),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${killed.lines} records and ${killed.bodies.length} objects alike after ${KILLS} kills`);
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true });
}
