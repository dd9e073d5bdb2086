import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planPythonFile } from '../../../src/training-job/python/plan-python-file.ts';
import { planAndApply } from '../../support/option-one/contract.ts';
import { randomOptionOneForm } from '../../support/option-one/forms.ts';
import { randomOf } from '../../support/reports/random.ts';

/** Pieces of Python that meet each other in every order. */
const piece = fc.constantFrom(
  'ProfilerRule.sagemaker(',
  'rule_configs.ProfilerReport(',
  'ProfilerReport',
  'rule',
  ' = ',
  '\n',
  '    ',
  ')',
  '(',
  '[',
  ']',
  ', ',
  'rules=',
  'Estimator(',
  'role=r',
  '.fit()',
  '.rule_parameters',
  '["opt_out_telemetry"]',
  '"True"',
  'False',
  '{',
  '}',
  ': ',
  '"rule_to_invoke"',
  '"ProfilerReport"',
  'client.create_training_job(',
  'ProfilerRuleConfigurations=',
  '**',
  '*',
  'def f(a, b=1):\n    ',
  'return ',
  'for x in ',
  'if x: ',
  'else: ',
  'lambda x: ',
  '.update(',
  '.append(',
  ' or ',
  '+',
  '|',
  ' if ',
  ' else ',
  'class A(',
  'import ',
  'from a import ',
  ' as ',
  '# ',
  '"',
  'f"',
  '\r\n',
  '\\\n',
  ';',
  'with ',
  'try:\n    ',
  'except: ',
  'del ',
  'é',
  '...',
  ':=',
  'x',
  '1',
  'await ',
  'global rule',
);

test('any text gives a plan, and one that holds what it promises', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      planAndApply(planPythonFile, Buffer.from(`${pieces.join('')}\n# ProfilerReport`));
    }),
    { numRuns: 600 },
  );
});

test('random forms are planned alike however often, and their edits leave every other line as it is', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const source = randomOptionOneForm(randomOf(seed));
      const { plan, after } = planAndApply(planPythonFile, Buffer.from(source));
      expect(planPythonFile(Buffer.from(source))).toEqual(plan);
      expect(plan.kind === 'refused' ? plan.reason : '').not.toBe('check-failed');
      const lines = Buffer.from(after).toString().split('\n');
      const kept = source.split('\n').filter((line) => !lines.includes(line));
      expect(kept.length).toBeLessThanOrEqual(6);
    }),
    { numRuns: 300 },
  );
});

test('any bytes give a plan', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      planAndApply(planPythonFile, Buffer.concat([Buffer.from('#ProfilerReport\n'), bytes]));
    }),
  );
});
