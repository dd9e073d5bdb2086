/** `audit`: figures, records and the page of ledgers. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { software } from '../../../src/report/software.ts';
import { day, linesOf, optedOut, refused, reporting } from '../../support/audit/ledger-lines.ts';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

const LEDGER = 'profiler-opt-out-ledger.ndjson';

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
