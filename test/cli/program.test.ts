import { describe, expect, test } from 'vitest';
import { software } from '../../src/report/software.ts';
import { readTree, runCli, temporaryFolder } from '../support/cli.ts';

describe('wrong usage is 64, with the word and what is allowed', () => {
  test.each<[words: string[], message: RegExp]>([
    [[], /name a command: scan, apply, restore, audit, backfill, training-job, replay; see --help$/],
    [['aply', '.'], /unknown command 'aply'; did you mean 'apply'\?$/],
    [['aply', '--help'], /unknown command 'aply'; did you mean 'apply'\?$/],
    [['help', 'scna'], /unknown command 'scna'; did you mean 'scan'\?$/],
    [
      ['undo', 'x'],
      /unknown command 'undo'; commands: scan, apply, restore, audit, backfill, training-job, replay$/,
    ],
    [['training-job'], /name a command: check, fix; see --help$/],
    [['training-job', 'chek'], /unknown command 'chek'; did you mean 'check'\?$/],
    [['training-job', 'undo'], /unknown command 'undo'; commands: check, fix$/],
    [['training-job', 'check'], /training-job check: name a target, or --jobs$/],
    [
      ['training-job', 'check', '--jobs', 'a_b'],
      /'--jobs \[prefix\]' argument 'a_b' .* Write letters, digits/,
    ],
    [
      ['training-job', 'check', '--jobs', '--sinc', 'x'],
      /unknown option '--sinc'; did you mean '--since'\?$/,
    ],
    [['training-job', 'check', '--jobs=x', 'y'], /training-job check: y: --jobs takes no target$/],
    [['training-job', 'check', 'a', '--since', '2026-01-01'], /--since needs --jobs$/],
    [['training-job', 'check', 'a', '--endpoint-url', 'http://x'], /--endpoint-url needs --jobs$/],
    [
      ['training-job', 'check', '--jobs', '--format', 'sarif'],
      /--format sarif is for files; write table, ndjson or csv$/,
    ],
    [['training-job', 'check', '--jobs', '--summary', 'x'], /--summary is for files$/],
    [['--fromat', 'csv'], /unknown option '--fromat'$/],
    [['--version', 'x'], /--version takes no other words$/],
    [
      ['scan'],
      /scan: missing <target>: a folder, a notebook \(\.ipynb\), an HTML report \(\.html, \.htm\), or s3:/,
    ],
    [['scan', ''], /argument 'target'\. It is empty: write a name\.$/],
    [['scan', '.', '--html', 'silence'], /unknown option '--html'/],
    [['scan', '.', '--ledger', 'x'], /unknown option '--ledger'$/],
    [['scan', '.', '--fromat', 'csv'], /unknown option '--fromat'; did you mean '--format'\?$/],
    [['scan', '.', '--format', 'csv', '--version'], /unknown option '--version'/],
    [['scan', '.', '-x'], /unknown option '-x'$/],
    [['scan', 's3:bucket'], /s3:bucket: write s3:\/\/bucket or s3:\/\/bucket\/prefix$/],
    [['scan', 's3://'], /write s3:\/\/bucket/],
    [['apply', '.', '--htlm', 'silence'], /unknown option '--htlm'; did you mean '--html'\?$/],
    [
      ['apply', '.', '--html', 'silent'],
      /'--html <mode>' argument 'silent' .* Allowed choices are record, silence/,
    ],
    [['apply', '.', '--html'], /option '--html <mode>' argument missing$/],
    [['apply', '.', '--html', '--dry-run'], /argument '--dry-run' is invalid/],
    [['apply', '.', '--dry-run=yes'], /option '--dry-run' takes no value$/],
    [['apply', '.', '--dryrun=yes'], /unknown option '--dryrun=yes'/],
    [
      ['apply', '.', '--format', 'xml'],
      /argument 'xml' is invalid\. Allowed choices are table, ndjson, csv\.$/,
    ],
    [['apply', '.', '--concurrency', '0'], /argument '0' is invalid\. Write a whole number from 1 to 256\.$/],
    [['apply', '.', '--concurrency', '257'], /argument '257' is invalid/],
    [['apply', '.', '--concurrency', '1e3'], /'--concurrency <number>' argument '1e3' is invalid/],
    [['apply', '.', '--max-objects', '-1'], /'--max-objects <number>' argument '-1' is invalid/],
    [
      ['apply', '.', '--ledger', 'x', '--no-ledger'],
      /'--ledger .*' cannot be used with option '--no-ledger'$/,
    ],
    [
      ['apply', '.', '--no-ledger', '--ledger', 'x'],
      /'--ledger .*' cannot be used with option '--no-ledger'$/,
    ],
    [['apply', '.', '--ledger', ''], /'--ledger .*' argument '' is invalid\. It is empty: write a name\.$/],
    [
      ['apply', '.', '--ledger', '--dry-run'],
      /It looks like an option: write a name, or \.\/--dry-run for such/,
    ],
    [['apply', '.', '--ledger', 's3:b'], /s3:b: write s3:\/\/bucket/],
    [
      ['apply', '.', '--endpoint-url', 'ftp://x'],
      /argument 'ftp:\/\/x' is invalid\. Write an http or https URL\.$/,
    ],
    [['apply', '.', '--endpoint-url', 'nonsense'], /argument 'nonsense' is invalid/],
    [
      ['apply', '.', '--region', 'Frankfurt'],
      /argument 'Frankfurt' .* Write a region such as eu-central-1\.$/,
    ],
    [['apply', 'notes.txt'], /notes\.txt: neither a folder nor an \.ipynb, \.html or \.htm file$/],
    [['restore'], /restore: missing <source>: a ledger \(all that it names is restored\), or a folder/],
    [['restore', '.', '--html', 'silence'], /unknown option '--html'/],
    [['restore', '.', '--ledger', 'x', '--no-ledger'], /cannot be used with option '--no-ledger'$/],
    [
      ['audit'],
      /audit: missing <ledger>: a file, a folder or s3:\/\/bucket\/prefix that holds audit records$/,
    ],
    [['audit', 'x', '--page', ''], /'--page <file>' argument '' is invalid/],
    [['audit', 'x', '--against', ''], /'--against <target>' argument '' is invalid/],
    [
      ['audit', 'x', '--from', '2026-02-30'],
      /argument '2026-02-30' is invalid\. Write a day such as 2026-01-31/,
    ],
    [['audit', 'x', '--to', 'yesterday'], /argument 'yesterday' is invalid\. Write a day/],
    [['audit', 'x', '--from', '2026-02-01', '--to', '2026-02-01'], /the period has to begin before it ends$/],
    [['audit', 's3:x'], /s3:x: write s3:\/\/bucket or s3:\/\/bucket\/prefix$/],
    [['replay'], /replay: missing <event\.json>: the file of an event as Lambda gets it$/],
    [
      ['replay', 'a.json', 'b.json'],
      /too many arguments for 'replay'\. Expected 1 argument but got 2: a\.json, b\.json/,
    ],
  ])('%j', async (words, message) => {
    const folder = temporaryFolder({ 'notes.txt': '' });
    const ran = await runCli(folder, words);
    expect(ran).toMatchObject({ exitCode: 64, out: '', error: expect.stringMatching(/^[^\n\\]*\n$/) });
    expect(ran.error.trimEnd()).toMatch(message);
    expect(ran.error).toMatch(/^profiler-opt-out: /);
    expect([...readTree(folder).keys()]).toEqual(['notes.txt']);
  });

  test('hostile words do not reach the terminal raw', async () => {
    const ran = await runCli(temporaryFolder(), ['\u001b[2J\u202e']);
    expect(ran.error).toContain("unknown command '\\u{1b}[2J\\u{202e}'");
  });
});

