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
const NO_RULE = '{"ProfilerRuleConfigurations": []}';
/** Where the parameter goes in line 3. */
const COLUMN = (ABSENT.split('\n')[2] ?? '').indexOf('}}') + 1;
const DETAIL = 'the ProfilerReport rule has no opt_out_telemetry, so the report sends telemetry';

const check = (folder: string, ...words: string[]) => runCli(folder, ['training-job', 'check', ...words]);
const fix = (folder: string, ...words: string[]) => runCli(folder, ['training-job', 'fix', ...words]);

describe('exit codes', () => {
  test.each<[string, Record<string, string>, check: number, fix: number]>([
    ['nothing to look into', { 'a.txt': ABSENT }, 0, 0],
    ['no training job', { 'a.json': '{}' }, 0, 0],
    ['in force and without a rule', { 'a.json': IN_FORCE, 'b.yml': NO_RULE }, 0, 0],
    ['a rule that reports', { 'a.json': IN_FORCE, 'b.yaml': ABSENT }, 1, 0],
    ['something refused', { 'a.json': REFUSED, 'b.json': ABSENT }, 2, 2],
  ])('%s', async (_title, files, checked, fixed) => {
    const folder = temporaryFolder(files);
    expect((await check(folder, '.')).exitCode).toBe(checked);
    expect((await fix(folder, '.', '--dry-run')).exitCode).toBe(fixed);
    expect((await fix(folder, '.')).exitCode).toBe(fixed);
  });

  test('a name that is not there is a fault; the others are looked into', async () => {
    const folder = temporaryFolder({ 'a.json': ABSENT });
    const { exitCode, out, error } = await check(folder, 'b.json', 'a.json');
    expect(exitCode).toBe(3);
    expect(out).toContain('a.json:3:5');
    expect(error).toContain('cannot read b.json: there is no such file or folder');
  });

  test.each<[string[], RegExp]>([
    [['main.tf'], /main\.tf: Terraform's language \(HCL\) is not looked into/],
    [['s3://bucket/a.json'], /looks into files and folders/],
    [['a.txt'], /a\.txt: neither a folder nor a file of a known kind \(\.json, /],
    [[], /training-job check: name a target, or --jobs/],
    [['.', '--formt', 'csv'], /unknown option '--formt'; did you mean '--format'\?/],
    [['.', '--format', 'xml'], /Allowed choices are table, ndjson, csv, github, sarif/],
    [['.', '--dry-run'], /unknown option '--dry-run'/],
  ])('wrong usage: %j', async (words, message) => {
    const folder = temporaryFolder({ 'main.tf': '', 'a.txt': '' });
    const { exitCode, error } = await check(folder, ...words);
    expect(exitCode).toBe(64);
    expect(error).toMatch(message);
  });

  test("Terraform's files with rules are named as skipped", async () => {
    const rule = 'profiler_rule_configurations { rule_parameters = { rule_to_invoke = "ProfilerReport" } }';
    const folder = temporaryFolder({ 'main.tf': rule, 'b.tf.json': `{"${rule}": 1}`, 'c.tf': 'x = 1' });
    const { exitCode, error, out } = await check(folder, '.');
    expect(error).toBe(
      ['b.tf.json', 'main.tf']
        .map(
          (name) =>
            `skipped, ${name}: Terraform's language (HCL) is not looked into: set opt_out_telemetry = "True" in rule_parameters by hand\n`,
        )
        .join(''),
    );
    expect([exitCode, out]).toEqual([0, '0 of 0 files hold training jobs\n']);
  });

  test('a command has to be named', async () => {
    const folder = temporaryFolder();
    expect((await runCli(folder, ['training-job'])).error).toMatch(
      /name a command: check, fix; see --help$/m,
    );
    expect((await runCli(folder, ['training-job', 'chek', '.'])).error).toMatch(/did you mean 'check'\?/);
    expect((await runCli(folder, ['help', 'training-job'])).out).toContain('check [target...]  show');
    expect((await runCli(folder, ['help', 'training-job', 'fix'])).out).toContain('--dry-run');
  });
});

describe('formats', () => {
  const folder = () =>
    temporaryFolder({
      'a.json': ABSENT,
      'b.yaml': REFUSED,
      'c.json': IN_FORCE,
      'd.json': NO_RULE,
      'e.json': '{"ProfilerRuleConfigurations": [}',
    });

  test('table', async () => {
    const { out } = await check(folder(), '.');
    expect(out).toBe(
      [
        `absent   a.json:3:5  ${DETAIL}`,
        `  3:${COLUMN}: ", \\"opt_out_telemetry\\": \\"True\\""`,
        'refused  b.yaml:3:5  unrecognised-value: the value of opt_out_telemetry is not documented; only "True" is known to opt out: write "True"',
        'in-force c.json:3:5  opt_out_telemetry is "True"',
        'no-rule  d.json:1:1  none of its profiler rules is ProfilerReport: it asks for no profiling report',
        'refused  e.json:1:33  syntax-error: not valid JSON: a value is missing',
        '5 of 5 files hold training jobs: 1 send telemetry, 2 refused, 1 opted out, 1 without a ProfilerReport rule',
        'Next: profiler-opt-out training-job fix .',
        '',
      ].join('\n'),
    );
  });

  test('a table in a terminal has the details below', async () => {
    const { out } = await runCli(folder(), ['training-job', 'check', 'a.json'], { columns: 50 });
    expect(out).toContain('absent   a.json:3:5\n  the ProfilerReport rule has no\n');
  });

  test('the next command names only what can be fixed', async () => {
    const { out } = await check(folder(), 'c.json', 'a.json', 'b.yaml');
    expect(out.trimEnd().split('\n').at(-1)).toBe('Next: profiler-opt-out training-job fix a.json');
  });

  test('ndjson', async () => {
    const { out } = await check(folder(), '.', '--format', 'ndjson');
    const rows = recordsOf(out);
    expect(rows[0]).toEqual({
      file: 'a.json',
      line: 3,
      column: 5,
      verdict: 'absent',
      detail: DETAIL,
      edits: [
        {
          at: ABSENT.indexOf('}}'),
          removed: '',
          inserted: Buffer.from(', "opt_out_telemetry": "True"').toString('base64'),
        },
      ],
    });
    expect(rows.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['absent', undefined],
      ['refused', 'unrecognised-value'],
      ['in-force', undefined],
      ['no-rule', undefined],
      ['refused', 'syntax-error'],
    ]);
    expect(rows[4]).toMatchObject({ line: 1, column: 33 });
  });

  test('csv', async () => {
    const { out } = await check(folder(), 'a.json', '--format', 'csv');
    expect(out).toBe(`file,line,column,cell,verdict,reason,detail,fixed\na.json,3,5,,absent,,"${DETAIL}",\n`);
  });

  test('github: an annotation for what reports or was refused', async () => {
    const { out } = await check(folder(), '.', '--format', 'github');
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(
      `::error file=a.json,line=3,col=5,title=Profiling report sends telemetry::${DETAIL}`,
    );
    expect(lines[2]).toMatch(
      /^::warning file=e\.json,line=1,col=33,title=Not decided%3A syntax-error::not valid JSON/,
    );
  });

  test('sarif: what reports with its fix, what was refused, what has no rule', async () => {
    const { out } = await check(folder(), '.', '--format', 'sarif');
    const { results } = JSON.parse(out).runs[0];
    expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ['absent', 'error'],
      ['refused', 'warning'],
      ['no-rule', 'note'],
      ['refused', 'warning'],
    ]);
    expect(results[0].fixes[0].artifactChanges[0].replacements).toEqual([
      {
        deletedRegion: { startLine: 3, startColumn: COLUMN, endLine: 3, endColumn: COLUMN },
        insertedContent: { text: ', "opt_out_telemetry": "True"' },
      },
    ]);
  });

  test('an interruption is said, in the table and in the summary', async () => {
    const folder = temporaryFolder({ 'a.json': ABSENT });
    const words = ['training-job', 'check', '.', '--summary', 's.txt'];
    const { exitCode, out } = await runCli(folder, words, { signal: AbortSignal.abort() });
    expect([exitCode, out]).toEqual([
      130,
      expect.stringContaining('\nstopped before the end: interrupted\n'),
    ]);
    expect(JSON.parse(readTree(folder).get('s.txt') ?? '')).toMatchObject({ isInterrupted: true });
  });

  test('the summary', async () => {
    const at = folder();
    await check(at, '.', '--summary', 's.txt');
    expect(JSON.parse(readTree(at).get('s.txt') ?? '')).toMatchObject({
      command: 'training-job check',
      targets: ['.'],
      files: 5,
      filesWithTrainingJobs: 5,
      verdicts: { absent: 1, refused: 2, 'in-force': 1, 'no-rule': 1, fixed: 0 },
      faults: 0,
      exitCode: 2,
    });
  });
});

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
