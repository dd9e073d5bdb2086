import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { filesOf, makeReport } from '../../support/reports/report-files.ts';

const LEDGER = 'profiler-opt-out-ledger.ndjson';
const [one, two] = [makeReport('one'), makeReport('two')];
const FILES = filesOf(one, two);

const identities = (text: string): string[] =>
  recordsOf(text).map(({ object }) => `${object.bucket}/${object.key}`);

describe('a file has one identity', () => {
  test('whatever target was named, in one run and in several', async () => {
    const folder = temporaryFolder(FILES);
    symlinkSync('in', join(folder, 'linked'));
    const apply = (...words: string[]) => runCli(folder, ['apply', ...words, '--format', 'ndjson']);
    const first = identities((await apply('in')).out);
    expect(identities((await apply('in/one')).out)).toEqual(first.slice(0, 2));
    expect(identities((await apply('linked', 'in/../in', 'in/one', `in/${one.folder}`)).out)).toEqual(first);
    expect(identities((await apply('linked/two')).out)).toEqual(first.slice(2));
    expect((await runCli(folder, ['audit', LEDGER])).out).toContain('\nreports             2\n');
  });

  test('from wherever the command runs, as long as the ledger is the same', async () => {
    const folder = temporaryFolder(FILES);
    const words = ['--format', 'ndjson', '--ledger', join(folder, LEDGER)];
    const first = identities((await runCli(folder, ['apply', '.', ...words])).out);
    expect(identities((await runCli(join(folder, 'in'), ['apply', '.', ...words])).out)).toEqual(first);
    expect(identities((await runCli('/', ['apply', folder, ...words])).out)).toEqual(first);
  });

  test('also when a target holds the folder of the ledger: what lies outside of it is named from the root', async () => {
    const folder = temporaryFolder({
      'a/profiler-report.ipynb': one.notebook,
      'b/profiler-report.html': one.html,
    });
    mkdirSync(join(folder, 'b'), { recursive: true });
    const run = (...words: string[]) => runCli(join(folder, 'b'), words);
    const { out } = await run('apply', '..', '--format', 'ndjson');
    expect(identities(out)).toEqual([
      `file:////${folder.slice(1)}/a/profiler-report.ipynb`,
      `file://${folder}/b/profiler-report.html`,
    ]);
    expect((await run('audit', LEDGER, '--against', '..')).out).toContain('\ncomplete: 2 versions of 2');
    expect((await run('audit', LEDGER, '--against', '../a')).out).toContain('\ncomplete: 1 version of 1');
    expect((await run('audit', LEDGER, '--against', '.')).out).toContain('\ncomplete: 1 version of 1');
    expect((await run('restore', '..', '--format', 'ndjson')).out).toContain('"outcome":"restored"');
  });

  test('a ledger that lies elsewhere by now still names its files', async () => {
    const folder = temporaryFolder(FILES);
    await runCli(folder, ['apply', 'in']);
    mkdirSync(join(folder, 'archive'));
    renameSync(join(folder, LEDGER), join(folder, 'archive/ledger.ndjson'));
    const ledger = 'archive/ledger.ndjson';
    const { out } = await runCli(folder, ['audit', ledger, '--against', 'in/one']);
    expect(out).toContain('\ncomplete: 2 versions of 2');
    expect(out).not.toContain('moved');
    expect((await runCli(folder, ['restore', 'in', '--ledger', ledger])).exitCode).toBe(0);
    expect(readTree(join(folder, 'in'))).toEqual(readTree(join(temporaryFolder(FILES), 'in')));
  });
});

describe('a catalogue that was moved or copied', () => {
  async function moved() {
    const folder = temporaryFolder(FILES);
    await runCli(folder, ['apply', 'in', '--html', 'silence']);
    cpSync(join(folder, 'in'), join(folder, 'elsewhere'), { recursive: true });
    return { folder, audit: () => runCli(folder, ['audit', LEDGER, '--against', 'elsewhere']) };
  }

  test('is on record by its contents', async () => {
    const { audit } = await moved();
    expect(await audit()).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining(
        'complete: 4 versions of 4 report objects in elsewhere are on record\n4 versions were moved or copied: their contents are on record under another place\n',
      ),
    });
  });

  test('is not, as far as it was changed since, or holds what was there before', async () => {
    const { folder, audit } = await moved();
    writeFileSync(join(folder, 'elsewhere', `${one.folder}profiler-report.html`), '<p>');
    writeFileSync(join(folder, 'elsewhere', `${two.folder}profiler-report.ipynb`), two.notebook);
    const { exitCode, out } = await audit();
    expect(exitCode).toBe(1);
    expect(out).toContain('INCOMPLETE: 2 of 4 versions of 4 report objects in elsewhere');
    expect(out).toContain('2 versions were moved');
  });

  test('is restored from its ledger', async () => {
    const { folder } = await moved();
    const { exitCode, out } = await runCli(folder, ['restore', 'elsewhere', '--format', 'ndjson']);
    expect(exitCode).toBe(0);
    expect(recordsOf(out).map(({ outcome }) => outcome)).toEqual(Array(4).fill('restored'));
    for (const [path, bytes] of Object.entries(FILES))
      expect(readFileSync(join(folder, path.replace('in/', 'elsewhere/'))).equals(bytes)).toBe(true);
  });
});
