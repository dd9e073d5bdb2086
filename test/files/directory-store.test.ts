import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bucketOfFolder, DirectoryStore } from '../../src/files/directory-store.ts';
import { fileFault } from '../../src/files/file-faults.ts';
import type { ObjectRef, Provenance } from '../../src/report/ports.ts';
import { recordsOf, runCli, statsOf, temporaryFolder } from '../support/cli.ts';
import { writeNotebook } from '../support/notebook.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const KEY = 'job/profiler-output/profiler-report.ipynb';
const CALL = writeNotebook(['setup_profiler_report(a)']);
const LIMIT = 1e6;
const provenance = {} as Provenance;

function storeIn(folder: string, key = KEY): { store: DirectoryStore; ref: ObjectRef; path: string } {
  return {
    store: new DirectoryStore(),
    ref: { bucket: bucketOfFolder(folder), key },
    path: join(folder, key),
  };
}

async function readFound(folder: string, key = KEY) {
  const { store, ref, path } = storeIn(folder, key);
  const answer = await store.read(ref, LIMIT);
  if (answer.kind !== 'found') throw new Error(answer.kind);
  return { store, ref, path, object: answer.object };
}

describe('replacing a file', () => {
  test('keeps mode, owner and time of access, and leaves nothing beside it', async () => {
    const folder = temporaryFolder({ [KEY]: CALL });
    const { path, object } = await (async () => {
      chmodSync(join(folder, KEY), 0o640);
      utimesSync(join(folder, KEY), new Date('2021-02-03T04:05:06Z'), new Date('2022-02-03T04:05:06Z'));
      return readFound(folder);
    })();
    const before = statsOf(path);
    const events: string[] = [];
    const answer = await object.replace(Buffer.from('new'), provenance, async () => {
      events.push(readFileSync(path, 'utf8') === 'new' ? 'too late' : 'on record first');
    });
    expect(answer).toEqual({
      kind: 'replaced',
      etag: '11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437',
    });
    expect(events).toEqual(['on record first']);
    const stats = statsOf(path);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(Number(stats.mode) & 0o7777).toBe(0o640);
    expect([stats.uid, stats.gid]).toEqual([before.uid, before.gid]);
    expect(stats.atime.toISOString()).toBe('2021-02-03T04:05:06.000Z');
    expect(stats.mtime.getTime()).toBeGreaterThan(new Date('2023-01-01').getTime());
    expect(object.lastModified.toISOString()).toBe('2022-02-03T04:05:06.000Z');
    expect(readdirSync(join(folder, 'job/profiler-output'))).toEqual(['profiler-report.ipynb']);
  });

  test.each<[string, (path: string) => void]>([
    ['written to', (path) => writeFileSync(path, 'other')],
    ['written to with the same bytes', (path) => writeFileSync(path, CALL)],
    [
      'replaced by a copy',
      (path) => {
        writeFileSync(`${path}.copy`, CALL);
        renameSync(`${path}.copy`, path);
      },
    ],
    ['removed', (path) => rmSync(path)],
  ])('is stale when the file was %s since', async (_what, intrude) => {
    const folder = temporaryFolder({ [KEY]: CALL });
    const { path, object } = await readFound(folder);
    intrude(path);
    const answer = await object.replace(Buffer.from('new'), provenance, async () => {
      throw new Error('must not be put on record');
    });
    expect(answer).toEqual({ kind: 'stale' });
    expect(readdirSync(join(folder, 'job/profiler-output')).some((name) => name.endsWith('.tmp'))).toBe(
      false,
    );
  });

  test('changes nothing and leaves nothing when the record cannot be kept', async () => {
    const folder = temporaryFolder({ [KEY]: CALL });
    const { path, object } = await readFound(folder);
    const replaced = object.replace(Buffer.from('new'), provenance, async () => {
      throw new Error('no record');
    });
    await expect(replaced).rejects.toThrow('no record');
    expect(readFileSync(path).equals(CALL)).toBe(true);
    expect(readdirSync(join(folder, 'job/profiler-output'))).toHaveLength(1);
  });

  test('is stale when somebody writes while the record is being kept: what they wrote stays', async () => {
    const folder = temporaryFolder({ [KEY]: CALL });
    const { path, object } = await readFound(folder);
    const answer = await object.replace(Buffer.from('new'), provenance, async () => {
      writeFileSync(path, 'other');
    });
    expect(answer).toEqual({ kind: 'stale' });
    expect(readFileSync(path, 'utf8')).toBe('other');
    expect(readdirSync(join(folder, 'job/profiler-output'))).toEqual(['profiler-report.ipynb']);
  });

  test('is stale, and then missing, when its folder has gone or become a file', async () => {
    const folder = temporaryFolder({ [KEY]: CALL });
    const { store, ref, object } = await readFound(folder);
    rmSync(join(folder, 'job'), { recursive: true });
    expect(await object.replace(CALL, provenance, async () => {})).toEqual({ kind: 'stale' });
    expect(await store.read(ref, LIMIT)).toEqual({ kind: 'missing' });
    writeFileSync(join(folder, 'job'), '');
    expect(await object.replace(CALL, provenance, async () => {})).toEqual({ kind: 'stale' });
    expect(await store.read(ref, LIMIT)).toEqual({ kind: 'missing' });
  });
});

