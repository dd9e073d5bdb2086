/** What `training-job fix` changes, and which files are looked into. */
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyEdits, byteOffset, invertEdits } from '../../../src/bytes/edit.ts';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';

const requestOf = (parameters: string) =>
  `{\n  "ProfilerRuleConfigurations": [\n    {"RuleConfigurationName": "r", "RuleParameters": {${parameters}}}\n  ]\n}\n`;
const ABSENT = requestOf('"rule_to_invoke": "ProfilerReport"');
const IN_FORCE = requestOf('"rule_to_invoke": "ProfilerReport", "opt_out_telemetry": "True"');
const REFUSED = requestOf('"rule_to_invoke": "ProfilerReport", "opt_out_telemetry": "yes"');
const check = (folder: string, ...words: string[]) => runCli(folder, ['training-job', 'check', ...words]);
const fix = (folder: string, ...words: string[]) => runCli(folder, ['training-job', 'fix', ...words]);

describe('what a fix changes', () => {
  test('adds the parameter and nothing else; the edits of ndjson take it back', async () => {
    const folder = temporaryFolder({
      'a.json': ABSENT,
      'b.json': IN_FORCE,
      'c.json': REFUSED,
      'd.bin': ABSENT,
    });
    const before = readTree(folder);
    const { out } = await fix(folder, '.', '--format', 'ndjson');
    const after = readTree(folder);
    expect(after.get('a.json')).toBe(IN_FORCE);
    for (const name of ['b.json', 'c.json', 'd.bin']) expect(after.get(name)).toBe(before.get(name));
    const [row] = recordsOf(out);
    expect(row.fixed).toBe(true);
    const edits = row.edits.map(
      ({ at, removed, inserted }: Record<'removed' | 'inserted', string> & { at: number }) => ({
        start: byteOffset(at),
        removed: Buffer.from(removed, 'base64'),
        inserted: Buffer.from(inserted, 'base64'),
      }),
    );
    expect(Buffer.from(applyEdits(Buffer.from(IN_FORCE), invertEdits(edits))).toString()).toBe(ABSENT);
  });

  test('a dry run changes nothing, and says what a fix would do', async () => {
    const folder = temporaryFolder({ 'a.json': ABSENT });
    const { out } = await fix(folder, 'a.json', '--dry-run');
    expect(out).toContain(', \\"opt_out_telemetry\\": \\"True\\"');
    expect(readTree(folder).get('a.json')).toBe(ABSENT);
  });

  test('a table says what was fixed, and how to take it back', async () => {
    const folder = temporaryFolder({ 'a.json': ABSENT });
    const { out } = await fix(folder, 'a.json');
    expect(out).toContain('fixed    a.json:3:5');
    expect(out).toContain('git checkout -- <file>');
    expect((await fix(folder, 'a.json', '--format', 'github')).out).toBe('');
  });

  test('a hard link is refused; the other name keeps its bytes', async () => {
    const folder = temporaryFolder({ 'a.json': ABSENT });
    linkSync(join(folder, 'a.json'), join(folder, 'other'));
    // A dry run says the same; a check says what the file holds.
    expect((await runCli(folder, ['training-job', 'check', 'a.json'])).exitCode).toBe(1);
    for (const more of [['--dry-run'], []]) {
      const { exitCode, out } = await fix(folder, 'a.json', ...more);
      expect(exitCode).toBe(2);
      expect(out).toContain('refused  a.json:3:5  hard-link: ');
    }
    expect(readTree(folder).get('other')).toBe(ABSENT);
  });

  test('a name that is no UTF-8 is told, as far as training jobs may be there, and the others are looked at', async () => {
    const folder = temporaryFolder({ 'in/a.json': ABSENT, 'in/x\ufffd/b.json': ABSENT });
    const odd = (name: string) =>
      Buffer.concat([Buffer.from(join(folder, 'in/y')), Buffer.from([0xff]), Buffer.from(name)]);
    for (const name of ['.json', '.txt', '.tf']) writeFileSync(odd(name), ABSENT);
    mkdirSync(odd(''));
    const { exitCode, out, error } = await fix(folder, 'in');
    expect([exitCode, out]).toEqual([3, expect.stringContaining('2 fixed, 3 faults\n')]);
    expect(new Set(error.split('\n'))).toEqual(
      new Set([
        '',
        ...['', '.json', '.tf'].map(
          (name) =>
            `cannot read ${join(folder, `in/y\ufffd${name}`)}: its name is not UTF-8; rename it, then run again`,
        ),
      ]),
    );
  });

  test('Python in UTF-16 is told to be not understood, also behind a mark and a letter that is no ASCII', async () => {
    const job = 'ProfilerRule.sagemaker(rule_configs.ProfilerReport())\n';
    const source = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
    const folder = temporaryFolder({ 'a.py': source(job), 'b.py': source(`\u4e2d\u6587 = 1\n${job}`) });
    const { exitCode, out } = await runCli(folder, ['training-job', 'check', '.']);
    expect([exitCode, out.match(/refused {2}[ab]\.py {2}not-utf-8: the text is UTF-16/g)]).toEqual([
      2,
      ['refused  a.py  not-utf-8: the text is UTF-16', 'refused  b.py  not-utf-8: the text is UTF-16'],
    ]);
  });

  test('a named link is its file; links in a folder are told and not followed', async () => {
    const folder = temporaryFolder({ 'real/a.json': ABSENT, 'links/x.txt': '' });
    symlinkSync('../real/a.json', join(folder, 'links/b.json'));
    const { error, exitCode } = await fix(folder, 'links');
    expect([exitCode, error]).toEqual([
      0,
      'skipped, a symbolic link: links/b.json; name the real file as a target\n',
    ]);
    expect((await fix(folder, 'links/b.json')).exitCode).toBe(0);
    expect(readTree(folder).get('real/a.json')).toBe(IN_FORCE);
  });
});

