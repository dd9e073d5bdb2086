/** Every case of Option 1 in Python, and files that are odd or cannot be read. */
import { describe, expect, test } from 'vitest';
import { planPythonFile } from '../../../src/training-job/python/plan-python-file.ts';
import { readOptionOneCases } from '../../support/option-one/cases.ts';
import { editsOf } from '../../support/option-one/contract.ts';
import { describeSource, planSource } from '../../support/option-one/python-source.ts';

const cases = readOptionOneCases();

test('there are at least 110 cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(110);
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
});

test.each(cases)('$title', ({ source, verdicts, after }) => {
  expect(describeSource(source)).toBe(verdicts);
  expect(Buffer.from(planSource(source).after).toString()).toBe(after ?? source);
});

const RULE = 'rule = ProfilerRule.sagemaker(rule_configs.ProfilerReport())';

describe('how a file is written', () => {
  test.each([
    ['no line break at the end', RULE, `${RULE}\nrule.rule_parameters["opt_out_telemetry"] = "True"`],
    [
      'CRLF',
      `x = 'a'\r\n${RULE}\r\n`,
      `x = 'a'\r\n${RULE}\r\nrule.rule_parameters['opt_out_telemetry'] = 'True'\r\n`,
    ],
    [
      'CRLF before an end without one',
      `x = 1\r\n${RULE}`,
      `x = 1\r\n${RULE}\r\nrule.rule_parameters["opt_out_telemetry"] = "True"`,
    ],
    [
      'a byte order mark',
      `\ufeff# é\n${RULE}\n`,
      `\ufeff# é\n${RULE}\nrule.rule_parameters["opt_out_telemetry"] = "True"\n`,
    ],
    [
      'tabs',
      `if 1:\n\t${RULE}\n`,
      `if 1:\n\t${RULE}\n\trule.rule_parameters["opt_out_telemetry"] = "True"\n`,
    ],
    [
      'a coding line',
      `# -*- coding: utf-8 -*-\n# é\n${RULE}`,
      `# -*- coding: utf-8 -*-\n# é\n${RULE}\nrule.rule_parameters["opt_out_telemetry"] = "True"`,
    ],
    [
      'a coding line that ASCII does not mind',
      `#!/usr/bin/python\n# coding=latin-1\n${RULE}`,
      `#!/usr/bin/python\n# coding=latin-1\n${RULE}\nrule.rule_parameters["opt_out_telemetry"] = "True"`,
    ],
  ])('%s', (_, source, expected) => {
    expect(Buffer.from(planSource(source).after).toString()).toBe(expected);
  });
});

describe('files that are not read', () => {
  const refused = (reason: string, detail: string) => ({ kind: 'refused', reason, detail });

  test.each<[string, string, object]>([
    ['nothing of it', 'import sagemaker\n', { kind: 'no-training-job' }],
    ['binary', `${RULE}\0`, refused('binary', 'holds zero bytes: it is no Python source, or not in UTF-8')],
    [
      'a coding line of another encoding',
      `# coding: latin-1\n# é\n${RULE}`,
      refused('not-utf-8', 'is in latin-1: save it as UTF-8'),
    ],
    [
      'an encoding in which ASCII is not ASCII',
      `# coding: utf-7\n${RULE}`,
      refused('not-utf-8', 'is in utf-7: save it as UTF-8'),
    ],
    [
      'a syntax error',
      `${RULE}\nif (\n`,
      refused('syntax-error', 'line 3: this is no Python that can be read: repair it, then run again'),
    ],
    [
      'brackets beyond what Python reads',
      `${RULE}\nx = ${'('.repeat(201)}${')'.repeat(201)}\n`,
      refused('nested-too-deep', 'more than 200 brackets are open: Python cannot read it'),
    ],
    [
      'deep beyond what is followed',
      `${RULE}\nx = ${'1 + '.repeat(400)}1\n`,
      refused(
        'nested-too-deep',
        'the file is too deep or too long to be followed: set the parameter by hand',
      ),
    ],
    [
      'too long',
      `${RULE}\n${'# x\n'.repeat(600_000)}`,
      refused('too-large', 'has 2400061 characters: split it, or set the parameter by hand'),
    ],
  ])('%s', (_, source, expected) => {
    expect(planSource(source).plan).toMatchObject(expected);
  });

  test('bytes that are no UTF-8', () => {
    const { plan: latin } = planSource(Buffer.from(`# \xe9\n${RULE}`, 'latin1'));
    expect(latin).toEqual(refused('not-utf-8', 'is not in UTF-8: save it as UTF-8'));
  });

  test.each([
    ['little end first', (text: string) => Buffer.from(text, 'utf16le')],
    ['big end first', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ])('UTF-16, %s', (_, encode) => {
    for (const mark of ['', '\ufeff'])
      expect(planPythonFile(encode(mark + RULE))).toEqual(
        refused('not-utf-8', 'the text is UTF-16: save it as UTF-8'),
      );
    expect(planPythonFile(encode('x = 1'))).toEqual({ kind: 'no-training-job' });
  });

  test('a file that reaches the limit', () => {
    const large = Buffer.alloc(64 * 1024 * 1024, 'ProfilerReport\n');
    expect(planPythonFile(large)).toEqual(
      refused('too-large', 'its size of 67108864 bytes reaches the limit'),
    );
  });
});

test('a dictionary whose last entry has a comment behind its comma is continued before it', () => {
  const source = (entry: string) =>
    `client.create_training_job(ProfilerRuleConfigurations=[{"RuleConfigurationName": "r", "RuleParameters": {"rule_to_invoke": "ProfilerReport"${entry}, # x\n}}])\n`;
  expect(Buffer.from(planSource(source('')).after).toString()).toBe(source(', "opt_out_telemetry": "True"'));
});

test.each([
  ['1.72.0', 'attaches no profiler rule'],
  ['2.18.1', 'attaches no profiler rule'],
  [
    '2.19.0',
    'attaches a ProfilerReport rule of its own, with telemetry on: name the rule yourself to opt out',
  ],
  [
    '2.123.0',
    'attaches a ProfilerReport rule of its own, with telemetry on: name the rule yourself to opt out',
  ],
  ['2.124.0', 'attaches no profiler rule'],
  ['3.20.0', 'attaches no profiler rule'],
])('a job that names no rule, with sagemaker %s: %s', (version, effect) => {
  const source = `# pip install sagemaker==${version}\nfrom sagemaker.estimator import Estimator\nEstimator(role).fit()\n`;
  const detail = `the job names no profiler rule: sagemaker ${version}, which the file pins, ${effect}`;
  expect(planSource(source).plan).toMatchObject({ findings: [{ verdict: { kind: 'no-rule', detail } }] });
});

test('what only the parser takes for a statement is no obstacle', () => {
  expect(describeSource(`${RULE}\nf() = 1\n`)).toBe('1 absent');
});

test('a tuner whose estimator is not known', () => {
  expect(
    describeSource('from sagemaker.tuner import HyperparameterTuner\nHyperparameterTuner(**options)\n'),
  ).toBe('2 no-rule');
});

test('the detail tells what is found', () => {
  const { plan: pinned } = planSource(
    '# pip install sagemaker==2.35.0\nfrom sagemaker.estimator import Estimator\nEstimator(role=role).fit()\n',
  );
  expect(pinned).toMatchObject({
    findings: [
      {
        verdict: {
          detail: expect.stringContaining(
            'sagemaker 2.35.0, which the file pins, attaches a ProfilerReport rule',
          ),
        },
      },
    ],
  });
  expect(editsOf(pinned)).toEqual([]);
});
