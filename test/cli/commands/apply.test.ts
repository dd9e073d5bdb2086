import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';
import { filesOf, makeReport as make } from '../../support/reports/report-files.ts';

const LEDGER = 'profiler-opt-out-ledger.ndjson';
const fresh = make('fresh');
const silent = make('silent', { hasTelemetry: false });
const refused = make('refused', { callSource: 'setup_profiler_report(*a)' });

describe('copies of report objects', () => {
  const copy = `in/${fresh.folder}.ipynb_checkpoints/profiler-report-checkpoint.html`;

  test('are recorded as copies, and left as they are', async () => {
    const folder = temporaryFolder({ ...filesOf(fresh), [copy]: fresh.html });
    const { out } = await runCli(folder, ['apply', 'in', '--html', 'silence', '--format', 'ndjson']);
    expect(recordsOf(out).map(({ outcome, object }) => [outcome, object.isCopy])).toEqual([
      ['reports-usage', true],
      ['silenced', undefined],
      ['opted-out', undefined],
    ]);
    expect(readFileSync(join(folder, copy)).equals(fresh.html)).toBe(true);
    const { exitCode, out: table } = await runCli(folder, ['scan', 'in']);
    expect(exitCode).toBe(1);
    expect(table).toMatch(
      /^1 reports-usage: .*; they are copies, which are changed only when asked\n {2}Next: .*--copies\n {4}.*checkpoint\.html$/m,
    );
  });

  test('are dealt with when they are named', async () => {
    const folder = temporaryFolder({ [copy]: fresh.html });
    const { out } = await runCli(folder, ['apply', copy, '--html', 'silence', '--format', 'ndjson']);
    expect(recordsOf(out)).toMatchObject([
      {
        outcome: 'silenced',
        object: { key: copy, isCopy: true },
        report: { trainingJobName: 'fresh' },
      },
    ]);
    expect((await runCli(folder, ['audit', LEDGER, '--against', 'in'])).out).toContain(
      '\ncomplete: 1 version',
    );
  });
});

