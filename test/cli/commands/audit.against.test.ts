/** `audit --against` a folder. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

const LEDGER = 'profiler-opt-out-ledger.ndjson';

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
