import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import { FileLedger } from '../../src/files/file-ledger.ts';
import { renderJsonLine } from '../../src/text/safe-text.ts';
import { readTree, runCli, statsOf, temporaryFolder } from '../support/cli.ts';
import { fileState, recordOf, stateOf } from '../support/records.ts';
import { filesOf, makeReport as make } from '../support/reports/report-files.ts';

const LEDGER = 'profiler-opt-out-ledger.ndjson';
const fresh = make('fresh');
/** Appends until the file may not grow any more. */
const CHILD = new URL('append-child.ts', import.meta.url).pathname;
const FILE_LIMIT_BLOCKS = 100;

describe('the ledger', () => {
  test('is where --ledger says, begins on a fresh line after a torn one, and is only for its owner', async () => {
    const folder = temporaryFolder({ ...filesOf(fresh), 'my.ndjson': '' });
    await runCli(folder, ['apply', 'in', '--ledger', 'my.ndjson']);
    appendFileSync(join(folder, 'my.ndjson'), '{"schema":"profiler-opt-out/audit/v1","id":"to');
    await runCli(folder, ['apply', 'in', '--ledger', 'my.ndjson']);
    const lines = readFileSync(join(folder, 'my.ndjson'), 'utf8').split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[2]).toBe('{"schema":"profiler-opt-out/audit/v1","id":"to');
    expect(lines[4]).toBe('');
    const other = await runCli(folder, ['apply', 'in', '--ledger', 'new.ndjson']);
    expect(other).toMatchObject({ exitCode: 0, error: `records: ${join(folder, 'new.ndjson')}\n` });
  });

  test('is never begun in a file that is something else', async () => {
    const folder = temporaryFolder({ ...filesOf(fresh), 'notes.txt': 'my notes\n' });
    const ran = await runCli(folder, ['apply', 'in', '--ledger', 'notes.txt']);
    expect(ran.exitCode).toBe(3);
    expect(ran.error).toMatch(
      /notes\.txt is no ledger: its first line is no audit record; name another file with --ledger\n$/,
    );
    expect(readTree(folder).get('notes.txt')).toBe('my notes\n');
    expect(readTree(folder).get(`in/${fresh.folder}profiler-report.ipynb`)).toBe(
      fresh.notebook.toString('latin1'),
    );
  });

  test.each([
    ['folder', /cannot open the ledger .*folder: it is a folder: name a file/],
    ['pipe', /pipe is no ledger: it is no regular file; name another file with --ledger/],
    ['blank.txt', /blank\.txt is no ledger: its first line is no audit record/],
    ['empty.txt', /empty\.txt is no ledger: its first line is no audit record/],
  ])('is never a %s', async (ledger, message) => {
    const folder = temporaryFolder({
      ...filesOf(fresh),
      'folder/x': '',
      'blank.txt': '\nmy notes\n',
      'empty.txt': '\n',
    });
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    const before = readTree(folder);
    const ran = await runCli(folder, ['apply', 'in', '--ledger', ledger]);
    expect(ran).toMatchObject({ exitCode: 3, out: '', error: expect.stringMatching(message) });
    expect(readTree(folder)).toEqual(before);
  });

  test('of two processes at once holds whole lines only, the torn one of a crash beside them', async () => {
    const folder = temporaryFolder();
    const path = join(folder, LEDGER);
    const [ours, theirs] = [await FileLedger.open(path), await FileLedger.open(path)];
    const record = (id: string): AuditRecord => ({ ...recordOf({ detail: 'x'.repeat(600_000) }), id });
    await Promise.all(
      [1, 2, 3].flatMap((n) => [ours.append(record(`a${n}`)), theirs.append(record(`b${n}`))]),
    );
    appendFileSync(path, '{"schema":"profiler-opt-out/audit/v1","id":"to');
    await Promise.all([ours.append(record('a4')), ours.append(record('a4'))]);
    await Promise.all([ours.close(), theirs.close()]);
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    expect(lines).toHaveLength(8);
    const ids = lines.filter((_, index) => index !== 6).map((line) => JSON.parse(line).id);
    expect(ids.sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3']);
    expect(statsOf(path).mode & 0o777n).toBe(0o600n);
  });

  test('that cannot be written keeps everything as it is', async () => {
    const folder = temporaryFolder(filesOf(fresh));
    const ran = await runCli(folder, ['apply', 'in', '--ledger', 'no/such/folder.ndjson']);
    expect(ran).toMatchObject({ exitCode: 3, out: '' });
    expect(ran.error).toMatch(/cannot open the ledger .*folder\.ndjson: there is no such file or folder/);
  });
});

