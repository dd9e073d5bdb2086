/** Objects are assessed in threads, and nobody can tell by what comes out. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { knownSha256, sha256 } from '../../../src/bytes/sha256.ts';
import { AssessmentThreads } from '../../../src/cli/threads/assessment-threads.ts';
import { type AssessmentTask, assessAndEdit } from '../../../src/report/planning/assess-and-edit.ts';
import { loadPlanner } from '../../../src/report/planning/planners.ts';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { type OddObject, startOddS3 } from '../../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

const START_TIMEOUT_MS = 25_000;
const STARTING_OBJECTS = 48;
const { notebook, html } = generateReport({ outputBytes: 40_000 });
const lastModified = new Date('2026-01-02T03:04:05Z');

/** A task with bytes of its own. */
const taskOf = (kind: 'notebook' | 'html', mode: 'enforce' | 'dry-run' = 'enforce'): AssessmentTask => ({
  object: { bytes: new Uint8Array(kind === 'notebook' ? notebook : html), lastModified },
  kind,
  policy: { mode, html: 'silence', sizeLimitBytes: 1e6 },
});

async function openThreads(max: number, isMainBusy = true): Promise<AssessmentThreads> {
  const threads = new AssessmentThreads(max, { isMainBusy });
  onTestFinished(() => threads.close().catch(() => {}));
  await loadPlanner('notebook');
  for (let count = 0; count < STARTING_OBJECTS; count += 1) await threads.assess(taskOf('html'));
  return threads;
}

/** As many threads as there may be, all of which have started. */
async function openReadyThreads(max: number, isMainBusy = true): Promise<AssessmentThreads> {
  const threads = await openThreads(max, isMainBusy);
  await vi.waitFor(() => expect(threads.ready).toBe(max), { timeout: START_TIMEOUT_MS });
  return threads;
}

describe('an object', () => {
  test('is assessed, edited and hashed as in this thread', async () => {
    const threads = await openReadyThreads(2);
    const tasks = (['notebook', 'html'] as const).flatMap((kind) =>
      (['enforce', 'dry-run', 'enforce', 'enforce'] as const).map((mode) => taskOf(kind, mode)),
    );
    const all = await Promise.all(tasks.map((task) => threads.assess(task)));
    for (const [index, task] of tasks.entries()) {
      const { assessment, edited } = assessAndEdit(taskOf(task.kind, task.policy.mode));
      expect(all[index]?.assessment).toEqual(structuredClone(assessment));
      expect(all[index]?.edited && Buffer.from(all[index].edited)).toEqual(edited && Buffer.from(edited));
      const bytes = all[index]?.bytes ?? Buffer.of();
      expect(Buffer.compare(bytes, taskOf(task.kind).object.bytes)).toBe(0);
      expect(knownSha256(bytes)).toBe(sha256(bytes));
      if (all[index]?.edited !== undefined)
        expect(knownSha256(all[index].edited)).toBe(sha256(all[index].edited));
    }
    expect(new Set(all.map(({ assessment }) => assessment.outcome))).toEqual(
      new Set(['opted-out', 'would-opt-out', 'silenced', 'would-silence']),
    );
  });

  test('that breaks the assessment ends with its error, and others go on', async () => {
    const threads = await openReadyThreads(1);
    // No such policy can be: it stands for a bug.
    const broken = { ...taskOf('html'), policy: null } as unknown as AssessmentTask;
    const [first, second] = await Promise.allSettled([
      threads.assess(broken),
      threads.assess(taskOf('html')),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) });
    expect(second).toMatchObject({ status: 'fulfilled', value: { assessment: { outcome: 'silenced' } } });
  });

  test('is left in this thread when the others have enough to do, if it has time', async () => {
    for (const [isMainBusy, left] of [
      [false, 12],
      [true, 0],
    ] as const) {
      const threads = await openReadyThreads(1, isMainBusy);
      const tasks = Array.from({ length: 20 }, () => taskOf('html'));
      const all = await Promise.all(tasks.map((task) => threads.assess(task)));
      expect(all.map(({ assessment }) => assessment.outcome)).toEqual(tasks.map(() => 'silenced'));
      // What was sent is gone from here.
      expect(tasks.filter(({ object }) => object.bytes.length > 0).length).toBe(left);
    }
  });

  test('is assessed in this thread where there are no others', async () => {
    const threads = await openThreads(0);
    expect((await threads.assess(taskOf('notebook'))).assessment.outcome).toBe('opted-out');
    expect(threads.ready).toBe(0);
    expect(threads.assessAhead(taskOf('notebook'))).toBeUndefined();
  });

  test('goes to another thread ahead of its turn only where that is worth it and has time', async () => {
    for (const isMainBusy of [true, false]) {
      const threads = await openReadyThreads(1, isMainBusy);
      const small = taskOf('html');
      const smallObject = { ...small.object, bytes: new Uint8Array(100) };
      expect(threads.assessAhead({ ...small, object: smallObject })).toBeUndefined();
      const all = Array.from({ length: 3 }, () => threads.assessAhead(taskOf('html')));
      expect(all.map((assessing) => assessing !== undefined)).toEqual([true, true, false]);
      expect((await all[1])?.assessment.outcome).toBe('silenced');
    }
  });
});

describe('a run with threads gives the same records in the same order', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const REPORTS = 80;
  const folderOf = (report: number) => `in/${1000 + report}/profiler-output`;
  const resultsOf = async (folder: string, words: readonly string[], threads: number) => {
    const { exitCode, out } = await runCli(folder, [...words, '--format', 'ndjson'], {
      threads,
    });
    const records = recordsOf(out).map(({ id, outcome, object, after }) => [id, outcome, object.key, after]);
    expect(records.length).toBe(2 * REPORTS);
    return [exitCode, records];
  };

  test('from S3', async () => {
    const apply = async (threads: number, concurrency = 8) => {
      const objects = new Map<string, OddObject>();
      for (let report = 0; report < REPORTS; report += 1) {
        objects.set(`${folderOf(report)}/profiler-report.ipynb`, { body: notebook.toString() });
        objects.set(`${folderOf(report)}/profiler-report.html`, { body: html.toString() });
      }
      const server = await startOddS3(objects, { tagging: [501, ''] });
      onTestFinished(server.stop);
      return resultsOf(
        '/',
        [
          'apply',
          's3://b/in/',
          '--html',
          'silence',
          '--endpoint-url',
          server.url,
          '--concurrency',
          `${concurrency}`,
        ],
        threads,
      );
    };
    const expected = await apply(1);
    expect(await apply(3)).toEqual(expected);
    expect(await apply(3, 1)).toEqual(expected);
  });

  test('from a folder', async () => {
    const folder = temporaryFolder(
      Object.fromEntries(
        Array.from({ length: REPORTS }, (_, report) => [
          [`${folderOf(report)}/profiler-report.ipynb`, notebook],
          [`${folderOf(report)}/profiler-report.html`, html],
        ]).flat() as [string, Buffer][],
      ),
    );
    const scan = (threads: number) => resultsOf(folder, ['scan', 'in'], threads);
    expect(await scan(3)).toEqual(await scan(1));
  });
});
