/**
 * Kills `apply s3://` with SIGKILL ten times, each time when a random write reaches the server, and resumes it; then the
 * same with `restore s3://`. In the end the bucket has the bytes, and the ledger the records, of runs that nobody
 * disturbed. Usage: main.ts [seed]
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
/** What is refused to `apply` was never rewritten. */
const DONE = 0;
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

/** Applies once and restores once, with as many kills before each, and says what is there after each. */
async function runWith(kills: number, folder: string): Promise<readonly [applied: Left, restored: Left]> {
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
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const more = ['--endpoint-url', server.url, '--ledger', LEDGER];
  const runUntilDone = async (words: readonly string[], onAgain: readonly string[], done: number) => {
    for (let run = 0; run <= kills; run += 1) {
      untilKill =
        run === kills
          ? Number.POSITIVE_INFINITY
          : MIN_WRITES + Math.floor(random() * (MAX_WRITES - MIN_WRITES));
      const all = [...words, ...more, ...(run === 0 ? [] : onAgain)];
      child = spawn(process.execPath, [CLI, ...all], { cwd: folder, env, stdio: 'ignore' });
      const [exitCode, signal] = await once(child, 'exit');
      const isExpected = run === kills ? exitCode === done : signal === 'SIGKILL';
      if (!isExpected)
        throw new Error(`${words[0]}: run ${run} of ${kills} ended with ${exitCode ?? signal}`);
    }
    return {
      bodies: [...objects].map(([key, { body }]) => [key, body] as const),
      ...readLedger(join(folder, LEDGER)),
    };
  };
  try {
    const applied = await runUntilDone(['apply', 's3://b/in/', '--html', 'silence'], ['--resume'], REFUSED);
    return [applied, await runUntilDone(['restore', 's3://b/in/'], [], DONE)];
  } finally {
    child?.kill('SIGKILL');
    await server.stop();
  }
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

/** A record but for times, and for who put the bytes back: that is not known after a kill. */
function withoutTimes({
  recordedAt: _at,
  digest: _digest,
  detail,
  html,
  object,
  ...rest
}: Record<string, unknown>): unknown {
  const { optedOutAt: _optedOutAt, ...evidence } = (html ?? {}) as Record<string, unknown>;
  const { lastModified, ...place } = object as Record<string, unknown>;
  const isRestored = rest['outcome'] === 'restored';
  return { ...rest, html: evidence, object: place, ...(isRestored ? {} : { lastModified, detail }) };
}

/** What differs after kills from what is left by runs that nobody disturbed. */
function problemsOf(killed: Left, undisturbed: Left, lines: number): string[] {
  const [known, found] = [undisturbed.records, killed.records];
  return [
    ...(isDeepStrictEqual(killed.bodies, undisturbed.bodies) ? [] : ['the bucket has other bytes']),
    ...[...known.keys()].filter((id) => !found.has(id)).map((id) => `no record ${id}`),
    ...[...found.keys()].filter((id) => !known.has(id)).map((id) => `a record that should not be: ${id}`),
    ...[...known]
      .filter(([id, record]) => found.has(id) && !isDeepStrictEqual(found.get(id), record))
      .map(
        ([id, record]) => `another record: ${JSON.stringify(found.get(id))} for ${JSON.stringify(record)}`,
      ),
    ...(killed.lines === found.size ? [] : [`${killed.lines} records of ${found.size} ids`]),
    ...(undisturbed.lines === lines ? [] : [`${undisturbed.lines} records undisturbed`]),
  ];
}

const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'profiler-opt-out-resume-')));
try {
  const undisturbed = await runWith(0, folders[0] ?? '');
  const killed = await runWith(KILLS, folders[1] ?? '');
  const [applied, restored] = killed;
  const rewritten = [...undisturbed[0].records.values()].filter((record) => 'after' in (record as object));
  const problems = [
    ...problemsOf(applied, undisturbed[0], REPORTS * 2),
    ...problemsOf(restored, undisturbed[1], REPORTS * 2 + rewritten.length),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else
    console.log(
      `${restored.lines} records and ${restored.bodies.length} objects alike after ${KILLS} kills of apply, and of restore`,
    );
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true });
}
