/** Notebooks whose saved outputs hold an HTML report, as the command line shows them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { linesOf } from '../../support/notebook.ts';
import { BEACON } from '../../support/reports/beacon.ts';
import { makeReport } from '../../support/reports/report-files.ts';
import { displayed, writeSavedPages } from '../../support/saved-pages.ts';

const page = makeReport('job').html.toString();
const outputs = [displayed(linesOf(page))];
const MENTION = `<textarea>${BEACON}</textarea>`;
const unknown = [displayed(MENTION)];
const CALL = 'setup_profiler_report(arn)';
const NEXT = '  Next: jupyter nbconvert --clear-output --inplace <notebook>';
const HELD = 'an HTML report with its beacon in their saved outputs';
const LEFT = 'which are left unchanged; clear the outputs of each';

const folderOf = (notebooks: Readonly<Record<string, Buffer>>) =>
  temporaryFolder(
    Object.fromEntries(
      Object.entries(notebooks).map(([name, bytes]) => [
        `in/${name}/profiler-output/profiler-report.ipynb`,
        bytes,
      ]),
    ),
  );

describe('scan', () => {
  test('ends with 1 and says where the beacon is', async () => {
    const folder = folderOf({
      a: writeSavedPages(outputs, 4, 'x'),
      b: writeSavedPages(outputs),
      c: writeSavedPages(outputs, 4, CALL),
      d: writeSavedPages([]),
      e: writeSavedPages([displayed(MENTION, 3)], 3, 'x'),
    });
    const before = readTree(folder);
    const { exitCode, out } = await runCli(folder, ['scan', 'in']);
    expect(exitCode).toBe(1);
    const lines = out.split('\n').map((line) => line.replace(/^( +)in\/(.).*\.ipynb/, '$1$2'));
    expect(lines).toEqual([
      `1 would-opt-out: notebooks report usage when they are run, and hold ${HELD}`,
      '  Next: profiler-opt-out apply in',
      expect.stringMatching(/^ {4}c .*\+", opt_out=True"; embedded beacon in the output of code cell 2$/),
      '',
      `1 no-setup-call: notebooks hold ${HELD}, ${LEFT}`,
      NEXT,
      '    a  embedded beacon in the output of code cell 2',
      '',
      `1 already-opted-out: notebooks hold ${HELD}, ${LEFT}`,
      NEXT,
      '    b  embedded beacon in the output of code cell 2',
      '',
      `1 no-setup-call: notebooks may hold ${HELD}, ${LEFT}`,
      NEXT,
      '    e  perhaps an embedded beacon in the output of code cell 2',
      '',
      '1 already-opted-out: notebooks pass opt_out=True already',
      '    d',
      '',
      '2 already-opted-out, 2 no-setup-call, 1 would-opt-out',
      '',
    ]);
    expect(readTree(folder)).toEqual(before);
  });

  test.each([
    [{ a: writeSavedPages(outputs) }, 1, [{ code: 1, text: '1 holds a beacon in its saved outputs' }]],
    [
      { a: writeSavedPages(outputs), b: writeSavedPages(outputs) },
      1,
      [{ code: 1, text: '2 hold a beacon in their saved outputs' }],
    ],
    [{ a: writeSavedPages(unknown) }, 1, [{ code: 1, text: '1 may hold a beacon in its saved outputs' }]],
    [
      { a: writeSavedPages(unknown), b: writeSavedPages(unknown) },
      1,
      [{ code: 1, text: '2 may hold a beacon in their saved outputs' }],
    ],
    [{ a: writeSavedPages([]) }, 0, []],
  ])('gives the reason for its exit code: %#', async (notebooks, exitCode, exitReasons) => {
    const folder = folderOf(notebooks);
    const ran = await runCli(folder, ['scan', 'in', '--summary', 'summary.json']);
    expect(ran.exitCode).toBe(exitCode);
    expect(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))).toMatchObject({ exitReasons });
  });

  test('names copies as such, and the cell in csv', async () => {
    const folder = temporaryFolder({
      'in/profiler-output/.ipynb_checkpoints/profiler-report-checkpoint.ipynb': writeSavedPages(outputs),
      'in/profiler-output/profiler-report.ipynb': writeSavedPages([]),
    });
    expect((await runCli(folder, ['scan', 'in'])).out).toContain(
      `1 already-opted-out: notebooks hold ${HELD}`,
    );
    const { out } = await runCli(folder, ['scan', 'in', '--format', 'csv']);
    expect(out).toContain(',embedded beacon in the output of code cell 2,');
  });
});

describe('apply', () => {
  test('opts the notebook out, leaves its outputs, and has them on record', async () => {
    const folder = folderOf({ c: writeSavedPages(outputs, 4, CALL) });
    const [file] = readTree(folder).keys();
    const ran = await runCli(folder, ['apply', 'in', '--format', 'ndjson']);
    expect(ran.exitCode).toBe(0);
    expect(recordsOf(ran.out)).toMatchObject([
      { outcome: 'opted-out', edits: [{ cell: 1 }], embedded: [{ cell: 2, usageReporting: 'reports' }] },
    ]);
    const after = readFileSync(join(folder, String(file)), 'utf8');
    expect(after).toBe(writeSavedPages(outputs, 4, 'setup_profiler_report(arn, opt_out=True)').toString());
    const audited = await runCli(folder, ['audit', 'profiler-opt-out-ledger.ndjson']);
    expect(audited.out).toContain('saved outputs     1 notebooks hold an HTML report with its beacon');
    expect(audited.out).toContain(
      `      jupyter nbconvert --clear-output --inplace ${join(folder, String(file))}\n`,
    );
    writeFileSync(join(folder, String(file)), writeSavedPages([]));
    expect((await runCli(folder, ['scan', 'in'])).exitCode).toBe(0);
  });

  test('can be undone, and the outputs stay on record', async () => {
    const folder = folderOf({ c: writeSavedPages(outputs, 4, CALL) });
    await runCli(folder, ['apply', 'in']);
    const ran = await runCli(folder, ['restore', 'in', '--format', 'ndjson']);
    expect(recordsOf(ran.out)).toMatchObject([{ outcome: 'restored', embedded: [{ cell: 2 }] }]);
    const [restored] = [...readTree(folder).values()];
    expect(restored).toBe(writeSavedPages(outputs, 4, CALL).toString('latin1'));
  });
});