describe('what is looked into', () => {
  test('a file under the name of a named link, where its own says nothing', async () => {
    const folder = temporaryFolder({ data: ABSENT });
    symlinkSync('data', join(folder, 'job.json'));
    expect((await check(folder, 'job.json')).exitCode).toBe(1);
    expect((await fix(folder, 'job.json')).exitCode).toBe(0);
    expect(readTree(folder).get('data')).toBe(IN_FORCE);
  });

  test('all files of a folder that git does not ignore, each once, by the names of the command line', async () => {
    const folder = temporaryFolder({
      '.gitignore': 'out/\n*.skip.json\n!kept.skip.json\n',
      'a.json': ABSENT,
      'x.skip.json': ABSENT,
      'kept.skip.json': ABSENT,
      'out/b.json': ABSENT,
      'sub/.gitignore': '/c.json\n',
      'sub/c.json': ABSENT,
      'sub/deep/c.json': ABSENT,
      'node_modules/d.json': ABSENT,
      '.venv/e.json': ABSENT,
    });
    mkdirSync(join(folder, '.git'));
    const files = async (...words: string[]) =>
      recordsOf((await check(folder, ...words, '--format', 'ndjson')).out).map(({ file }) => file);
    expect(await files('.')).toEqual(['a.json', 'kept.skip.json', 'sub/deep/c.json']);
    expect(await files('sub', './sub/deep', 'sub/c.json')).toEqual(['sub/deep/c.json', 'sub/c.json']);
    expect(await files(join(folder, 'sub'))).toEqual([join(folder, 'sub/deep/c.json')]);
  });

  test('a file of 100 MB without a training job is nothing, with one it is refused', async () => {
    const folder = temporaryFolder();
    const filler = Buffer.alloc(20 * 1024 * 1024, ' ');
    writeFileSync(join(folder, 'data.json'), filler);
    writeFileSync(join(folder, 'job.json'), Buffer.concat([filler, Buffer.from(ABSENT)]));
    const { out, exitCode } = await check(folder, '.');
    expect(exitCode).toBe(2);
    expect(out).toMatch(/^refused {2}job\.json {2}too-large: its size of \d+ bytes is above 16777216/);
    expect(out).toContain('1 of 2 files');
  });

  test('a folder that has the name of a file is walked', async () => {
    const folder = temporaryFolder({ 'a.json/b.json': ABSENT });
    expect((await check(folder, '.')).out).toContain('a.json/b.json:3:5');
  });
});
