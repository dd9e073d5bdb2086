/** Notebooks whose saved outputs hold an HTML report, as the command line shows them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { linesOf } from '../../support/notebook.ts';
import { BEACON } from '../../support/reports/beacon.ts';
import { makeReport } from '../../support/reports/report-files.ts';
import { displayed, writeSavedPages } from '../../support/reports/saved-pages.ts';

const page = makeReport('job').html.toString();
const outputs = [displayed(linesOf(page))];
const MENTION = `<textarea>${BEACON}</textarea>`;
const unknown = [displayed(MENTION)];
const CALL = 'setup_profiler_report(arn)';
const NEXT = '  Next: profiler-opt-out apply in --html silence';
const CLEAR = '  Next: jupyter nbconvert --clear-output --inplace <notebook>';
const HELD = 'an HTML report with its beacon in their saved outputs';

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
      NEXT,
      expect.stringMatching(/^ {4}c .*\+", opt_out=True"; embedded beacon in the output of code cell 2$/),
      '',
      `1 no-setup-call: notebooks hold ${HELD}`,
      NEXT,
      '    a  embedded beacon in the output of code cell 2',
      '',
      `1 already-opted-out: notebooks hold ${HELD}`,
      NEXT,
      '    b  embedded beacon in the output of code cell 2',
      '',
      `1 no-setup-call: notebooks may hold ${HELD}`,
      CLEAR,
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

  test('needs --copies to change copies, and has the cell in csv', async () => {
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
    expect(audited.out).toContain('saved outputs     1 notebook holds an HTML report with its beacon');
    expect(audited.out).toContain(
      `      profiler-opt-out apply ${join(folder, String(file))} --html silence --ledger profiler-opt-out-ledger.ndjson\n`,
    );
    writeFileSync(join(folder, String(file)), writeSavedPages([]));
    expect((await runCli(folder, ['scan', 'in'])).exitCode).toBe(0);
  });

  test('opts out and takes the beacon out at once, on one record, when asked', async () => {
    const original = writeSavedPages(outputs, 4, CALL).toString('latin1');
    const folder = folderOf({ c: writeSavedPages(outputs, 4, CALL) });
    const [file = ''] = readTree(folder).keys();
    const words = ['apply', 'in', '--html', 'silence', '--format', 'ndjson'];
    const planned = await runCli(folder, [...words, '--dry-run']);
    expect(recordsOf(planned.out)).toMatchObject([
      { outcome: 'would-opt-out', edits: [{ cell: 1 }, { cell: 2, inserted: '' }] },
    ]);
    expect(recordsOf(planned.out)[0].embedded[0]).not.toHaveProperty('silenced');
    expect(readTree(folder).get(file)).toBe(original);
    const ran = await runCli(folder, words);
    expect(recordsOf(ran.out)).toMatchObject([
      {
        outcome: 'opted-out',
        edits: [{ cell: 1 }, { cell: 2, inserted: '' }],
        embedded: [{ cell: 2, usageReporting: 'reports', silenced: true }],
      },
    ]);
    expect(readTree(folder).get(file)).toBe(
      original.replace('(arn)', '(arn, opt_out=True)').replace(/<img id=\\"profiler-telemetry\\"[^>]*>/, ''),
    );
    expect((await runCli(folder, ['scan', 'in'])).exitCode).toBe(0);
    expect((await runCli(folder, ['audit', 'profiler-opt-out-ledger.ndjson'])).out).toContain(
      'nothing is left that reports usage',
    );
    await runCli(folder, ['restore', 'in']);
    expect(readTree(folder).get(file)).toBe(original);
  });

  test('takes the beacon out of a notebook that needs nothing else, and of copies when asked', async () => {
    const copy = 'in/a/profiler-output/.ipynb_checkpoints/profiler-report-checkpoint.ipynb';
    const folder = temporaryFolder({
      'in/a/profiler-output/profiler-report.ipynb': writeSavedPages(outputs, 4, 'x'),
      [copy]: writeSavedPages(outputs, 4, 'x'),
    });
    const before = readTree(folder).get(copy);
    const dry = await runCli(folder, ['apply', 'in', '--html', 'silence', '--dry-run']);
    expect(dry.out).toContain(
      '1 would-silence: notebooks would lose the beacon in their saved outputs\n  Next: profiler-opt-out apply in --html silence\n',
    );
    const { out } = await runCli(folder, ['apply', 'in', '--html', 'silence']);
    expect(out).toMatch(
      /^1 silenced: notebooks lost the beacon in their saved outputs\n.* code cell 2, byte \d+: -\d+ bytes; beacon taken out of the output of code cell 2$/m,
    );
    expect(readTree(folder).get(copy)).toBe(before);
    expect((await runCli(folder, ['scan', 'in'])).exitCode).toBe(1);
    await runCli(folder, ['apply', 'in', '--html', 'silence', '--copies']);
    expect((await runCli(folder, ['scan', 'in'])).exitCode).toBe(0);
    await runCli(folder, ['restore', 'in']);
    expect(readTree(folder).get(copy)).toBe(before);
  });

  test('leaves what it does not understand, and says so', async () => {
    const folder = folderOf({ a: writeSavedPages([...unknown, ...outputs], 4, 'x') });
    const { out } = await runCli(folder, ['apply', 'in', '--html', 'silence']);
    expect(out).toContain(`1 silenced: notebooks may hold ${HELD}\n${CLEAR}\n`);
    expect(out).toMatch(/perhaps an embedded beacon in the output .*; beacon taken out of the output/);
    const audited = await runCli(folder, ['audit', 'profiler-opt-out-ledger.ndjson']);
    expect(audited.out).toContain('of 1 object it is not known');
    expect(audited.out).toContain('      jupyter nbconvert --clear-output --inplace ');
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
