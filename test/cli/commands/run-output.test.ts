/** The options that say which results are shown, and where the closing figures go. */
import { readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';
import { pointSdkAt, startLocalS3 } from '../../support/servers/s3-server.ts';

const FILES = {
  'in/a/profiler-output/profiler-report.ipynb': writeNotebook(['setup_profiler_report(a)']),
  'in/b/profiler-output/profiler-report.ipynb': writeNotebook(['setup_profiler_report(*a)']),
  'in/c/profiler-output/profiler-report.ipynb': writeNotebook(['pass']),
};

describe('--only', () => {
  test('shows the groups of some outcomes, and counts all', async () => {
    const ran = await runCli(temporaryFolder(FILES), [
      'scan',
      'in',
      '--only',
      'would-opt-out',
      'no-setup-call',
    ]);
    expect(ran.exitCode).toBe(2);
    expect(ran.out).not.toContain('in/b/');
    expect(ran.out).toMatch(/^1 would-opt-out: .*\n.*\n {4}in\/a\/.*\n\n1 no-setup-call: .*\n {4}in\/c\//);
    expect(ran.out).toContain('\n1 no-setup-call, 1 refused, 1 would-opt-out\n');
  });

  test.each([
    [['refused', 'missing'], ['refused']],
    [['refused,no-setup-call'], ['refused', 'no-setup-call']],
    [['missing'], []],
  ])('chooses records, too: %j', async (only, outcomes) => {
    const folder = temporaryFolder(FILES);
    const { out } = await runCli(folder, ['scan', 'in', '--format', 'ndjson', '--only', ...only]);
    expect(recordsOf(out).map(({ outcome }) => outcome)).toEqual(outcomes);
    const { out: rows } = await runCli(folder, ['scan', 'in', '--format', 'csv', '--only', ...only]);
    expect(rows.match(/^2026/gm) ?? []).toHaveLength(outcomes.length);
    expect(rows).toMatch(/^recordedAt,/);
  });

  test('refuses what is no outcome, such as a target behind it', async () => {
    expect(await runCli(temporaryFolder(FILES), ['scan', '--only', 'refused', 'in'])).toMatchObject({
      exitCode: 64,
      error: expect.stringMatching(
        /argument 'in' is invalid.* targets before it: already-opted-out, contended/,
      ),
    });
  });
});

describe('--summary', () => {
  test('writes the closing figures as one document, in place of an earlier one', async () => {
    const folder = temporaryFolder({ ...FILES, 's.json': 'old' });
    const { exitCode } = await runCli(folder, ['scan', 'in', '--summary', 's.json', '--only', 'refused']);
    const now = '2026-01-01T00:00:00.000Z';
    expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8'))).toEqual({
      command: 'scan',
      targets: ['in'],
      startedAt: now,
      finishedAt: now,
      isInterrupted: false,
      stopped: [],
      exitCode,
      exitReasons: [
        { code: 2, text: '1 refused' },
        { code: 1, text: '1 still reports usage' },
      ],
      faults: 0,
      faultCodes: {},
      notExamined: 0,
      outcomes: { 'no-setup-call': 1, refused: 1, 'would-opt-out': 1 },
      groups: [
        {
          outcome: 'refused',
          reason: 'unpacked-arguments',
          count: 1,
          meaning: 'left unchanged; look at each one',
          needsAttention: true,
        },
        {
          outcome: 'would-opt-out',
          count: 1,
          meaning: 'notebooks report usage when they are run',
          needsAttention: true,
          next: 'profiler-opt-out apply in',
        },
        {
          outcome: 'no-setup-call',
          count: 1,
          meaning: 'notebooks do not call setup_profiler_report',
          needsAttention: false,
        },
      ],
    });
  });

  test('counts what a fault left unexamined, and what the period leaves out', async () => {
    const folder = temporaryFolder({ 'in/profiler-output/profiler-report.html': 'x<p>' });
    symlinkSync('profiler-report.ipynb', join(folder, 'in/profiler-output/profiler-report.ipynb'));
    const looped = await runCli(folder, ['scan', 'in', '--summary', 's.json']);
    expect(looped).toMatchObject({ exitCode: 3, out: '1 fault, 1 object not examined\n' });
    expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8'))).toMatchObject({
      faults: 1,
      notExamined: 1,
    });
    const { error } = await runCli(temporaryFolder(FILES), ['scan', 'in', '--since', '2100-01-01']);
    expect(error).toContain('left out, last modified outside of the period: 3 objects\n');
  });

  test.each(['none/s.json', 'in'])(
    'that cannot be written is a fault before anything is done: %s',
    async (summary) => {
      const folder = temporaryFolder(FILES);
      const before = readTree(folder);
      expect(await runCli(folder, ['apply', 'in', '--summary', summary])).toMatchObject({
        exitCode: 3,
        out: '',
        error: expect.stringMatching(/cannot write the summary .*(?:none\/s\.json|in): /),
      });
      expect(readTree(folder)).toEqual(before);
    },
  );

  test('names a target in which nothing was found', async () => {
    const folder = temporaryFolder({ ...FILES, 'empty/x': '' });
    await runCli(folder, ['apply', 'in', 'empty', '--dry-run', '--summary', 's.json']);
    expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8')).exitReasons).toEqual([
      { code: 2, text: '1 refused' },
      { code: 1, text: 'nothing found in a target' },
    ]);
  });
});