describe('symbolic links', () => {
  test('a file link inside of the folder stands for the real file, which is replaced and on record', async () => {
    const folder = temporaryFolder({ 'real.ipynb': CALL });
    mkdirSync(join(folder, 'job/profiler-output'), { recursive: true });
    symlinkSync('../../real.ipynb', join(folder, KEY));
    const ran = await runCli(folder, ['apply', '.', '--format', 'ndjson', '--no-ledger']);
    expect(recordsOf(ran.out)).toMatchObject([{ outcome: 'opted-out', object: { key: 'real.ipynb' } }]);
    expect(lstatSync(join(folder, KEY)).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.ipynb'), 'utf8')).toContain('opt_out=True');
  });

  test('a link out of the folder, or to nowhere, is refused, and nothing outside is touched', async () => {
    const outside = temporaryFolder({ 'x.ipynb': CALL, 'profiler-output/profiler-report.html': '<p>' });
    const folder = temporaryFolder({ 'b/profiler-output/profiler-report.html': '<p>' });
    for (const [name, to] of [
      ['a', join(outside, 'x.ipynb')],
      ['c', join(folder, 'nowhere')],
    ] as const) {
      mkdirSync(join(folder, name, 'profiler-output'), { recursive: true });
      symlinkSync(to, join(folder, name, 'profiler-output/profiler-report.ipynb'));
    }
    symlinkSync(join(outside, 'profiler-output'), join(folder, 'profiler-output'));
    const ran = await runCli(folder, ['apply', '.', '--format', 'ndjson', '--no-ledger']);
    expect(ran.exitCode).toBe(2);
    expect(recordsOf(ran.out).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['refused', 'symbolic-link'],
      ['silent', undefined],
      ['refused', 'symbolic-link'],
    ]);
    expect(ran.error).toContain(`skipped, a symbolic link to a folder: ${join(folder, 'profiler-output')}\n`);
    expect(readFileSync(join(outside, 'x.ipynb')).equals(CALL)).toBe(true);
    const { store, ref } = storeIn(folder, 'profiler-output/profiler-report.html');
    expect(await store.read(ref, LIMIT)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'symbolic-link' },
    });
  });
});

test('a folder that a link replaces between two reads is not followed', async () => {
  const folder = temporaryFolder({ [`root/${KEY}`]: CALL, [`elsewhere/${KEY}`]: CALL });
  const { store, ref } = storeIn(join(folder, 'root'));
  expect(await store.read(ref, LIMIT)).toMatchObject({ kind: 'found' });
  renameSync(join(folder, 'root'), join(folder, 'gone'));
  symlinkSync('elsewhere', join(folder, 'root'));
  expect(await store.read(ref, LIMIT)).toMatchObject({
    kind: 'refused',
    refusal: { reason: 'symbolic-link' },
  });
});

test('what a run that was cut off left behind is told of, and left alone', async () => {
  const left = 'a/profiler-output/.profiler-report.ipynb.0123456789ab.tmp';
  const folder = temporaryFolder({
    'a/profiler-output/profiler-report.ipynb': CALL,
    [left]: CALL,
    'a/profiler-output/.notes.txt.0123456789ab.tmp': 'of somebody else',
  });
  const ran = await runCli(folder, ['apply', '.', '--no-ledger', '--format', 'ndjson']);
  expect(recordsOf(ran.out).map(({ outcome }) => outcome)).toEqual(['opted-out']);
  expect(ran).toMatchObject({
    exitCode: 0,
    error: expect.stringContaining(
      `skipped, a temporary file of an interrupted run: ${join(folder, left)}; delete it unless another run is in progress\n`,
    ),
  });
  expect(readFileSync(join(folder, left)).equals(CALL)).toBe(true);
});

