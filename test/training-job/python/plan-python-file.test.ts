/** Every case of Option 1 in Python, and files that are odd or cannot be read. */
import { describe, expect, test } from 'vitest';
import { planPythonFile } from '../../../src/training-job/python/plan-python-file.ts';
import { readOptionOneCases } from '../../support/option-one/cases.ts';
import { describePlan, editsOf, planAndApply } from '../../support/option-one/contract.ts';

const cases = readOptionOneCases();
const plan = (source: string | Uint8Array) => planAndApply(planPythonFile, Buffer.from(source));
const describeSource = (source: string) =>
  describePlan(
    plan(source).plan,
    (at) =>
      Buffer.from(source)
        .toString('utf8', 0, at)
        .split(/\r\n|\r|\n/).length,
  );

test('there are at least 110 cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(110);
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
});

test.each(cases)('$title', ({ source, verdicts, after }) => {
  expect(describeSource(source)).toBe(verdicts);
  expect(Buffer.from(plan(source).after).toString()).toBe(after ?? source);
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
    expect(Buffer.from(plan(source).after).toString()).toBe(expected);
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
    expect(plan(source).plan).toMatchObject(expected);
  });

  test('bytes that are no UTF-8', () => {
    const { plan: latin } = plan(Buffer.from(`# \xe9\n${RULE}`, 'latin1'));
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

/** Below imports of two lines. */
describe('what statements and expressions hand over is followed', () => {
  const IMPORTS =
    'from sagemaker.estimator import Estimator\nfrom sagemaker.debugger import ProfilerRule, rule_configs\n';
  const MADE = 'ProfilerRule.sagemaker(rule_configs.ProfilerReport())';
  const FIT = 'Estimator(role, rules=[rule]).fit()';

  test.each([
    ['a target in a target', `a, (b, rule) = 1, (2, ${MADE})\n${FIT}\n`, '3 absent'],
    ['a target behind one with a star', `*a, rule = 1, ${MADE}\n${FIT}\n`, '3 absent, 4 refused dynamic'],
    ['a list spread in a list', `rules = [*[${MADE}]]\nEstimator(role, rules=rules).fit()\n`, '3 absent'],
    ['a default behind a lone star', `def f(a=1, *, rule=${MADE}):\n    ${FIT}\nf()\n`, '3 absent'],
    ['a default of an annotated parameter', `def f(rule: object = ${MADE}):\n    ${FIT}\nf()\n`, '3 absent'],
    ['a bare generator', `start(x for x in [${MADE}])\n`, '3 absent'],
    [
      'a name that a with statement binds anew',
      `rule = ${MADE}\nwith open("x") as rule:\n    ${FIT}\n`,
      '3 absent, 5 refused dynamic',
    ],
    [
      'a loop over values without brackets',
      `for rule in ${MADE}, ${MADE}:\n    ${FIT}\n`,
      '3 absent, 3 absent',
    ],
    ['what Python never comes to behind and', `rule = False and ${MADE}\n${FIT}\n`, 'refused dynamic'],
    ['what Python never comes to behind or', `rule = True or ${MADE}\n${FIT}\n`, 'refused dynamic'],
    ['what Python comes to behind and', `rule = True and ${MADE}\n${FIT}\n`, '3 absent'],
    ['what Python comes to behind or', `rule = None or ${MADE}\n${FIT}\n`, '3 absent'],
    [
      'parameters that come from elsewhere',
      `rule = ProfilerRule.custom("r", IMAGE, "ml", 1, rule_to_invoke="ProfilerReport", source=SRC, rule_parameters=given)\n${FIT}\n`,
      '3 refused dynamic',
    ],
  ])('%s', (_, source, expected) => {
    expect(describeSource(IMPORTS + source)).toBe(expected);
  });
});

/** A rule that is opted out on line 4, and then sent. */
describe('what may change opt_out_telemetry after it is set leaves it uncertain', () => {
  const PARAMETERS = 'rule.rule_parameters';
  const sourceOf = (before: string, after: string) => `from sagemaker.estimator import Estimator
from sagemaker.debugger import ProfilerRule, rule_configs
rule = ProfilerRule.sagemaker(rule_configs.ProfilerReport())${before}
${PARAMETERS}["opt_out_telemetry"] = "True"
${after}
Estimator(role, rules=[rule]).fit()
`;

  test.each([
    `if a:\n    ${PARAMETERS}.pop("opt_out_telemetry")`,
    `if a:\n    del ${PARAMETERS}["opt_out_telemetry"]`,
    `${PARAMETERS}.pop(key)`,
    `${PARAMETERS}.popitem()`,
    `del ${PARAMETERS}[key]`,
    `${PARAMETERS}[key] = "False"`,
    `${PARAMETERS}.update(given)`,
    `${PARAMETERS}.update(**given)`,
    `${PARAMETERS} |= given`,
    `more = {"x": "y"}\nmore.update(given)\n${PARAMETERS}.update(more)`,
  ])('%j', (after) => {
    const detail =
      'line 4: opt_out_telemetry is set only under a condition, or may be changed after it is set';
    expect(plan(sourceOf('', after)).plan).toMatchObject({
      findings: [{ verdict: { kind: 'refused', reason: 'dynamic', detail } }],
    });
  });

  test.each([
    `${PARAMETERS}.pop("StepOutlier_stddev", None)`,
    `if a:\n    ${PARAMETERS}.pop("StepOutlier_stddev", None)`,
    `if a:\n    del ${PARAMETERS}["StepOutlier_stddev"]`,
    `${PARAMETERS}["StepOutlier_stddev"] = value`,
    `${PARAMETERS}.update(StepOutlier_stddev=value)`,
    `${PARAMETERS}.update({"StepOutlier_stddev": value})`,
    `${PARAMETERS}.items()`,
  ])('%j does not', (after) => {
    expect(describeSource(sourceOf('', after))).toBe('3 in-force');
  });

  test.each(['.update(given)', '[key] = "False"', '.pop(key)', '.popitem()'])(
    'nor does %j before',
    (before) => {
      expect(describeSource(sourceOf(`\n${PARAMETERS}${before}`, ''))).toBe('3 in-force');
    },
  );

  test.each([
    ['"rule_to_invoke": "ProfilerReport", "opt_out_telemetry": "True", **given', '1 refused dynamic'],
    ['**given, "rule_to_invoke": "ProfilerReport", "opt_out_telemetry": "True"', '1 in-force'],
  ])('{%s}: %s', (entries, expected) => {
    const source = `client.create_training_job(ProfilerRuleConfigurations=[{"RuleConfigurationName": "r", "RuleParameters": {${entries}}}])\n`;
    expect(describeSource(source)).toBe(expected);
  });
});

/** Below imports, as people write them: what is set or made where Python may or may not come to it. */
describe('every kind of statement is gone through', () => {
  const IMPORTS =
    'from sagemaker.estimator import Estimator\nfrom sagemaker.debugger import ProfilerRule, rule_configs\n';
  const MADE = 'ProfilerRule.sagemaker(rule_configs.ProfilerReport())';
  const SET = 'rule.rule_parameters["opt_out_telemetry"] = "True"';
  const FIT = 'Estimator(role, rules=[rule]).fit()';

  test.each([
    ['the body of while', `while wait():\n    ${SET}`, '3 refused dynamic'],
    ['the body of if', `if a:\n    ${SET}`, '3 refused dynamic'],
    ['the body of if True', `if True:\n    ${SET}`, '3 in-force'],
    ['the body of a script', `if __name__ == "__main__":\n    ${SET}`, '3 in-force'],
    ['the body of try', `try:\n    ${SET}\nexcept ValueError:\n    pass`, '3 in-force'],
    ['the body of except', `try:\n    load()\nexcept ValueError:\n    ${SET}`, '3 refused dynamic'],
    ['the else of try', `try:\n    load()\nexcept ValueError:\n    pass\nelse:\n    ${SET}`, '3 in-force'],
    ['finally', `try:\n    load()\nfinally:\n    ${SET}`, '3 in-force'],
    ['the body of with', `with lock:\n    ${SET}`, '3 in-force'],
    ['a case of match', `match a:\n    case 1:\n        ${SET}`, '3 refused dynamic'],
    ['a method', `class Job:\n    def fix(self, rule):\n        ${SET}\nJob().fix(rule)`, '3 in-force'],
    ['nothing of another attribute', 'rule.name = "x"', '3 absent'],
  ])('%s', (_, statement, expected) => {
    expect(describeSource(`${IMPORTS}rule = ${MADE}\n${statement}\n${FIT}\n`)).toBe(expected);
  });

  test.each([
    ['try', `    try:\n        return ${MADE}\n    except ValueError:\n        return None`, '5 absent'],
    ['except', `    try:\n        load()\n    except ValueError:\n        return ${MADE}`, '7 absent'],
    ['with', `    with lock:\n        return ${MADE}`, '5 absent'],
    ['a case of match', `    match a:\n        case 1:\n            return ${MADE}`, '6 absent'],
  ])('what is returned in %s', (_, body, expected) => {
    expect(describeSource(`${IMPORTS}def make():\n${body}\nrule = make()\n${FIT}\n`)).toBe(expected);
  });

  test.each([
    ['returned with another', `def make():\n    return 1, ${MADE}\na, rule = make()\n${FIT}\n`, '4 absent'],
    ['in a list that is unpacked', `[a, rule] = [1, ${MADE}]\n${FIT}\n`, '3 absent'],
    ['in lists that a loop unpacks', `for [a, rule] in [[1, ${MADE}]]:\n    ${FIT}\n`, '3 absent'],
    ['in a condition', `while wait(${MADE}):\n    pass\n`, '3 refused dynamic'],
    ['in a decorator', `@task(${MADE})\ndef run():\n    pass\n`, '3 absent'],
    [
      'in a function that is decorated',
      `@task\ndef run():\n    rule = ${MADE}\n    ${SET}\n    ${FIT}\n`,
      '5 in-force',
    ],
    [
      'in a function in a function',
      `def run():\n    def inner():\n        rule = ${MADE}\n        ${FIT}\n`,
      '5 absent',
    ],
    [
      'in a method that calls another',
      `class Job:\n    def run(self):\n        rule = ${MADE}\n        self.fix(rule)\n        ${FIT}\n    def fix(self, rule):\n        ${SET}\n`,
      '5 in-force',
    ],
    [
      'of a list that is emptied',
      `rules = [${MADE}]\nrules.clear()\nEstimator(role, rules=rules).fit()\n`,
      '3 absent, 5 no-rule',
    ],
    [
      'of a copied list',
      `rules = [${MADE}]\nsame = rules.copy()\nrules.clear()\nEstimator(role, rules=same).fit()\n`,
      '3 absent',
    ],
    [
      'of an estimator that is never fitted',
      `estimator = Estimator(role)\nestimator.rules = [${MADE}]\n`,
      '4 absent',
    ],
  ])('a rule %s', (_, source, expected) => {
    expect(describeSource(IMPORTS + source)).toBe(expected);
  });
});

test('a dictionary whose last entry has a comment behind its comma is continued before it', () => {
  const source = (entry: string) =>
    `client.create_training_job(ProfilerRuleConfigurations=[{"RuleConfigurationName": "r", "RuleParameters": {"rule_to_invoke": "ProfilerReport"${entry}, # x\n}}])\n`;
  expect(Buffer.from(plan(source('')).after).toString()).toBe(source(', "opt_out_telemetry": "True"'));
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
  expect(plan(source).plan).toMatchObject({ findings: [{ verdict: { kind: 'no-rule', detail } }] });
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
  const { plan: pinned } = plan(
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
