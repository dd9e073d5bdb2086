/** `training-job check`: exit codes and formats. */
import { describe, expect, test } from 'vitest';
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