test('what is too large is told without a setting that the command line does not have', async () => {
  const folder = temporaryFolder({ [KEY]: '' });
  truncateSync(join(folder, KEY), 64 * 1024 * 1024);
  const { out } = await runCli(folder, ['scan', '.', '--format', 'ndjson']);
  expect(recordsOf(out)[0].detail).toBe(
    'its size of 67108864 bytes reaches the limit of 67108864: opt this report out by hand',
  );
});

test('pipes and folders are refused without being opened', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a/profiler-output'), { recursive: true });
  spawnSync('mkfifo', [join(folder, 'a/profiler-output/profiler-report.ipynb')]);
  const ran = await runCli(folder, ['scan', '.', '--format', 'ndjson']);
  expect(recordsOf(ran.out)).toMatchObject([{ outcome: 'refused', reason: 'not-a-regular-file' }]);
  const { store, ref } = storeIn(folder, 'a');
  expect(await store.read(ref, LIMIT)).toMatchObject({ refusal: { reason: 'not-a-regular-file' } });
  expect(await store.read({ ...ref, key: 'none' }, LIMIT)).toEqual({ kind: 'missing' });
});

test('a file with another name is refused: the other name would keep the earlier bytes', async () => {
  const folder = temporaryFolder({ [KEY]: CALL });
  linkSync(join(folder, KEY), join(folder, 'backup'));
  const ran = await runCli(folder, ['apply', '.', '--no-ledger', '--format', 'ndjson']);
  expect(ran.exitCode).toBe(2);
  expect(recordsOf(ran.out)).toMatchObject([{ outcome: 'refused', reason: 'hard-link' }]);
  // What only looks says the same.
  for (const words of [
    ['scan', '.'],
    ['apply', '.', '--html', 'silence', '--dry-run'],
  ])
    expect(await runCli(folder, [...words, '--format', 'ndjson'])).toMatchObject({
      exitCode: 2,
      out: ran.out,
    });
  for (const name of [KEY, 'backup']) expect(readFileSync(join(folder, name)).equals(CALL)).toBe(true);
  expect(statsOf(join(folder, KEY)).nlink).toBe(2n);
});

test('of linked copies, which are only recorded, a look says what they are', async () => {
  const copy = 'profiler-output/.ipynb_checkpoints/profiler-report-checkpoint.ipynb';
  const folder = temporaryFolder({ [copy]: CALL });
  linkSync(join(folder, copy), join(folder, 'backup'));
  const outcomes = async (...words: string[]) =>
    recordsOf((await runCli(folder, [...words, '--no-ledger', '--format', 'ndjson'])).out).map(
      ({ outcome }) => outcome,
    );
  expect(await outcomes('apply', '.')).toEqual(['would-opt-out']);
  for (const more of [[], ['--dry-run']])
    expect(await outcomes('apply', '.', '--copies', ...more)).toEqual(['refused']);
});

test('where nothing can keep access control lists, that is told once', async () => {
  const folder = temporaryFolder({ [KEY]: CALL, 'profiler-report.ipynb': CALL });
  const ran = spawnSync(process.execPath, [BIN, 'apply', '.', '--no-ledger', '--format', 'ndjson'], {
    cwd: folder,
    env: { PATH: join(folder, 'none') },
    encoding: 'utf8',
  });
  expect(recordsOf(ran.stdout).map(({ outcome }) => outcome)).toEqual(['opted-out', 'opted-out']);
  expect(ran.stderr.match(/the cp of this system cannot keep access control lists/g)).toHaveLength(1);
});

test('errors of the file system name the file and what to do, others stay as they are', () => {
  const cause = Object.assign(new Error('x'), { code: 'ENOSPC' });
  expect(fileFault(cause, '/f', 'replace')).toMatchObject({
    name: 'Fault',
    retryable: true,
    message: 'cannot replace /f: the disk is full: make room, then run again',
    cause,
  });
  const rare = Object.assign(new Error('ESTALE: stale file handle'), { code: 'ESTALE', syscall: 'open' });
  expect(fileFault(rare, '/f', 'read')).toMatchObject({
    code: 'input-output',
    message: expect.stringContaining('/f'),
  });
  const bug = new TypeError('x');
  expect(fileFault(bug, '/f', 'read')).toBe(bug);
});
