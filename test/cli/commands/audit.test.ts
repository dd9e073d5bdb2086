import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { software } from '../../../src/report/software.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

const LEDGER = 'profiler-opt-out-ledger.ndjson';
const linesOf = (...records: readonly object[]) =>
  records.map((record) => `${renderJsonLine(record)}\n`).join('');
const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const optedOut = recordOf({ outcome: 'opted-out', after: stateOf('after') });
const refused = recordOf({ outcome: 'refused', key: keyOf('job-2'), at: day(9) });
const reporting = recordOf({
  outcome: 'reports-usage',
  key: keyOf('job-1', 'profiler-report.html'),
  at: day(5),
});

describe('the figures of a ledger', () => {
  test('are shown at a glance, what needs attention last', async () => {
    const folder = temporaryFolder({ 'l.ndjson': linesOf(refused, optedOut, reporting) });
    const { exitCode, out, error } = await runCli(folder, ['audit', 'l.ndjson']);
    expect([exitCode, error]).toEqual([0, '']);
    expect(out).toBe(
      `${[
        'Of 2 reports, 1 reported usage when opened; 0 are silenced; 1 HTML report still reports usage; of 1 object it is not known.',
        '',
        'ledger              l.ndjson',
        'records             3',
        'recorded            2026-01-02T00:00:00.000Z to 2026-01-09T00:00:00.000Z',
        'reports             2',
        'notebooks           1 opted-out, 1 refused',
        'HTML reports        1 reports-usage',
        '                    1 version was generated before opting out',
        'report usage now    1 HTML report when opened, 0 notebooks when run or opened',
        '  copies            0 HTML reports when opened, 0 notebooks when run or opened',
        '  earlier versions  0 HTML reports when opened, 0 notebooks when run or opened',
        `software            3 profiler-opt-out/${software.version}`,
        `SHA-256             ${/[0-9a-f]{64}/.exec(out)?.[0]} of 3 records`,
        '',
        'Needs attention:',
        '  HTML reports that report usage when they are opened (1). Remove the beacon:',
        `      profiler-opt-out apply s3://b/${reporting.object.key} --html silence --ledger l.ndjson`,
        `    ${reporting.object.key}`,
        '  Refused, and left unchanged (1). Act on the reason of each, then look again:',
        `      profiler-opt-out scan s3://b/${refused.object.key}`,
        `    ${refused.object.key}  encoded-content: store it unencoded`,
      ].join('\n')}\n`,
    );
  });

  test('list some objects of a group and count the others, and say when no command can be shown', async () => {
    const many = Array.from({ length: 23 }, (_, index) =>
      recordOf({ outcome: 'would-opt-out', key: `\0/${keyOf(`job-${index}`)}` }),
    );
    const folder = temporaryFolder({ l: linesOf(...many) });
    const { out } = await runCli(folder, ['audit', 'l']);
    expect(out).toContain('      a name here cannot stand on a command line\n');
    expect(out).toContain('    and 3 more\n');
  });

  test('are the same from a folder, in another order, and with repeated records', async () => {
    const folder = temporaryFolder({
      'l.ndjson': linesOf(refused, optedOut, reporting),
      'in/day=2026-01-01/a.json': linesOf(reporting),
      'in/b.ndjson': linesOf(optedOut, refused, optedOut),
      'in/c.txt': 'no ledger',
    });
    const hashOf = async (...words: string[]) =>
      /SHA-256 +(.*)\n/.exec((await runCli(folder, ['audit', ...words])).out)?.[1];
    expect(await hashOf('in')).toBe(await hashOf('l.ndjson'));
    expect(await hashOf('in', 'l.ndjson')).toBe(await hashOf('l.ndjson'));
    expect((await runCli(folder, ['audit', 'in', 'l.ndjson'])).out).toContain(
      'records             3 (4 repeated)',
    );
  });

  test('of a period are of what was recorded in it', async () => {
    const folder = temporaryFolder({ 'l.ndjson': linesOf(refused, optedOut, reporting) });
    const { out } = await runCli(folder, ['audit', 'l.ndjson', '--from', '2026-01-05', '--to', '2026-01-09']);
    expect(out).toContain(
      'period              recorded from 2026-01-05T00:00:00.000Z until before 2026-01-09T00:00:00.000Z\n',
    );
    expect(out).toContain('records             1\n');
    const open = await runCli(folder, ['audit', 'l.ndjson', '--to', '2026-01-09T00:00:01Z']);
    expect(open.out).toContain(
      'period              recorded at any time until before 2026-01-09T00:00:01.000Z\n',
    );
    expect(open.out).toContain('records             3\n');
  });

  test.each<[string, string, string[]]>([
    ['an empty ledger', '', []],
    ['a period without records', linesOf(refused, optedOut), ['--from', '2020-01-01', '--to', '2020-02-01']],
  ])('of %s are zeros', async (_what, text, more) => {
    const folder = temporaryFolder({ 'l.ndjson': text });
    const { exitCode, out } = await runCli(folder, ['audit', 'l.ndjson', ...more]);
    expect(exitCode).toBe(0);
    expect(out).toContain('There are no records, so that nothing can be said about any report.\n');
    expect(out).toContain('records             0\n');
    expect(out).toContain('notebooks           none\n');
  });
});

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

describe('the records of a ledger', () => {
  test('come in the order of keys, as ndjson and as csv', async () => {
    const folder = temporaryFolder({ 'l.ndjson': linesOf(refused, optedOut, reporting) });
    const { out } = await runCli(folder, ['audit', 'l.ndjson', '--format', 'ndjson']);
    expect(recordsOf(out)).toEqual([reporting, optedOut, refused]);
    const csv = (await runCli(folder, ['audit', 'l.ndjson', '--format', 'csv'])).out.split('\n');
    expect(csv[0]).toMatch(
      /^reportsNow,stateNow,currentVersion,version,supersededBy,supersededAt,recordedAt,outcome,/,
    );
    expect(csv).toHaveLength(5);
    expect((await runCli(temporaryFolder({ l: '' }), ['audit', 'l', '--format', 'csv'])).out).toBe(
      `${csv[0]}\n`,
    );
  });

  test('say in csv what still holds: after silencing nothing reports, and what superseded it', async () => {
    const silenced = recordOf({
      outcome: 'silenced',
      key: keyOf('job-1', 'profiler-report.html'),
      after: stateOf('s'),
      at: day(7),
    });
    const folder = temporaryFolder({ l: linesOf(reporting, silenced) });
    const { out } = await runCli(folder, ['audit', 'l', '--format', 'csv']);
    expect(
      out
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',').slice(0, 8).join()),
    ).toEqual([
      `no,gone,false,,silenced,${silenced.recordedAt},${reporting.recordedAt},reports-usage`,
      `no,silenced,true,,,,${silenced.recordedAt},silenced`,
    ]);
  });

  test('have a line in csv for each version that a bucket keeps', async () => {
    const versions = { before: stateOf('1', 'v1'), after: stateOf('2', 'v2') };
    const key = keyOf('job-1', 'profiler-report.html');
    const folder = temporaryFolder({ l: linesOf(recordOf({ outcome: 'silenced', key, ...versions })) });
    const { out } = await runCli(folder, ['audit', 'l', '--format', 'csv']);
    expect(
      out
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',').slice(0, 5).join()),
    ).toEqual(['yes,reports-usage,false,v1,silenced', 'no,silenced,true,v2,']);
  });

  test('that are hostile start no formula, and act on no terminal', async () => {
    const key = '=HYPERLINK("https://x")\u202e\u001b[2J/profiler-output/profiler-report.ipynb';
    const folder = temporaryFolder({ l: linesOf(recordOf({ outcome: 'refused', key })) });
    const { out: csv } = await runCli(folder, ['audit', 'l', '--format', 'csv']);
    expect(csv).toContain(`,"'=HYPERLINK(""https://x"")\\u{202e}\\u{1b}[2J/`);
    expect((await runCli(folder, ['audit', 'l'])).out).toContain('\\u{202e}\\u{1b}[2J');
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

describe('a ledger that cannot be read is a fault that names it', () => {
  test.each<[string[], RegExp]>([
    [['nowhere'], /cannot read the ledger .*nowhere: there is no such file or folder/],
    [['/dev/null'], /\/dev\/null is no ledger: it is neither a file, a folder nor a pipe; name one of these/],
    [['empty'], /empty is no ledger: no \.ndjson or \.json file lies in the folder/],
  ])('%j', async (words, message) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));
    const ran = await runCli(folder, ['audit', ...words]);
    expect(ran).toMatchObject({ exitCode: 3, out: '', error: expect.stringMatching(message) });
  });
});

