import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/report/fault.ts';
import { isInsideReport, parseReportFile, parseReportKey, reportObjectKey } from '../../src/report/key.ts';

const FOLDER = 'team/a/job-1/rule-output/ProfilerReport-12/profiler-output/';

describe('parseReportKey', () => {
  test('reads the layout that SageMaker writes', () => {
    expect(parseReportKey(`${FOLDER}profiler-report.ipynb`)).toEqual({
      kind: 'notebook',
      folder: FOLDER,
      ruleName: 'ProfilerReport-12',
      trainingJobName: 'job-1',
    });
    expect(parseReportKey(reportObjectKey(FOLDER, 'html'))).toMatchObject({ kind: 'html', folder: FOLDER });
  });

  test('takes reports that somebody moved, naming only what the key holds', () => {
    expect(parseReportKey('profiler-output/profiler-report.html')).toEqual({
      kind: 'html',
      folder: 'profiler-output/',
    });
    expect(parseReportKey('x/profiler-output/profiler-report.html')).toEqual({
      kind: 'html',
      folder: 'x/profiler-output/',
      ruleName: 'x',
    });
    expect(parseReportKey('rule-output/r/profiler-output/profiler-report.html')).not.toHaveProperty(
      'trainingJobName',
    );
    expect(parseReportKey('/rule-output/r/profiler-output/profiler-report.html')).not.toHaveProperty(
      'trainingJobName',
    );
    expect(parseReportKey('/profiler-output/profiler-report.html')).toEqual({
      kind: 'html',
      folder: '/profiler-output/',
    });
  });

  test.each([
    'profiler-report.ipynb',
    'my-profiler-output/profiler-report.ipynb',
    'profiler-output/my-profiler-report.ipynb',
    'profiler-output/profiler-report.ipynb.bak',
    'profiler-output/profiler-report.ipynb/',
    'profiler-output/sub/profiler-report.ipynb',
    'profiler-output/.ipynb_checkpoints/profiler-report.html',
    'profiler-output/Profiler-Report.html',
    'profiler-output/profiler-reports/MaxInitializationTime.json',
    '',
  ])('does not match %j', (key) => {
    expect(parseReportKey(key)).toBeUndefined();
  });
});

const OUTPUT = 't/rule-output/r/profiler-output/';

describe('a notebook or page', () => {
  const parse = (key: string, bucket = 'b') => parseReportFile({ bucket, key });

  test.each([
    [`${OUTPUT}profiler-report.ipynb`, 'notebook', OUTPUT, 'profiler-report'],
    [`${OUTPUT}profiler-report (1).ipynb`, 'notebook', OUTPUT, 'profiler-report (1)'],
    [`${OUTPUT}Profiler-Report.HTM`, 'html', OUTPUT, 'profiler-report'],
    [`${OUTPUT}backup/profiler-report.html`, 'html', `${OUTPUT}backup/`, 'profiler-report'],
    ['profiler-report.ipynb', 'notebook', '', 'profiler-report'],
    ['ProfilerReport/profiler-report-old.html', 'html', 'ProfilerReport/', 'profiler-report-old'],
    ['a\nb/profiler-report\n.html', 'html', 'a\nb/', 'profiler-report\n'],
  ])('%j is of a report by its name', (key, kind, folder, stem) => {
    expect(parse(key)).toMatchObject({ kind, folder, stem, isNamed: true });
    expect(parse(key)).not.toHaveProperty('isCopy');
  });

  test.each([
    [`${OUTPUT}.ipynb_checkpoints/profiler-report-checkpoint.html`, OUTPUT, 'profiler-report'],
    [`${OUTPUT}a.html`, OUTPUT, 'a'],
    ['profiler-output/a/profiler-output/b/c.html', 'profiler-output/a/profiler-output/', 'c'],
    ['x/.ipynb_checkpoints/profiler-report (1)-checkpoint.html', 'x/', 'profiler-report (1)'],
    ['.ipynb_checkpoints/profiler-report.html', '', 'profiler-report'],
    ['x/profiler-report-checkpoint.html', 'x/', 'profiler-report'],
  ])('%j is a copy', (key, folder, stem) => {
    expect(parse(key)).toMatchObject({ kind: 'html', folder, stem, isNamed: true, isCopy: true });
  });

  test.each([
    ['analysis.ipynb', ''],
    ['docs/my-profiler-report.html', 'docs/'],
    ['x-profiler-output/a.html', 'x-profiler-output/'],
  ])('%j can only be told by its content', (key, folder) => {
    expect(parse(key)).toMatchObject({ isNamed: false, folder });
  });

  test.each([
    `${OUTPUT}._profiler-report.ipynb`,
    `.virtual_documents/${OUTPUT}profiler-report.ipynb`,
    `${OUTPUT}profiler-reports/CPUBottleneck.json`,
    `${OUTPUT}a.html.bak`,
    `${OUTPUT}html`,
    '',
  ])('%j is none', (key) => {
    expect(parse(key)).toBeUndefined();
  });

  test('the facts come from the whole path, wherever the root of its keys lies', () => {
    const facts = { ruleName: 'r', trainingJobName: 't', isNamed: true, kind: 'notebook', stem: 'x' };
    expect(parse('x.ipynb', 'file:///a%20b/t/rule-output/r/profiler-output')).toEqual({
      ...facts,
      folder: '',
      isCopy: true,
    });
    expect(parse('x.ipynb', 'file:///t/rule-output/r/profiler-output/.ipynb_checkpoints')).toMatchObject(
      facts,
    );
    expect(parse(`a b/${OUTPUT}x.ipynb`, 'file:///')).toEqual({
      ...facts,
      folder: `a b/${OUTPUT}`,
      isCopy: true,
    });
    for (const odd of ['file://%', 'file:///%ff', 'file:'])
      expect(parse('x.ipynb', odd)).toMatchObject({ folder: '', isNamed: false });
  });

  test.each([
    [OUTPUT, false],
    [OUTPUT.slice(0, -1), false],
    [`${OUTPUT}a`, true],
    [`${OUTPUT}a/`, true],
    ['x/.ipynb_checkpoints', true],
    ['x/', false],
    ['', false],
  ])('%j lies inside of a report: %j', (folder, isInside) => {
    expect(isInsideReport(folder)).toBe(isInside);
  });
});

test('a fault has a code, whether to try again, and its cause', () => {
  const cause = new Error('x');
  const fault = new Fault('throttled', 'slow down', { retryable: true, cause });
  expect(fault).toMatchObject({
    name: 'Fault',
    code: 'throttled',
    retryable: true,
    message: 'slow down',
    cause,
  });
});
