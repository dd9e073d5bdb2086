/** The program as a process: what `main(argv, io)` cannot show. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readTree, recordsOf, temporaryFolder } from '../support/cli.ts';
import { writeNotebook } from '../support/notebook.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const CALL = writeNotebook(['setup_profiler_report(a)']);
const REPORTS = 300;

const start = (cwd: string, ...words: string[]) => spawn(process.execPath, [BIN, ...words], { cwd });
const folderOfMany = (): string =>
  temporaryFolder(
    Object.fromEntries(
      Array.from({ length: REPORTS }, (_, index) => [
        `in/${1000 + index}/profiler-output/profiler-report.ipynb`,
        CALL,
      ]),
    ),
  );

/** Every file is the old one or the new one, a new one is on record, and nothing lies beside them. */
function expectWhole(folder: string): void {
  const ledger = recordsOf(readFileSync(join(folder, 'profiler-opt-out-ledger.ndjson'), 'utf8'));
  const onRecord = new Set(ledger.map(({ object }) => object.key));
  const files = readTree(join(folder, 'in'));
  expect(files.size).toBe(REPORTS);
  const rewritten = [...files].filter(([, bytes]) => bytes !== CALL.toString('latin1'));
  for (const [path, bytes] of rewritten) {
    expect(bytes).toContain('setup_profiler_report(a, opt_out=True)');
    expect(onRecord).toContain(`in/${path}`);
  }
  expect(rewritten).toHaveLength(ledger.length);
  expect(ledger.length).toBeLessThan(REPORTS);
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s begins nothing new, finishes what is under way, and exits with %i',
  async (signal, exitCode) => {
    const folder = folderOfMany();
    const child = start(folder, 'apply', 'in', '--format', 'ndjson', '--concurrency', '2');
    const error = text(child.stderr);
    child.stdout.once('data', () => child.kill(signal));
    expect(await once(child, 'exit')).toEqual([exitCode, null]);
    expect(await error).toMatch(
      /^\ninterrupted: finishing what is in progress; interrupt again to stop at once\n\d+ opted-out(?:, \d+ objects? not examined)?\nstopped before the end: interrupted\nto go on: profiler-opt-out apply in\n$/,
    );
    expectWhole(folder);
  },
);

test('a reader that goes ends the run with its figures, and with nothing half done', async () => {
  const folder = folderOfMany();
  const child = start(folder, 'apply', 'in', '--format', 'ndjson', '--concurrency', '2');
  const error = text(child.stderr);
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await once(child, 'exit')).toEqual([141, null]);
  expect(await error).toMatch(
    /^\d+ opted-out(?:, \d+ objects? not examined)?\nstopped before the end: interrupted\nto go on: profiler-opt-out apply in\n$/,
  );
  expectWhole(folder);
});