describe('against a folder', () => {
  const report = makeReport('fresh');
  const page = `in/${report.folder}profiler-report.html`;

  async function applied() {
    const folder = temporaryFolder(filesOf(report, makeReport('other')));
    expect((await runCli(folder, ['apply', 'in', '--html', 'silence'])).exitCode).toBe(0);
    const audit = (against = 'in') => runCli(folder, ['audit', LEDGER, '--against', against]);
    return { folder, audit };
  }

  test('everything is on record after apply, also when a part of it is asked for', async () => {
    const { audit } = await applied();
    expect(await audit()).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('\ncomplete: 4 versions of 4 report objects in in are on record\n'),
    });
    expect((await audit('in/fresh')).out).toContain('\ncomplete: 2 versions of 2 report objects in in/fresh');
    expect((await audit(page)).out).toContain('\ncomplete: 1 version of 1 report object');
  });

  test('nothing found is not complete, and what is gone is part of the answer', async () => {
    const { folder, audit } = await applied();
    rmSync(join(folder, 'in/fresh'), { recursive: true });
    mkdirSync(join(folder, 'in/fresh'));
    const { exitCode, out } = await audit('in/fresh');
    expect(exitCode).toBe(1);
    expect(out).toContain(
      '\nNOTHING FOUND: there are no report objects in in/fresh; check the name\n2 objects on record are no longer there\n',
    );
    mkdirSync(join(folder, 'mistyped'));
    const other = await audit('mistyped');
    expect(other.exitCode).toBe(1);
    expect(other.out).toMatch(/\nNOTHING FOUND: .* in mistyped; check the name\n$/);
  });

  test('what was changed, added or removed since is not', async () => {
    const { folder, audit } = await applied();
    writeFileSync(join(folder, page), 'another page');
    mkdirSync(join(folder, 'in/a/profiler-output'), { recursive: true });
    writeFileSync(join(folder, 'in/a/profiler-output/profiler-report.ipynb'), '{}');
    rmSync(join(folder, 'in/other'), { recursive: true });
    const { exitCode, out } = await audit();
    expect(exitCode).toBe(1);
    expect(out).toContain(
      'INCOMPLETE: 2 of 3 versions of 3 report objects in in are not on record as they are now\n',
    );
    expect(out).toContain(`  not on record: in/${report.folder}profiler-report.html, written 20`);
    expect(out).toContain('  not on record: in/a/profiler-output/profiler-report.ipynb, written 20');
    expect(out).toContain('2 objects on record are no longer there\n');
  });

  test('what became again what it was before is not', async () => {
    const { folder, audit } = await applied();
    // As after a crash between the record and the rewriting.
    writeFileSync(join(folder, page), report.html);
    const { exitCode, out } = await audit();
    expect([exitCode, out]).toEqual([1, expect.stringContaining('INCOMPLETE: 1 of 4 versions of 4')]);
    await runCli(folder, ['apply', 'in', '--html', 'silence']);
    expect(await audit()).toMatchObject({ exitCode: 0, out: expect.stringContaining('2 silenced') });
    await runCli(folder, ['apply', 'in']);
    expect(await audit()).toMatchObject({ exitCode: 0, out: expect.stringContaining('2 silenced') });
  });

  test('a refusal of what cannot be read is a record, too', async () => {
    const { folder, audit } = await applied();
    mkdirSync(join(folder, 'in/a/profiler-output'), { recursive: true });
    symlinkSync('nowhere', join(folder, 'in/a/profiler-output/profiler-report.ipynb'));
    expect((await audit()).out).toContain('INCOMPLETE: 1 of 5');
    await runCli(folder, ['apply', 'in', '--html', 'silence']);
    expect((await audit()).out).toContain('complete: 5 versions of 5');
  });

  test('a program gets the records, and the comparison as a message', async () => {
    const { folder } = await applied();
    const ran = await runCli(folder, ['audit', LEDGER, '--against', 'in', '--format', 'ndjson']);
    expect(recordsOf(ran.out)).toHaveLength(4);
    expect(ran.error).toContain('complete: 4 versions');
  });

  test('a program gets the figures as a message, in csv as in ndjson', async () => {
    const { folder } = await applied();
    const { out: figures } = await runCli(folder, ['audit', LEDGER]);
    expect(figures).toContain('report usage now');
    for (const format of ['csv', 'ndjson']) {
      const { out, error } = await runCli(folder, ['audit', LEDGER, '--format', format]);
      expect(error).toBe(figures);
      expect(out).not.toContain('report usage now');
    }
  });
});