describe('apply on a folder', () => {
  test('opts notebooks out, silences when asked, and touches nothing else', async () => {
    const folder = temporaryFolder({
      ...filesOf(fresh, silent),
      'in/README.md': 'x',
    });
    const before = readTree(join(folder, 'in'));
    const ran = await runCli(folder, ['apply', 'in', '--html', 'silence', '--format', 'ndjson']);
    expect(ran).toMatchObject({ exitCode: 0, error: '1 no-setup-call, 1 opted-out, 1 silenced, 1 silent\n' });
    const records = recordsOf(ran.out);
    expect(records.map(({ outcome, object }) => [outcome, object.key])).toEqual([
      ['silenced', `in/${fresh.folder}profiler-report.html`],
      ['opted-out', `in/${fresh.folder}profiler-report.ipynb`],
      ['silent', `in/${silent.folder}profiler-report.html`],
      ['no-setup-call', `in/${silent.folder}profiler-report.ipynb`],
    ]);
    const after = readTree(join(folder, 'in'));
    expect([...after.keys()]).toEqual([...before.keys()]);
    const changed = [...after].filter(([path, bytes]) => before.get(path) !== bytes).map(([path]) => path);
    expect(changed).toEqual([`${fresh.folder}profiler-report.html`, `${fresh.folder}profiler-report.ipynb`]);
    expect(after.get(`${fresh.folder}profiler-report.ipynb`)?.replace(', opt_out=True', '')).toBe(
      fresh.notebook.toString('latin1'),
    );
    expect(
      recordsOf(readFileSync(join(folder, LEDGER), 'utf8'))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(records.map(({ id }) => id).sort());
  });

  test('changes nothing the second time, and adds each record to the ledger once', async () => {
    const folder = temporaryFolder(filesOf(fresh));
    const run = () => runCli(folder, ['apply', 'in', '--html', 'silence', '--format', 'ndjson']);
    await run();
    const before = readTree(join(folder, 'in'));
    const second = await run();
    expect(recordsOf(second.out).map(({ outcome }) => outcome)).toEqual(['silent', 'already-opted-out']);
    await run();
    expect(readTree(join(folder, 'in'))).toEqual(before);
    expect(recordsOf(readFileSync(join(folder, LEDGER), 'utf8'))).toHaveLength(4);
  });

  test('records HTML reports and leaves them alone unless asked', async () => {
    const folder = temporaryFolder(filesOf(fresh));
    const ran = await runCli(folder, ['apply', 'in', '--format', 'ndjson', '--no-ledger']);
    expect(recordsOf(ran.out).map(({ outcome }) => outcome)).toEqual(['reports-usage', 'opted-out']);
    expect(readTree(folder).get(`in/${fresh.folder}profiler-report.html`)).toBe(
      fresh.html.toString('latin1'),
    );
    expect([...readTree(folder).keys()]).not.toContain(LEDGER);
  });

  test('leaves everything alone in a dry run, and says what would be done', async () => {
    const folder = temporaryFolder(filesOf(fresh, refused));
    const before = readTree(folder);
    const ran = await runCli(folder, ['apply', 'in', '--html', 'silence', '--dry-run', '--format', 'ndjson']);
    expect(ran.exitCode).toBe(2);
    expect(recordsOf(ran.out).map(({ outcome }) => outcome)).toEqual([
      'would-silence',
      'would-opt-out',
      'would-silence',
      'refused',
    ]);
    expect(readTree(folder)).toEqual(before);
  });

  test('stops after so many objects, of a report the notebook first, and says that more remain', async () => {
    const files = filesOf(fresh, silent);
    const evidenceOf = async (folder: string, ...words: string[]) => {
      const ran = await runCli(folder, ['apply', 'in', '--format', 'ndjson', ...words]);
      const evidence = recordsOf(ran.out).map(({ object, html }) => [object.key, html?.optedOutAt]);
      return { ...ran, evidence };
    };
    const whole = await evidenceOf(temporaryFolder(files));
    expect(whole.evidence[0]?.[1]).toBeDefined();
    // Pages come first in the order of keys; their records say when the notebook was opted out.
    const [page, notebook] = whole.evidence;
    const one = await evidenceOf(temporaryFolder(files), '--max-objects', '1');
    expect(one.evidence).toEqual([notebook]);
    const three = await evidenceOf(temporaryFolder(files), '--max-objects', '3');
    expect(three.evidence).toHaveLength(3);
    const folder = temporaryFolder(files);
    const part = await evidenceOf(folder, '--max-objects', '2', '--summary', 's.json');
    expect(part.evidence).toEqual([page, notebook]);
    const stopped = '--max-objects 2 is reached, and more remain';
    expect(part.error).toMatch(
      new RegExp(
        `^stopped: ${stopped}\n.*1 opted-out, 1 reports-usage\nstopped before the end: --max-objects 2\nto go on: profiler-opt-out apply in\n$`,
        's',
      ),
    );
    expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8'))).toMatchObject({
      stopped: [{ reason: 'max-objects', text: stopped }],
      outcomes: { 'opted-out': 1, 'reports-usage': 1 },
      notExamined: 0,
    });
    expect((await runCli(folder, ['apply', 'in', '--max-objects', '4', '--no-ledger'])).error).toBe('');
    expect(await runCli(folder, ['scan', 'in', '--max-objects', '1'])).toMatchObject({
      out: expect.stringContaining('\nstopped before the end: --max-objects 1\n'),
      error: expect.stringContaining('\nto go on: run again without --max-objects, or with more\n'),
    });
  });

  test('results come in key order, whatever the concurrency', async () => {
    const reports = Array.from({ length: 9 }, (_, index) =>
      make(`job-${index}`, { outputBytes: index % 3 === 0 ? 30_000 : 100 }),
    );
    const folder = temporaryFolder(filesOf(...reports));
    const keys: string[][] = [];
    for (const concurrency of ['1', '3', '64']) {
      const ran = await runCli(folder, [
        'apply',
        'in',
        '--concurrency',
        concurrency,
        '--format',
        'ndjson',
        '--no-ledger',
      ]);
      keys.push(recordsOf(ran.out).map(({ object }) => object.key));
    }
    expect(keys[0]).toEqual([...(keys[0] ?? [])].sort());
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
  });

  test('an interruption finishes what is under way and begins nothing new', async () => {
    const folder = temporaryFolder(filesOf(make('a'), make('b'), make('c')));
    const interruption = new AbortController();
    const writeOut = async () => interruption.abort();
    const ran = await runCli(folder, ['apply', 'in', '--concurrency', '1', '--all'], {
      signal: interruption.signal,
      writeOut,
    });
    expect(ran.exitCode).toBe(130);
    const ledger = recordsOf(readFileSync(join(folder, LEDGER), 'utf8'));
    expect(ledger.length).toBeLessThan(6);
    for (const { outcome, object } of ledger) {
      if (outcome === 'opted-out') expect(readTree(folder).get(object.key)).toContain('opt_out=True');
    }
  });
});

test('bad input of every kind has its record, its reason and its bytes', async () => {
  const bad = { empty: '', text: 'hello', cut: '{"cells": [', list: '[]', old: '{"nbformat": 2}' };
  const files = Object.fromEntries(
    Object.entries(bad).map(([name, text]) => [`in/${name}/profiler-output/profiler-report.ipynb`, text]),
  );
  const folder = temporaryFolder({ ...files, 'in/page/profiler-output/profiler-report.html': '' });
  const before = readTree(join(folder, 'in'));
  const ran = await runCli(folder, ['apply', 'in', '--html', 'silence', '--format', 'ndjson']);
  expect(ran.exitCode).toBe(2);
  expect(recordsOf(ran.out).map(({ reason }) => reason)).toEqual([
    'not-json',
    'empty',
    'not-a-notebook',
    'unsupported-nbformat',
    'empty',
    'not-json',
  ]);
  expect(readTree(join(folder, 'in'))).toEqual(before);
});

test('one notebook named as a file, under any name', async () => {
  const folder = temporaryFolder({
    'mine.ipynb': writeNotebook(['setup_profiler_report(a)']),
    'x.html': '<p>',
  });
  const ran = await runCli(folder, ['apply', 'mine.ipynb', 'x.html', '--format', 'ndjson', '--no-ledger']);
  expect(
    recordsOf(ran.out).map(({ outcome, object, report }) => [outcome, object.key, report.folder]),
  ).toEqual([
    ['opted-out', 'mine.ipynb', ''],
    ['silent', 'x.html', ''],
  ]);
});
