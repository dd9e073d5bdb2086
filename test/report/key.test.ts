import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { Fault } from '../../src/report/fault.ts';
import { parseCopyKey, parseReportKey, reportObjectKey } from '../../src/report/key.ts';
import { software } from '../../src/report/software.ts';

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

describe('the key of a copy', () => {
  test.each([
    [
      't/rule-output/r/profiler-output/.ipynb_checkpoints/profiler-report-checkpoint.html',
      'html',
      't/rule-output/r/profiler-output/',
    ],
    [
      't/rule-output/r/profiler-output/profiler-report-Copy1.ipynb',
      'notebook',
      't/rule-output/r/profiler-output/',
    ],
    ['profiler-output/a.html', 'html', 'profiler-output/'],
    ['profiler-output/a/profiler-output/b/c.html', 'html', 'profiler-output/a/profiler-output/'],
  ])('%j', (key, kind, folder) => {
    expect(parseCopyKey(key)).toMatchObject({ kind, folder });
    expect(parseReportKey(key)).toBeUndefined();
  });

  test.each([
    't/profiler-output/profiler-report.html',
    't/profiler-output/profiler-reports/CPUBottleneck.json',
    't/profiler-output/a.html.bak',
    't/other/a.html',
    't/x-profiler-output/a.html',
    'a.html',
  ])('%j is none', (key) => {
    expect(parseCopyKey(key)).toBeUndefined();
  });
});

test('the version is that of package.json', () => {
  expect(software).toEqual({ name: packageJson.name, version: packageJson.version });
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