describe('help', () => {
  const COMMANDS = ['scan', 'apply', 'restore', 'audit', 'replay'];

  test.each([[['--help']], [['help']], [['-h']]])('%j is about all commands', async (words) => {
    const ran = await runCli('/', words);
    expect(ran).toMatchObject({ exitCode: 0, error: '' });
    expect(ran.out).toMatch(/^Usage: profiler-opt-out <command> \[options\]\n/);
    for (const name of COMMANDS) expect(ran.out).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(ran.out).toContain('\nExit codes:\n  0    done');
  });

  test.each(COMMANDS)('of %s is about that command alone, with an example', async (name) => {
    const { exitCode, out, error } = await runCli('/', [name, '--help']);
    expect([exitCode, error]).toEqual([0, '']);
    expect(out.split('\n')[0]).toMatch(new RegExp(`^Usage: profiler-opt-out ${name} \\[options\\] <`));
    expect(out).toMatch(new RegExp(`\\nExample:\\n  profiler-opt-out ${name} .*\\n$`));
    expect(out).not.toContain('Exit codes');
    for (const words of [
      [name, '-h'],
      [name, 'x', '-h'],
      ['help', name],
    ])
      expect((await runCli('/', words)).out).toBe(out);
  });

  test('fits the terminal, and 80 columns without one', async () => {
    for (const columns of [60, 100, undefined]) {
      const { out } = await runCli('/', ['apply', '--help'], { columns });
      const widths = out
        .slice(0, out.indexOf('Example:'))
        .split('\n')
        .map((line) => line.length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(columns ?? 80);
    }
  });
});

test('the version is shown', async () => {
  const shown = { exitCode: 0, error: '', out: `profiler-opt-out ${software.version}\n` };
  expect(await runCli('/', ['--version'])).toEqual(shown);
});
