import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messagesOf, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { makeReport } from '../../support/reports/report-files.ts';
import { type OddS3, startOddS3 } from '../../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

const { notebook, html } = makeReport('job');
const OTHER = JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells: [] });
const LEDGER = 'profiler-opt-out-ledger.ndjson';

async function outcomes(folder: string, ...words: string[]) {
  const ran = await runCli(folder, [...words, '--format', 'ndjson']);
  const records = recordsOf(ran.out);
  return { ...ran, records, found: records.map(({ outcome, object }) => `${outcome} ${object.key}`) };
}

/** Reports as people keep them: flat, renamed, in folders of other names, in upper case. */
const SCATTERED = {
  'profiler-report.ipynb': notebook,
  'profiler-report (1).html': html,
  'profiler-report (1).ipynb': notebook,
  'report/profiler-report.HTM': html,
  'ProfilerReport/Profiler-Report.IPYNB': notebook,
};
const FOUND = [
  'would-opt-out ProfilerReport/Profiler-Report.IPYNB',
  'reports-usage profiler-report (1).html',
  'would-opt-out profiler-report (1).ipynb',
  'would-opt-out profiler-report.ipynb',
  'reports-usage report/profiler-report.HTM',
];

describe('reports that lie elsewhere', () => {
  test('are found by their names, whatever the folder', async () => {
    const { found, exitCode, error } = await outcomes(temporaryFolder(SCATTERED), 'scan', '.');
    expect(found).toEqual(FOUND);
    expect([exitCode, messagesOf(error)]).toEqual([1, '']);
  });

  test('are reports of their own: a notebook says when the page beside it was opted out, and no other', async () => {
    const folder = temporaryFolder({ ...SCATTERED, 'profiler-report (2).html': html });
    const { records } = await outcomes(folder, 'apply', '.');
    const optedOut = records.flatMap(({ object, html: page }) =>
      page === undefined ? [] : [[object.key, page.optedOutAt !== undefined]],
    );
    expect(optedOut).toEqual([
      ['profiler-report (1).html', true],
      ['profiler-report (2).html', false],
      ['report/profiler-report.HTM', false],
    ]);
    expect(records.map(({ report }) => report.folder)).toEqual([
      'ProfilerReport/',
      '',
      '',
      '',
      '',
      'report/',
    ]);
  });

  test('under other names are counted, and found by their content on request', async () => {
    const escaped = notebook
      .toString()
      .replace('setup_profiler_report(pro', '\\u0073etup_profiler_report(pro');
    const folder = temporaryFolder({
      'analysis.ipynb': notebook,
      'escaped.ipynb': escaped,
      'page.html': html,
      'other.ipynb': OTHER,
      'other.html': '<p>',
      'notes.txt': notebook,
      'x/profiler-output/profiler-report.ipynb': OTHER,
    });
    const byName = await outcomes(folder, 'scan', '.');
    expect(byName.found).toEqual(['no-setup-call x/profiler-output/profiler-report.ipynb']);
    expect(messagesOf(byName.error)).toBe(
      '3 other notebooks and 2 HTML pages were not looked at: --by-content finds reports under other names\n',
    );
    const byContent = await outcomes(folder, 'apply', '.', '--by-content');
    expect(byContent.found).toEqual([
      'opted-out analysis.ipynb',
      'opted-out escaped.ipynb',
      'reports-usage page.html',
      'no-setup-call x/profiler-output/profiler-report.ipynb',
    ]);
    expect(messagesOf(byContent.error)).toBe('');
    expect((await runCli(folder, ['audit', LEDGER, '--against', '.'])).out).toContain(
      '\ncomplete: 4 versions of 4 report objects',
    );
    expect((await outcomes(folder, 'restore', '.')).found).toEqual([
      'restored analysis.ipynb',
      'restored escaped.ipynb',
    ]);
  });

  test('that cannot be looked into are told', async () => {
    const folder = temporaryFolder({ 'a.html': '<p>', 'b.ipynb': notebook });
    symlinkSync('/', join(folder, 'away.ipynb'));
    symlinkSync('nowhere', join(folder, 'nowhere.html'));
    const { found, exitCode } = await outcomes(folder, 'scan', '.', '--by-content');
    expect({ found, exitCode }).toEqual({ found: ['would-opt-out b.ipynb'], exitCode: 1 });
  });
});

