/** `audit` on lines that are no records, and on ledgers that come through a pipe. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { linesOf, optedOut, refused, reporting } from '../../support/audit/ledger-lines.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

describe('a ledger that comes through a pipe', () => {
  const piped = (text: string, words: string[]) => {
    const folder = temporaryFolder();
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    const writer = spawn('sh', ['-c', 'printf %s "$1" > pipe', 'sh', text], { cwd: folder });
    onTestFinished(() => void writer.kill());
    return { folder, ran: runCli(folder, words) };
  };

  test('is read, and no command asks for it again', async () => {
    const { folder, ran } = piped(linesOf(refused, optedOut, reporting), [
      'audit',
      'pipe',
      '--page',
      'p.html',
    ]);
    const { exitCode, out } = await ran;
    expect(exitCode).toBe(0);
    expect(out).toContain('records             3\n');
    expect(out).toContain(`apply s3://b/${reporting.object.key} --html silence\n`);
    expect(readFileSync(join(folder, 'p.html'), 'utf8')).toContain('came through a pipe');
  });

  test('to which nobody writes can be interrupted', async () => {
    const folder = temporaryFolder();
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    const interruption = new AbortController();
    const ran = runCli(folder, ['audit', 'pipe'], { signal: interruption.signal });
    interruption.abort();
    expect(await ran).toMatchObject({ exitCode: 130, out: '' });
  });
});

describe('lines that are no records', () => {
  test('are shown and skipped, and the others are read', async () => {
    const future = renderJsonLine(recordOf()).replace('audit/v1', 'audit/v2');
    const folder = temporaryFolder({
      l: `${linesOf(optedOut)}nonsense\n\n${future}\n${'x'.repeat(5 << 20)}\n${linesOf(refused)}`,
    });
    const { exitCode, out, error } = await runCli(folder, ['audit', 'l']);
    expect(exitCode).toBe(2);
    expect(out).toContain('records             2 (3 bad lines skipped)');
    const path = join(folder, 'l');
    expect(error).toBe(
      [
        `skipped: ${path}, line 2: it is not JSON\n`,
        `skipped: ${path}, line 4: its schema is profiler-opt-out/audit/v2: read it with a newer version of profiler-opt-out\n`,
        `skipped: ${path}, line 5: the line is longer than any record\n`,
      ].join(''),
    );
  });

  test('are those in which a field was changed, whichever it is', async () => {
    const changed = [
      { ...optedOut, recordedAt: '2026-01-01T00:00:00.000Z' },
      { ...optedOut, after: { ...optedOut.after, sha256: 'ab'.repeat(32) } },
      { ...optedOut, software: { ...optedOut.software, version: '9' } },
      { ...optedOut, report: { ...optedOut.report, generatedAt: '2021-01-01T00:00:00.000Z' } },
    ];
    const folder = temporaryFolder({ l: changed.map((record) => `${renderJsonLine(record)}\n`).join('') });
    const { exitCode, error } = await runCli(folder, ['audit', 'l']);
    expect(exitCode).toBe(2);
    expect(error).toBe(
      changed
        .map(
          (_, index) =>
            `skipped: ${join(folder, 'l')}, line ${index + 1}: its digest is not that of its content: it was changed\n`,
        )
        .join(''),
    );
  });

  test('records that disagree are named with their places, counted, and none is believed', async () => {
    const version = { before: stateOf('1', 'v1'), isLatest: true } as const;
    const page = { ...version, key: keyOf('job-1', 'profiler-report.html'), outcome: 'refused' } as const;
    const holding = recordOf({ ...page, html: { usageReporting: 'reports', generatedBeforeOptOut: true } });
    const other = recordOf({ ...page, before: stateOf('2', 'v1') });
    const folder = temporaryFolder({ a: linesOf(optedOut, holding), b: linesOf(other) });
    const { exitCode, out, error } = await runCli(folder, ['audit', 'a', 'b']);
    expect(exitCode).toBe(2);
    expect(out).toContain('records             1 (1 conflict left out)');
    expect(out).toContain('; 1 invalid, cut-off or conflicting entry of the ledger is left out.\n');
    expect(error).toBe(
      `left out: ${join(folder, 'a')}, line 2 and ${join(folder, 'b')}, line 1: records of one examination that disagree on before.sha256; none is believed\n`,
    );
  });

  test('a last line that a crash cut off is shown, and no error', async () => {
    const folder = temporaryFolder({ l: linesOf(optedOut, refused).slice(0, -20) });
    const { exitCode, out, error } = await runCli(folder, ['audit', 'l']);
    expect(exitCode).toBe(0);
    expect(out).toContain('records             1 (1 cut off at the end)');
    expect(error).toContain('line 2: the last line is cut off, as after a crash; its record is lost\n');
  });

  test('are counted when there are many', async () => {
    const { error, out } = await runCli(temporaryFolder({ l: 'x\n'.repeat(250) }), ['audit', 'l']);
    expect(error.split('\n')).toHaveLength(102);
    expect(out).toContain('250 bad lines skipped');
  });
});

test('a text file is no ledger, whether or not its last line has an end', async () => {
  const folder = temporaryFolder({ 'notes.txt': 'hello', 'more.txt': 'hello\n' });
  for (const name of ['notes.txt', 'more.txt']) {
    expect(await runCli(folder, ['audit', name])).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('line 1: it is not JSON\n'),
    });
  }
});
