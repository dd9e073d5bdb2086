import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

const LEDGER = 'profiler-opt-out-ledger.ndjson';
const [one, two] = [makeReport('one'), makeReport('two')];
const outcomesOf = (out: string) => recordsOf(out).map(({ outcome }) => outcome);

/** Two reports, rewritten. */
async function applied() {
  const folder = temporaryFolder(filesOf(one, two));
  const before = readTree(join(folder, 'in'));
  await runCli(folder, ['apply', 'in', '--html', 'silence']);
  const restore = (...words: string[]) => runCli(folder, ['restore', ...words, '--format', 'ndjson']);
  return { folder, before, restore, tree: () => readTree(join(folder, 'in')) };
}

describe('restore', () => {
  test.each([[LEDGER], ['in']])(
    'from %s gives back every byte, and keeps its own records',
    async (source) => {
      const { folder, before, restore, tree } = await applied();
      const { exitCode, out, error } = await restore(source);
      expect([exitCode, error]).toEqual([0, '4 restored\n']);
      expect(recordsOf(out).map(({ outcome, object }) => [outcome, object.key])).toEqual([
        ['restored', `in/${one.folder}profiler-report.html`],
        ['restored', `in/${one.folder}profiler-report.ipynb`],
        ['restored', `in/${two.folder}profiler-report.html`],
        ['restored', `in/${two.folder}profiler-report.ipynb`],
      ]);
      expect(tree()).toEqual(before);
      expect(outcomesOf(readFileSync(join(folder, LEDGER), 'utf8')).slice(4)).toEqual(
        Array(4).fill('restored'),
      );
      expect((await restore(source)).exitCode).toBe(0);
      expect(outcomesOf(readFileSync(join(folder, LEDGER), 'utf8'))).toHaveLength(8);
    },
  );

  test.each([[LEDGER], ['in']])(
    'from %s a second time says that all is as before, and records nothing',
    async (source) => {
      const { folder, restore } = await applied();
      await restore(source);
      const ledger = readFileSync(join(folder, LEDGER), 'utf8');
      for (const more of [[], ['--dry-run'], ['--no-ledger']])
        expect(await restore(source, ...more)).toEqual({
          exitCode: 0,
          out: '',
          error: `already as before, and left so: 4 objects\nnothing to restore in ${source}\n`,
        });
      expect(readFileSync(join(folder, LEDGER), 'utf8')).toBe(ledger);
    },
  );

  test('of one file restores that one', async () => {
    const { restore, tree, before } = await applied();
    await restore(`in/${one.folder}profiler-report.ipynb`);
    const changed = [...tree()].filter(([path, bytes]) => before.get(path) !== bytes);
    expect(changed.map(([path]) => path)).not.toContain(`${one.folder}profiler-report.ipynb`);
    expect(changed).toHaveLength(3);
  });

  test('in a dry run changes and records nothing', async () => {
    const { folder, restore, tree } = await applied();
    const [files, ledger] = [tree(), readFileSync(join(folder, LEDGER), 'utf8')];
    const { exitCode, out } = await restore('in', '--dry-run');
    expect([exitCode, outcomesOf(out)]).toEqual([0, Array(4).fill('would-restore')]);
    expect([tree(), readFileSync(join(folder, LEDGER), 'utf8')]).toEqual([files, ledger]);
  });

  test('refuses what was changed since, and restores the others', async () => {
    const { folder, restore } = await applied();
    const path = join(folder, 'in', one.folder, 'profiler-report.ipynb');
    writeFileSync(path, `${readFileSync(path, 'utf8')} `);
    const { exitCode, out } = await restore(LEDGER, '--concurrency', '1');
    expect(exitCode).toBe(2);
    expect(outcomesOf(out)).toEqual(['restored', 'refused', 'restored', 'restored']);
    expect(readFileSync(path, 'utf8').endsWith(' ')).toBe(true);
  });

  test('of files that were moved says so, and finds them by their bytes where they are named', async () => {
    const { folder, restore, before } = await applied();
    renameSync(join(folder, 'in'), join(folder, 'moved'));
    const { exitCode, out, error } = await restore(LEDGER);
    expect([exitCode, outcomesOf(out)]).toEqual([2, Array(4).fill('missing')]);
    expect(error).toContain(
      'not restored, since nothing is where the ledger says: 4 objects; if files were moved, name the folder they are in now, and the ledger with --ledger\n',
    );
    const moved = await restore('moved', '--ledger', LEDGER);
    expect([moved.exitCode, outcomesOf(moved.out)]).toEqual([0, Array(4).fill('restored')]);
    expect(readTree(join(folder, 'moved'))).toEqual(before);
  });

  test.each<[string, (line: string) => string, string]>([
    [
      'was changed',
      (line) => line.replace('"cli"', '"s3"'),
      'its digest is not that of its content: it was changed',
    ],
    ['is no record', () => 'nonsense', 'it is not JSON'],
    [
      'is cut off',
      (line) => line.slice(0, 500),
      'it is cut off, as after a crash, and no later line has its record',
    ],
  ])('from a ledger of which a line %s restores the rest, and ends with 2', async (_name, change, why) => {
    const { folder, restore } = await applied();
    const [first = '', ...rest] = readFileSync(join(folder, LEDGER), 'utf8').split('\n');
    writeFileSync(join(folder, LEDGER), [first, change(rest[0] ?? ''), ...rest.slice(1)].join('\n'));
    for (const source of [LEDGER, 'in']) {
      const { exitCode, out, error } = await restore(source);
      expect([exitCode, outcomesOf(out)]).toEqual([2, source === LEDGER ? Array(3).fill('restored') : []]);
      expect(error).toContain(`line 2: ${why}`);
      expect(error).toContain(
        'not restored: what 1 entry of the ledger said that cannot be read or believed; ',
      );
    }
  });

  test('from a ledger of which nothing can be believed restores nothing, and ends with 2', async () => {
    const { folder, restore } = await applied();
    const ledger = readFileSync(join(folder, LEDGER), 'utf8');
    writeFileSync(join(folder, LEDGER), ledger.replaceAll('"cli"', '"s3"').slice(0, -20));
    const { exitCode, out, error } = await restore(LEDGER);
    expect([exitCode, out]).toEqual([2, '']);
    expect(error).toContain('not restored: what 3 entries of the ledger said');
    expect(error).not.toContain('nothing to restore');
  });

  test('of a report that was generated anew, opted out again, restores what it is now', async () => {
    const { folder, restore } = await applied();
    const anew = makeReport('one', { seed: 9 });
    for (const [path, bytes] of Object.entries(filesOf(anew))) writeFileSync(join(folder, path), bytes);
    await runCli(folder, ['apply', 'in']);
    await restore(LEDGER);
    const now = readFileSync(join(folder, 'in', one.folder, 'profiler-report.ipynb'));
    expect(now.equals(anew.notebook)).toBe(true);
  });

  test('of what was restored and opted out again is on record, each time', async () => {
    const { folder, before, tree } = await applied();
    let day = 1;
    const clock = { now: () => new Date(Date.UTC(2026, 1, day)), sleep: async () => {}, random: () => 0 };
    const run = async (...words: string[]) => {
      day += 1;
      return runCli(folder, words, { clock });
    };
    const optedOut = tree();
    for (const round of [1, 2]) {
      await run('restore', 'in');
      expect(tree()).toEqual(before);
      expect((await run('audit', LEDGER)).out).toContain('2 would-opt-out');
      // Found as it was before: nothing new.
      await run('restore', LEDGER);
      await run('apply', 'in', '--html', 'silence');
      expect(tree()).toEqual(optedOut);
      const { out } = await run('audit', LEDGER, '--against', 'in');
      expect(out).toMatch(/records +[0-9]+\n/);
      expect(out).toContain('2 opted-out');
      expect(out).toContain('2 silenced');
      expect(out).toContain('\ncomplete: ');
      expect(outcomesOf(readFileSync(join(folder, LEDGER), 'utf8'))).toHaveLength(4 + round * 8);
    }
    await run('apply', 'in', '--html', 'silence');
    expect(
      outcomesOf(readFileSync(join(folder, LEDGER), 'utf8'))
        .slice(20)
        .sort(),
    ).toEqual([...['already-opted-out', 'already-opted-out', 'silent', 'silent']]);
  });

  test('keeps no record when asked, or in the ledger that is named', async () => {
    const { folder, restore } = await applied();
    await restore(LEDGER, '--no-ledger', '--max-objects', '1');
    expect(outcomesOf(readFileSync(join(folder, LEDGER), 'utf8'))).toHaveLength(4);
    await restore(LEDGER, '--ledger', 'other.ndjson');
    expect(outcomesOf(readFileSync(join(folder, 'other.ndjson'), 'utf8'))).toEqual(Array(4).fill('restored'));
  });

  test('of a folder without a ledger says what is needed', async () => {
    const { folder, restore } = await applied();
    rmSync(join(folder, LEDGER));
    expect(await restore('in')).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining(
        `there is no ledger ${LEDGER}: files are restored from the ledger that apply kept`,
      ),
    });
  });

  test('says when there is nothing to restore, and when only so many were', async () => {
    const folder = temporaryFolder({ ...filesOf(one), [LEDGER]: '' });
    expect((await runCli(folder, ['restore', 'in'])).error).toContain('nothing to restore in in\n');
    const { restore } = await applied();
    const { out, error } = await restore('in', '--max-objects', '3');
    expect(recordsOf(out)).toHaveLength(3);
    expect(error).toContain('stopped: --max-objects 3 is reached, and more remain');
  });

  test('a table says where the records are', async () => {
    const { folder } = await applied();
    const { out, error } = await runCli(folder, ['restore', 'in']);
    expect(out).toContain('\n4 restored\n');
    expect(error).toBe(`records: ${join(folder, LEDGER)}\n`);
  });
});