test('what other programs keep under the names of reports is no report', async () => {
  const folder = temporaryFolder({
    'a/profiler-output/profiler-report.ipynb': OTHER,
    'a/profiler-output/._profiler-report.ipynb': Buffer.from([0, 5, 22, 7]),
    '.virtual_documents/a/profiler-output/profiler-report.ipynb': 'import x',
  });
  const { found, exitCode } = await outcomes(folder, 'scan', '.');
  expect({ found, exitCode }).toEqual({
    found: ['no-setup-call a/profiler-output/profiler-report.ipynb'],
    exitCode: 0,
  });
});

describe('a target in which nothing is found', () => {
  test.each(['scan', 'apply'])('is told, and %s ends with 1', async (command) => {
    const folder = temporaryFolder({ 'a/profiler-report.ipynb': OTHER, 'b/x.txt': '', 'a/c/x.ipynb': OTHER });
    const ran = await outcomes(folder, command, 'a', 'b', 'a/c');
    expect(ran).toMatchObject({ exitCode: 1, found: ['no-setup-call a/profiler-report.ipynb'] });
    expect(messagesOf(ran.error)).toBe(
      'no profiling reports in a/c\nno profiling reports in b\n1 other notebook was not looked at: --by-content finds reports under other names\n',
    );
    expect((await outcomes(folder, command, 'a')).exitCode).toBe(0);
  });

  test('does not hide what is worse', async () => {
    const folder = temporaryFolder({ 'a/profiler-report.ipynb': 'no JSON', 'b/x.txt': '' });
    expect((await outcomes(folder, 'apply', 'a', 'b')).exitCode).toBe(2);
  });
});

describe('copies', () => {
  const REPORT = 'job/rule-output/r/profiler-output/';
  const CHECKPOINT = `${REPORT}.ipynb_checkpoints/profiler-report-checkpoint`;
  const FILES = {
    [`${REPORT}profiler-report.ipynb`]: notebook,
    [`${CHECKPOINT}.ipynb`]: notebook,
    [`${CHECKPOINT}.html`]: html,
    'x/profiler-report-checkpoint.ipynb': notebook,
  };

  test('are recorded, and changed only when asked', async () => {
    const folder = temporaryFolder(FILES);
    expect((await outcomes(folder, 'apply', '.', '--html', 'silence')).found).toEqual([
      `reports-usage ${CHECKPOINT}.html`,
      `would-opt-out ${CHECKPOINT}.ipynb`,
      `opted-out ${REPORT}profiler-report.ipynb`,
      'would-opt-out x/profiler-report-checkpoint.ipynb',
    ]);
    const { found, records } = await outcomes(folder, 'apply', '.', '--html', 'silence', '--copies');
    expect(found).toEqual([
      `silenced ${CHECKPOINT}.html`,
      `opted-out ${CHECKPOINT}.ipynb`,
      `already-opted-out ${REPORT}profiler-report.ipynb`,
      'opted-out x/profiler-report-checkpoint.ipynb',
    ]);
    expect(records.map(({ object }) => object.isCopy)).toEqual([true, true, undefined, true]);
    await outcomes(folder, 'restore', LEDGER);
    for (const [path, bytes] of Object.entries(FILES))
      expect(readFileSync(join(folder, path)).equals(bytes)).toBe(true);
  });

  test('in a folder that is named are dealt with as when they are named, and keep their identity', async () => {
    const folder = temporaryFolder(FILES);
    const { found, records } = await outcomes(folder, 'apply', `${REPORT}.ipynb_checkpoints`);
    expect(found).toEqual([`reports-usage ${CHECKPOINT}.html`, `opted-out ${CHECKPOINT}.ipynb`]);
    expect(records[1]).toMatchObject({
      object: { isCopy: true },
      report: { folder: REPORT, ruleName: 'r', trainingJobName: 'job' },
    });
    const both = await outcomes(folder, 'scan', '.', `${CHECKPOINT}.ipynb`, CHECKPOINT.split('/')[0] ?? '');
    expect(both.found).toContain(`already-opted-out ${CHECKPOINT}.ipynb`);
    expect(both.found).toHaveLength(4);
  });
});

