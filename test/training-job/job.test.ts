/** The state of a whole training job: in force only when every ProfilerReport rule opts out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeJob } from '../../src/training-job/job.ts';
import { reportRule } from '../support/job-records.ts';

const other = { RuleConfigurationName: 'cpu', RuleParameters: { rule_to_invoke: 'CPUBottleneck' } };

test.each<[string, Parameters<typeof judgeJob>[0], object]>([
  ['no rules', { rules: [] }, { state: 'no-rule', reason: 'no-profiler-report-rule', rules: [] }],
  ['other rules', { rules: [other, {}] }, { state: 'no-rule', reason: 'no-profiler-report-rule', rules: [] }],
  [
    'a tuned job',
    { rules: [], tuningJobArn: 'arn' },
    { state: 'no-rule', reason: 'tuning-job', detail: expect.stringContaining('tuned jobs') },
  ],
  [
    'a tuned job with a rule all the same',
    { rules: [reportRule('True')], tuningJobArn: 'arn' },
    { state: 'in-force', rules: [{ name: 'ProfilerReport', state: 'in-force', value: 'True' }] },
  ],
  ['"True"', { rules: [other, reportRule('True', 'x')] }, { state: 'in-force', rules: [{ name: 'x' }] }],
  [
    'nothing said',
    { rules: [reportRule()] },
    {
      state: 'absent',
      rules: [{ name: 'ProfilerReport', state: 'absent' }],
      detail: expect.stringMatching(/^rule ProfilerReport has no opt_out_telemetry: /),
    },
  ],
  [
    '"False" beside "True"',
    { rules: [reportRule('True', 'a'), reportRule('False', 'b')] },
    { state: 'absent', detail: expect.stringMatching(/^rule b has opt_out_telemetry "False": /) },
  ],
  [
    'another value beside "True"',
    { rules: [reportRule('True', 'a'), reportRule('true', 'b')] },
    { state: 'unrecognised-value', detail: expect.stringMatching(/^rule b has opt_out_telemetry "true": /) },
  ],
  [
    'another value beside none',
    { rules: [reportRule('yes', 'a'), reportRule(undefined, 'b')] },
    { state: 'absent', detail: expect.stringMatching(/^rule b has no opt_out_telemetry: /) },
  ],
  [
    'a rule without a name',
    { rules: [{ RuleParameters: { rule_to_invoke: 'ProfilerReport' } }] },
    { rules: [{ name: '' }] },
  ],
])('%s', (_what, job, expected) => {
  expect(judgeJob(job)).toMatchObject(expected);
});

test('in force is what all of at least one rule are, whatever their order and the other rules', () => {
  const value = fc.constantFrom('True', 'False', 'true', undefined);
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      const rules = values.map((each, index) => reportRule(each, `r${index}`));
      const { state } = judgeJob({ rules: [...rules, other] });
      expect(state === 'in-force').toBe(values.length > 0 && values.every((each) => each === 'True'));
      expect(state).toBe(judgeJob({ rules: [other, ...rules.toReversed()] }).state);
    }),
  );
});