describe('two processes that use one ledger', () => {
  const bucket = 'file:///folder';
  const [before, after] = [fileState('before'), fileState('after')];
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const change = (second: number) =>
    second % 2 === 0
      ? recordOf({ bucket, outcome: 'opted-out', at: at(second), before, after })
      : recordOf({ bucket, outcome: 'restored', at: at(second), before: after, after: before });

  test('have every change of a file on record, whoever made the one before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ isTheirs: fc.boolean(), isTorn: fc.boolean() })),
        async (steps) => {
          const path = join(temporaryFolder(), LEDGER);
          const [ours, theirs] = [await FileLedger.open(path), await FileLedger.open(path)];
          for (const [second, { isTheirs, isTorn }] of steps.entries()) {
            const ledger = isTheirs ? theirs : ours;
            await ledger.append(change(second));
            // Found again as it is: nothing new, for neither.
            await Promise.all(
              [ours, theirs].map((each) => each.append({ ...change(second), recordedAt: '9' })),
            );
            if (isTorn) appendFileSync(path, '{"schema":"profiler-opt-out/audit/v1","id":"to');
          }
          await Promise.all([ours.close(), theirs.close()]);
          const lines = readFileSync(path, 'utf8').split('\n');
          const whole = lines.filter((line) => line.endsWith('}'));
          expect(whole.map((line) => JSON.parse(line))).toEqual(steps.map((_step, second) => change(second)));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('are told when it became shorter meanwhile, and nothing is added', async () => {
    const path = join(temporaryFolder(), LEDGER);
    const ledger = await FileLedger.open(path);
    await ledger.append(change(0));
    writeFileSync(path, '');
    await expect(ledger.append(change(1))).rejects.toThrow(
      /profiler-opt-out-ledger\.ndjson became shorter while records were added to it: leave it as it is/,
    );
    await ledger.close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});

/** The records of a version each, so that none becomes new again. */
const versions = ['v1', 'v2', 'v3', 'v4'].map((version) => recordOf({ before: stateOf(version, version) }));
const idsIn = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).id);

describe('appends side by side', () => {
  test('are in the file when they resolve, each record once, in the order of the calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ record: fc.constantFrom(...versions), pauses: fc.nat(4) })),
        async (calls) => {
          const path = join(temporaryFolder(), LEDGER);
          const ledger = await FileLedger.open(path);
          const appends: Promise<void>[] = [];
          for (const { record, pauses } of calls) {
            const append = ledger.append(record);
            appends.push(append.then(() => expect(idsIn(path)).toContain(record.id)));
            for (let pause = 0; pause < pauses; pause += 1) await setImmediate();
          }
          await Promise.all(appends);
          await ledger.close();
          expect(idsIn(path)).toEqual([...new Set(calls.map(({ record }) => record.id))]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('fail with the write that was to hold them, and can be made again', async () => {
    const path = join(temporaryFolder(), LEDGER);
    const script = `trap '' XFSZ; ulimit -f ${FILE_LIMIT_BLOCKS}; exec "$@"`;
    const child = spawnSync('sh', ['-c', script, 'sh', process.execPath, CHILD, path], { encoding: 'utf8' });
    expect(child.stderr).toBe('');
    const { resolved, rejected } = JSON.parse(child.stdout) as Record<'resolved' | 'rejected', AuditRecord[]>;
    expect([resolved.length > 0, rejected.length > 0]).toEqual([true, true]);
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines).toEqual(expect.arrayContaining(resolved.map((record) => renderJsonLine(record))));
    const ledger = await FileLedger.open(path);
    await Promise.all([...resolved, ...rejected].map((record) => ledger.append(record)));
    await ledger.close();
    // What is whole in the file needs not be added again, though its append failed.
    const missing = rejected.map((record) => renderJsonLine(record)).filter((line) => !lines.includes(line));
    expect(missing.length).toBeGreaterThan(0);
    expect(
      readFileSync(path, 'utf8')
        .split('\n')
        .slice(-1 - missing.length, -1),
    ).toEqual(missing);
  });
});
