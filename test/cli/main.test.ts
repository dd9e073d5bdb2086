import { describe, expect, test } from 'vitest';
import { readTree, runCli, temporaryFolder } from '../support/cli.ts';

describe('wrong usage is 64, with the word and what is allowed', () => {
  test.each<[words: string[], message: RegExp]>([
    [[], /name a command: scan, apply, restore, audit, replay/],
    [['aply', '.'], /unknown command aply: scan, apply, restore, audit, replay are there/],
    [['undo', 'x'], /unknown command undo/],
    [['restore'], /name at least one target/],
    [['restore', '.', '--html', 'silence'], /Unknown option '--html'/],
    [['restore', '.', '--ledger', 'x', '--no-ledger'], /--ledger and --no-ledger exclude each other/],
    [['audit'], /name at least one ledger: a file, a folder or s3:\/\/bucket\/prefix/],
    [['audit', 'x', '--page', ''], /--page needs a name/],
    [['audit', 'x', '--against', ''], /--against needs a name/],
    [['audit', 'x', '--from', '2026-02-30'], /--from 2026-02-30: write a day such as 2026-01-31/],
    [['audit', 'x', '--to', 'yesterday'], /--to yesterday: write a day/],
    [['audit', 'x', '--from', '2026-02-01', '--to', '2026-02-01'], /the period has to begin before it ends/],
    [['audit', 's3:x'], /s3:x: write s3:\/\/bucket or s3:\/\/bucket\/prefix/],
    [['scan'], /name at least one target/],
    [['scan', ''], /an empty word is no target/],
    [['scan', '.', '--html', 'silence'], /Unknown option '--html'/],
    [['apply', '.', '--htlm', 'silence'], /Unknown option '--htlm'/],
    [['apply', '.', '--html', 'silent'], /--html silent: record, silence are allowed/],
    [['apply', '.', '--html'], /'--html <value>' argument missing/],
    [['apply', '.', '--html', '--dry-run'], /'--html' argument is ambiguous\. Did you forget/],
    [['--version', 'x'], /--version stands alone, not with x/],
    [['apply', '.', '--dry-run=yes'], /'--dry-run' does not take an argument/],
    [['apply', '.', '--format', 'xml'], /--format xml: table, ndjson, csv are allowed/],
    [['apply', '.', '--concurrency', '0'], /--concurrency 0: a whole number from 1 to 256/],
    [['apply', '.', '--concurrency', '1e3'], /--concurrency 1e3/],
    [['apply', '.', '--max-objects', '-1'], /--max-objects/],
    [['apply', '.', '--ledger', 'x', '--no-ledger'], /--ledger and --no-ledger exclude each other/],
    [['apply', '.', '--ledger', ''], /--ledger needs a file or s3:\/\/bucket\/prefix/],
    [['apply', '.', '--ledger', 's3:b'], /s3:b: write s3:\/\/bucket/],
    [['apply', '.', '--endpoint-url', 'ftp://x'], /--endpoint-url ftp:\/\/x: write an http or https URL/],
    [['apply', '.', '--endpoint-url', 'nonsense'], /--endpoint-url nonsense/],
    [['replay'], /replay needs the file of an event/],
    [['replay', 'a.json', 'b.json'], /replay takes one event file, not also b\.json/],
    [['scan', 's3:bucket'], /s3:bucket: write s3:\/\/bucket or s3:\/\/bucket\/prefix/],
    [['scan', 's3://'], /write s3:\/\/bucket/],
    [['apply', 'notes.txt'], /notes\.txt: neither a folder nor an \.ipynb or \.html file/],
  ])('%j', async (words, message) => {
    const ran = await runCli(temporaryFolder({ 'notes.txt': '' }), words);
    expect(ran).toMatchObject({ exitCode: 64, out: '', error: expect.stringMatching(message) });
    expect(ran.error).toMatch(/^profiler-opt-out: [^\n\\]*\n$/);
  });

  test('hostile words do not reach the terminal raw', async () => {
    const ran = await runCli(temporaryFolder(), ['\u001b[2J\u202e']);
    expect(ran.error).toContain('unknown command \\u{1b}[2J\\u{202e}');
  });
});

test('help and version', async () => {
  for (const words of [['--help'], ['help'], ['-h'], ['apply', '--help'], ['scan', 'x', '-h']]) {
    const ran = await runCli('/', words);
    expect(ran).toMatchObject({
      exitCode: 0,
      error: '',
      out: expect.stringMatching(/^Opts SageMaker[\s\S]*Exit codes: 0 done/),
    });
  }
  expect(await runCli('/', ['--version'])).toEqual({
    exitCode: 0,
    error: '',
    out: 'profiler-opt-out 0.1.0\n',
  });
});

test('targets that are not there are a fault, a folder without reports is none', async () => {
  const folder = temporaryFolder({ 'empty/x.txt': '' });
  const gone = await runCli(folder, ['scan', 'nowhere']);
  expect(gone).toMatchObject({
    exitCode: 3,
    out: '',
    error: expect.stringMatching(/cannot read .*nowhere: there is no such file or folder/),
  });
  await runCli(folder, ['apply', 'empty', 'nowhere']);
  expect([...readTree(folder).keys()]).toEqual(['empty/x.txt']);
  expect(await runCli(folder, ['scan', 'empty'])).toEqual({
    exitCode: 0,
    out: '',
    error: 'no profiling reports in empty\n',
  });
  expect((await runCli(folder, ['scan', 'empty', '--format', 'csv'])).out).toMatch(
    /^recordedAt,[^\n]*,id\n$/,
  );
});

describe('replay', () => {
  const files = { 'event.json': '{"a": 1}', 'broken.json': '{' };

  test('hands the event and the endpoint to the handler and shows the answer', async () => {
    const given: unknown[] = [];
    const replay = async (...call: unknown[]) => {
      given.push(call);
      return { batchItemFailures: [] };
    };
    const ran = await runCli(
      temporaryFolder(files),
      ['replay', 'event.json', '--endpoint-url', 'http://x:1'],
      { replay },
    );
    expect(given).toEqual([[{ a: 1 }, 'http://x:1']]);
    expect(ran).toEqual({ exitCode: 0, out: '', error: '{"batchItemFailures":[]}\n' });
  });

  test('is 3 when the handler would have the event again', async () => {
    const folder = temporaryFolder(files);
    const partly = async () => ({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    expect((await runCli(folder, ['replay', 'event.json'], { replay: partly })).exitCode).toBe(3);
    const failing = async () => {
      throw new Error('no\u001b access');
    };
    expect(await runCli(folder, ['replay', 'event.json'], { replay: failing })).toMatchObject({
      exitCode: 3,
      error: 'no\\u{1b} access\n',
    });
    expect((await runCli(folder, ['replay', 'event.json'])).error).toBe('null\n');
  });

  test('names the file that is missing or no JSON', async () => {
    const folder = temporaryFolder(files);
    expect(await runCli(folder, ['replay', 'none.json'])).toMatchObject({
      exitCode: 3,
      error: expect.stringMatching(/cannot read .*none\.json/),
    });
    expect(await runCli(folder, ['replay', 'broken.json'])).toMatchObject({
      exitCode: 3,
      error: expect.stringMatching(/broken\.json is no JSON/),
    });
  });
});