test('the next command treats HTML reports and copies as this one did', async () => {
  const folder = temporaryFolder({
    ...FILES,
    'in/a/profiler-output/x.ipynb': writeNotebook(['setup_profiler_report(a)']),
  });
  const next = async (...words: string[]) =>
    (await runCli(folder, ['apply', 'in', '--dry-run', ...words])).out.match(/(?<=Next: ).*/g);
  expect(await next('--html', 'silence', '--since', '2020-01-01')).toEqual([
    'profiler-opt-out apply in --html silence --since 2020-01-01T00:00:00.000Z',
    'profiler-opt-out apply in --html silence --copies --since 2020-01-01T00:00:00.000Z',
  ]);
  expect(await next('--copies')).toEqual([
    'profiler-opt-out apply in --copies',
    'profiler-opt-out apply in --copies',
  ]);
  expect(await next()).toEqual(['profiler-opt-out apply in', 'profiler-opt-out apply in --copies']);
});

describe('--since and --until', () => {
  const keysOf = (out: string) => recordsOf(out).map(({ object }) => object.key.slice(0, 4));

  /** Reports of the first three days of May. */
  function folderOfDays(): string {
    const folder = temporaryFolder(FILES);
    for (const [index, path] of Object.keys(FILES).entries()) {
      const day = new Date(Date.UTC(2026, 4, index + 1, 12));
      utimesSync(join(folder, path), day, day);
    }
    return folder;
  }

  test.each([
    [
      ['--since', '2026-05-02'],
      ['in/b', 'in/c'],
    ],
    [['--until', '2026-05-02'], ['in/a']],
    [['--since', '2026-05-02', '--until', '2026-05-02T12:00:00.001Z'], ['in/b']],
    [['--since', '2026-05-02T12:00:00Z', '--until', '2026-05-03T12:00:00Z'], ['in/b']],
    [['--since', '2026-06-01'], []],
  ])('choose files by when they were last modified: %j', async (words, keys) => {
    const folder = folderOfDays();
    const { out, error } = await runCli(folder, ['scan', 'in', '--format', 'ndjson', ...words]);
    expect(keysOf(out)).toEqual(keys);
    expect(error).not.toContain('no profiling reports');
    const applied = await runCli(folder, ['apply', 'in', '--dry-run', '--format', 'ndjson', ...words]);
    expect(keysOf(applied.out)).toEqual(keys);
  });

  test('choose what restore puts back in a target, and are refused for a ledger', async () => {
    const folder = folderOfDays();
    await runCli(folder, ['apply', 'in']);
    const restore = (...words: string[]) =>
      runCli(folder, ['restore', ...words, '--dry-run', '--format', 'ndjson']);
    // It was rewritten after that day.
    expect(keysOf((await restore('in', '--since', '2026-05-02')).out)).toEqual(['in/a']);
    expect(keysOf((await restore('in', '--until', '2026-05-02')).out)).toEqual([]);
    expect(await restore('profiler-opt-out-ledger.ndjson', '--since', '2026-05-02')).toMatchObject({
      exitCode: 64,
      error: expect.stringContaining('--since and --until are for targets'),
    });
  });

  test('choose objects of a bucket', async () => {
    const s3 = await startLocalS3('period');
    onTestFinished(s3.stop);
    pointSdkAt(s3.endpointUrl);
    for (const [key, bytes] of Object.entries(FILES)) await s3.put(key, Buffer.from(bytes));
    const scan = async (...words: string[]) => {
      const connection = ['--endpoint-url', s3.endpointUrl, '--region', 'us-east-1'];
      const run = ['scan', 's3://period/in', '--format', 'ndjson', ...connection, ...words];
      return keysOf((await runCli(temporaryFolder(), run)).out);
    };
    expect(await scan('--since', '2020-01-01')).toEqual(['in/a', 'in/b', 'in/c']);
    expect(await scan('--until', '2020-01-01')).toEqual([]);
  });

  test('have to be a period', async () => {
    const words = ['scan', 'in', '--since', '2026-05-02', '--until', '2026-05-02'];
    expect(await runCli(folderOfDays(), words)).toMatchObject({
      exitCode: 64,
      error: expect.stringContaining('the period has to begin before it ends'),
    });
  });
});
