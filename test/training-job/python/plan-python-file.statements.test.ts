/** What is followed through statements and expressions of Python, and what leaves Option 1 uncertain. */
import { describe, expect, test } from 'vitest';
import { describeSource, planSource } from '../../support/option-one/python-source.ts';

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
    expect(planSource(sourceOf('', after)).plan).toMatchObject({
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
