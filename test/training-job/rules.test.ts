/** The state of Option 1, read from a training job's rules. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ProfilerRule, type RuleEvaluation, readRules } from '../../src/training-job/rules.ts';

const ARN = 'arn:aws:sagemaker:us-east-1:111122223333:processing-job/job-profilerreport-0a1b2c3d';
const rule = (name: string, parameters: Record<string, string> = {}): ProfilerRule => ({
  RuleConfigurationName: name,
  RuleParameters: { rule_to_invoke: 'ProfilerReport', ...parameters },
});
const other: ProfilerRule = {
  RuleConfigurationName: 'cpu',
  RuleParameters: { rule_to_invoke: 'CPUBottleneck' },
};
const ran = (name: string, arn = ARN): RuleEvaluation => ({
  RuleConfigurationName: name,
  RuleEvaluationJobArn: arn,
});
const out = { opt_out_telemetry: 'True' };

test.each<[string, ProfilerRule[], RuleEvaluation[], object]>([
  ['"True" is in force', [rule('r', out)], [ran('r')], { state: 'in-force', value: 'True' }],
  ['nothing is absent', [rule('r')], [ran('r')], { state: 'absent' }],
  [
    '"False" is absent',
    [rule('r', { opt_out_telemetry: 'False' })],
    [ran('r')],
    { state: 'absent', value: 'False' },
  ],
  [
    'any other value is not known to do anything',
    [rule('r', { opt_out_telemetry: 'true' })],
    [ran('r')],
    { state: 'unknown', reason: 'unrecognised-value', value: 'true' },
  ],
  ['other rules do not count', [other], [], { state: 'unknown', reason: 'no-profiler-report-rule' }],
  ['no rules', [], [], { state: 'unknown', reason: 'no-profiler-report-rule' }],
  [
    'the only rule counts without an evaluation',
    [other, rule('r', out)],
    [],
    { state: 'in-force', value: 'True' },
  ],
  [
    'of several, the one that ran',
    [rule('a'), rule('b', out)],
    [ran('a', 'x'), ran('b')],
    { state: 'in-force', value: 'True' },
  ],
  [
    'of several, the one that ran, in upper or lower case',
    [rule('a'), rule('b', out)],
    [ran('a', 'x'), ran('b', ARN.replace('profilerreport', 'ProfilerReport'))],
    { state: 'in-force', value: 'True' },
  ],
  [
    'of several, none that ran',
    [rule('a'), rule('b', out)],
    [ran('a', 'x')],
    { state: 'unknown', reason: 'several-rules' },
  ],
  ['a rule of another kind that ran', [other, rule('r')], [ran('cpu')], { state: 'absent' }],
  [
    'rules without names',
    [{ RuleParameters: { rule_to_invoke: 'ProfilerReport' } }, rule('b')],
    [{}],
    { state: 'unknown', reason: 'several-rules' },
  ],
  [
    'rules without parameters',
    [{ RuleConfigurationName: 'r' }],
    [ran('r')],
    { state: 'unknown', reason: 'no-profiler-report-rule' },
  ],
])('%s', (_title, rules, evaluations, expected) => {
  expect(readRules(rules, evaluations, ARN)).toEqual(expected);
});

test('whatever SageMaker answers gives a verdict', () => {
  const names = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
  const rules = fc.array(
    fc.record({
      RuleConfigurationName: names,
      RuleParameters: fc.option(
        fc.dictionary(
          fc.constantFrom('rule_to_invoke', 'opt_out_telemetry'),
          fc.constantFrom('ProfilerReport', 'True', 'x'),
        ),
        { nil: undefined },
      ),
    }),
  );
  const evaluations = fc.array(
    fc.record({ RuleConfigurationName: names, RuleEvaluationJobArn: fc.constantFrom(ARN, 'x') }),
  );
  fc.assert(
    fc.property(rules, evaluations, (some, ofThem) => {
      const verdict = readRules(some, ofThem, ARN);
      expect(['in-force', 'absent', 'unknown']).toContain(verdict.state);
      if (verdict.state === 'in-force')
        expect(some.some(({ RuleParameters }) => RuleParameters?.['opt_out_telemetry'] === 'True')).toBe(
          true,
        );
    }),
  );
});