describe('in S3', () => {
  const BUCKET = 'scattered';
  let s3: OddS3;
  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = LOCAL_CREDENTIALS.accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = LOCAL_CREDENTIALS.secretAccessKey;
    const all = { ...SCATTERED, 'zz-analysis.ipynb': notebook, 'zz-other.html': OTHER };
    s3 = await startOddS3(
      new Map(Object.entries(all).map(([key, bytes]) => [`in/${key}`, { body: bytes.toString() }])),
    );
  });
  afterAll(() => s3.stop());
  const scan = (...words: string[]) => outcomes('/', 'scan', ...words, '--endpoint-url', s3.url);

  test('the command line finds what it finds in folders', async () => {
    const inFolder = FOUND.map((line) => line.replace(' ', ' in/'));
    const byName = await scan(`s3://${BUCKET}/in/`, `s3://${BUCKET}/in/report/`);
    expect(byName.found).toEqual(inFolder);
    expect(messagesOf(byName.error)).toBe(
      '1 other notebook and 1 HTML page were not looked at: --by-content finds reports under other names\n',
    );
    expect((await scan(`s3://${BUCKET}/in/`, '--by-content')).found).toEqual([
      ...inFolder,
      'would-opt-out in/zz-analysis.ipynb',
    ]);
    expect((await scan(`s3://${BUCKET}/in/zz-analysis.ipynb`)).found).toEqual([
      'would-opt-out in/zz-analysis.ipynb',
    ]);
  });

  test('a prefix without reports ends with 1', async () => {
    expect(await scan(`s3://${BUCKET}/mistyped`)).toMatchObject({
      exitCode: 1,
      error: `no profiling reports in s3://${BUCKET}/mistyped\n`,
    });
  });
});

test('a folder of links: each real file once', async () => {
  const folder = temporaryFolder({ 'store/profiler-report.ipynb': notebook, 'store/abc.ipynb': notebook });
  mkdirSync(join(folder, 'links'));
  symlinkSync('../store/abc.ipynb', join(folder, 'links/profiler-report.ipynb'));
  symlinkSync('../store/profiler-report.ipynb', join(folder, 'links/profiler-report (1).ipynb'));
  symlinkSync('../store/abc.ipynb', join(folder, 'links/profiler-report (2).ipynb'));
  symlinkSync('store', join(folder, 'linked'));
  for (const by of [[], ['--by-content']]) {
    const { found } = await outcomes(folder, 'scan', '.', 'linked', ...by);
    expect(found.toSorted()).toEqual([
      'would-opt-out store/abc.ipynb',
      'would-opt-out store/profiler-report.ipynb',
    ]);
  }
});

test('names that are no UTF-8 are told, as far as reports may lie there', async () => {
  const folder = temporaryFolder({ 'profiler-report.ipynb': OTHER });
  const odd = (name: string) =>
    Buffer.concat([Buffer.from(join(folder, 'x')), Buffer.from([0xff]), Buffer.from(name)]);
  writeFileSync(odd('.ipynb'), notebook);
  writeFileSync(odd('.txt'), '');
  const ran = await outcomes(folder, 'scan', '.');
  expect(ran).toMatchObject({ exitCode: 3, found: ['no-setup-call profiler-report.ipynb'] });
  expect(messagesOf(ran.error)).toBe(
    `cannot read ${join(folder, 'x\ufffd.ipynb')}: its name is not UTF-8; rename it, then run again\n`,
  );
  const readable = temporaryFolder({ 'x\ufffd/profiler-report.ipynb': OTHER });
  expect((await outcomes(readable, 'scan', '.')).exitCode).toBe(0);
});
