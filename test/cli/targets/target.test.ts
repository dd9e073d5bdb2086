import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { walkFiles } from '../../../src/files/walk.ts';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { writeNotebook } from '../../support/notebook.ts';

const CALL = writeNotebook(['setup_profiler_report(a)']);

describe('targets', () => {
  const REPORT = 'pre/job/rule-output/Rule-1/profiler-output/profiler-report.ipynb';

  test.each([
    '.',
    'pre',
    'pre/job',
    'pre/job/rule-output',
    'pre/job/rule-output/Rule-1',
    'pre/job/rule-output/Rule-1/profiler-output',
    REPORT,
  ])('a report has one identity, named as %s', async (target) => {
    const folder = temporaryFolder({ [REPORT]: CALL });
    const [record] = recordsOf((await runCli(folder, ['scan', target, '--format', 'ndjson'])).out);
    expect(record).toMatchObject({
      object: { bucket: pathToFileURL(realpathSync(folder)).href, key: REPORT },
      report: { trainingJobName: 'job', ruleName: 'Rule-1' },
    });
  });

  test('a report without the layout keeps the folder above', async () => {
    const folder = temporaryFolder({ 'x/profiler-output/profiler-report.ipynb': CALL });
    for (const target of ['x', 'x/profiler-output']) {
      const [record] = recordsOf((await runCli(folder, ['scan', target, '--format', 'ndjson'])).out);
      expect(record.object.key).toMatch(/^(x\/)?profiler-output\/profiler-report\.ipynb$/);
    }
  });

  test('that overlap give each object once', async () => {
    const folder = temporaryFolder({ [REPORT]: CALL });
    for (const targets of [
      ['pre', '.'],
      ['.', 'pre', REPORT],
      ['.', '.'],
      [REPORT, REPORT],
      ['..', '.'].map((up) => `pre/${up}`),
    ]) {
      expect(recordsOf((await runCli(folder, ['scan', ...targets, '--format', 'ndjson'])).out)).toHaveLength(
        1,
      );
    }
  });
});

test('a file that a walk would pass over is dealt with when it is named beside its folder', async () => {
  const folder = temporaryFolder({ 'mine.ipynb': CALL, '..odd/profiler-output/profiler-report.ipynb': CALL });
  const ran = await runCli(folder, ['scan', 'mine.ipynb', '.', '..odd', '--format', 'ndjson']);
  expect(recordsOf(ran.out).map(({ object }) => object.key)).toEqual([
    '..odd/profiler-output/profiler-report.ipynb',
    'mine.ipynb',
  ]);
});

test('a folder that cannot be listed is a fault, and the others are dealt with all the same', async () => {
  const folder = temporaryFolder({
    'a/profiler-output/profiler-report.ipynb': CALL,
    'c/profiler-output/profiler-report.ipynb': CALL,
  });
  // No text can name this folder, so it is there in its parent and cannot be opened, even by root.
  mkdirSync(Buffer.concat([Buffer.from(join(folder, 'b')), Buffer.from([0xff])]));
  const ran = await runCli(folder, ['scan', '.', '--format', 'ndjson']);
  expect(recordsOf(ran.out).map(({ object }) => object.key[0])).toEqual(['a', 'c']);
  expect(ran).toMatchObject({
    exitCode: 3,
    error: expect.stringMatching(/^cannot read .*\/b\ufffd: its name is not UTF-8/),
  });
});

test('keys come in the order in which S3 lists them', async () => {
  const names = ['a', 'a-b', 'a.b', 'a/c', 'ab', 'B', 'é', 'z', '🚀', '\uffee'];
  const keys = names.flatMap((name) => [
    `${name}/profiler-output/profiler-report.html`,
    `${name}/profiler-output/profiler-report.ipynb`,
  ]);
  const folder = temporaryFolder(Object.fromEntries(keys.map((key) => [key, ''])));
  const walked: string[] = [];
  for await (const { key } of walkFiles({ start: folder, base: folder })) walked.push(key);
  expect(walked).toEqual(keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
});