test('exit codes, results and messages go where a shell expects them', async () => {
  const folder = temporaryFolder({ 'in/profiler-output/profiler-report.ipynb': CALL });
  const run = async (...words: string[]) => {
    const child = start(folder, ...words);
    const [out, error, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { out, error, exitCode };
  };
  const scanned = await run('scan', 'in', '--format', 'ndjson');
  expect(scanned).toMatchObject({ exitCode: 1, error: expect.stringContaining('\n1 would-opt-out\n') });
  expect(recordsOf(scanned.out)).toMatchObject([{ outcome: 'would-opt-out' }]);
  expect(await run('aply')).toMatchObject({ exitCode: 64, out: '', error: expect.stringContaining('aply') });
});

/** Prints the address of each module that is loaded. */
const PRINT_LOADED = `
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      process.stderr.write('loaded ' + url + '\\n');
      return next(url, context);
    },
  });
`;

test.each([
  [['--help'], 0],
  [['apply', '--help'], 0],
  [['--version'], 0],
  [['aply'], 64],
  [['audit', '.', '--format', 'xml'], 64],
])('%j loads commander, and no other package', async (words, exitCode) => {
  const hook = `data:text/javascript,${encodeURIComponent(PRINT_LOADED)}`;
  const child = spawn(process.execPath, ['--import', hook, BIN, ...words]);
  const [error, ended] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(ended).toEqual([exitCode, null]);
  const packages = [...error.matchAll(/^loaded file:.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(
    ([, name]) => name,
  );
  expect(new Set(packages)).toEqual(new Set(['commander']));
});

describe('an output that cannot be written', () => {
  /** Runs in a shell, where `redirect` says where stdout and stderr go; no file may have more than `kib`. */
  const run = async (cwd: string, words: string, redirect: string, kib = 'unlimited') => {
    const limit = `trap "" XFSZ; ulimit -f ${kib === 'unlimited' ? kib : Number(kib) * 2}`;
    const script = `${limit}; '${process.execPath}' '${BIN}' ${words} ${redirect}`;
    const child = spawn('sh', ['-c', script], { cwd });
    const [out, error, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { out, error, exitCode };
  };
  const FULL = 'profiler-opt-out: cannot write to stdout: the disk is full: make room, then run again\n';

  test.each(['scan in', '--help', '--version', 'training-job check in'])(
    'is a fault, said in one line: %s',
    async (words) => {
      const folder = temporaryFolder({ 'in/profiler-output/profiler-report.ipynb': CALL });
      const ran = await run(folder, words, '> /dev/full');
      expect(ran).toEqual({ out: '', exitCode: 3, error: expect.stringContaining(FULL) });
      expect(ran.error.match(/profiler-opt-out: /g)).toHaveLength(1);
      expect(ran.error).not.toContain('    at ');
    },
  );

  test('ends a run with its figures, and with nothing half done', async () => {
    const folder = folderOfMany();
    const words = 'apply in --format ndjson --concurrency 2';
    const { error, exitCode } = await run(folder, words, '> /dev/full');
    expect(exitCode).toBe(3);
    expect(error).toMatch(
      /^profiler-opt-out: cannot write to stdout: .*\n\d+ opted-out(?:, \d+ objects? not examined)?\nstopped before the end: interrupted\nto go on: profiler-opt-out apply in\n$/,
    );
    expectWhole(folder);
  });

  test('is noticed when a file takes a part of the results, and no more', async () => {
    const folder = folderOfMany();
    const { error, exitCode } = await run(folder, 'scan in --all', '> results.txt', '8');
    expect([exitCode, readFileSync(join(folder, 'results.txt')).length]).toEqual([3, 8 * 1024]);
    expect(error).toContain('profiler-opt-out: cannot write to stdout: EFBIG');
  });

  test('of messages is left to the exit code', async () => {
    const folder = temporaryFolder({ 'in/profiler-output/profiler-report.ipynb': CALL });
    const applied = await run(folder, 'apply in', '2> /dev/full');
    expect(applied).toMatchObject({ exitCode: 3, out: expect.stringContaining('\n1 opted-out\n') });
    expect(readTree(folder).get('in/profiler-output/profiler-report.ipynb')).toContain('opt_out=True');
  });
});

describe('a terminal', () => {
  /** What the program writes to a terminal of its own, made by `script`. */
  const show = async (environment: Readonly<Record<string, string>>) => {
    const folder = temporaryFolder({ 'in/profiler-output/profiler-report.ipynb': CALL });
    const words = ['-qec', `'${process.execPath}' '${BIN}' scan in`, '/dev/null'];
    const env = {
      ...process.env,
      TERM: 'xterm',
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
      ...environment,
    };
    return text(spawn('script', words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
  };

  test('shows progress in a line that is written over', async () => {
    expect(await show({})).toMatch(/^\r\u001b\[K1 (?:of 1 )?object, /);
  });

  test.each([{ TERM: 'dumb' }, { NO_COLOR: '1' }])(
    'gets plain text where it wants no other: %j',
    async (plain) => {
      const shown = await show(plain);
      expect(shown).toContain('1 would-opt-out');
      expect(shown).not.toContain('\u001b');
    },
  );
});