describe('the page', () => {
  test('says whether the record is complete, and how the hash is made', async () => {
    const folder = temporaryFolder(filesOf(makeReport('fresh')));
    await runCli(folder, ['apply', 'in']);
    const pageOf = async (...words: string[]) => {
      await runCli(folder, ['audit', LEDGER, '--page', 'page.html', ...words]);
      return readFileSync(join(folder, 'page.html'), 'utf8');
    };
    expect(await pageOf('--against', 'in')).toContain(
      '<strong>Complete:</strong> 2 versions of 2 report objects in <bdi>in</bdi>, listed <time',
    );
    const unchecked = await pageOf();
    expect(unchecked).toContain('Completeness was not checked.');
    expect(unchecked).toContain(`[]&#39; ${LEDGER} | sha256sum</code>`);
    expect(unchecked).toContain(`--html silence --ledger ${LEDGER}</code>`);
  });

  test('of a folder of ledgers says how they are read', async () => {
    const folder = temporaryFolder({ 'in/a.ndjson': linesOf(optedOut) });
    await runCli(folder, ['audit', 'in', '--page', 'page.html']);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('<code>find in -type f -name');
  });

  test('is written whole beside what is shown', async () => {
    const folder = temporaryFolder({ l: linesOf(optedOut, refused, reporting) });
    const { exitCode, error } = await runCli(folder, ['audit', 'l', '--page', 'page.html']);
    expect([exitCode, error]).toEqual([0, `page: ${join(folder, 'page.html')}\n`]);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  test('that cannot be written is a fault, and leaves nothing', async () => {
    const folder = temporaryFolder({ l: linesOf(optedOut) });
    const ran = await runCli(folder, ['audit', 'l', '--page', 'no/page.html']);
    expect(ran).toMatchObject({ exitCode: 3, error: expect.stringContaining('cannot write the page') });
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
