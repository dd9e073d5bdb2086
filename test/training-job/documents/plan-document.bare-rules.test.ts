import { expect, test } from 'vitest';
import { planJsonFile } from '../../../src/training-job/documents/plan-document.ts';

const kindOf = (...rules: readonly object[]) => planJsonFile(Buffer.from(JSON.stringify(rules))).kind;
const RULE = { RuleConfigurationName: 'ProfilerReport', RuleEvaluatorImage: 'x' };
const OTHER = { ...RULE, RuleConfigurationName: 'Mine', RuleParameters: { rule_to_invoke: 'Mine' } };

test('a bare list holds rules by what they invoke, or else by their name', () => {
  expect(kindOf({ ...RULE, RuleParameters: { rule_to_invoke: 'ProfilerReport' } })).toBe('requests');
  expect(kindOf(OTHER, RULE)).toBe('requests');
  expect(kindOf(RULE)).toBe('requests');
  expect(kindOf(OTHER)).toBe('no-training-job');
  expect(kindOf(OTHER, { ...RULE, RuleConfigurationName: 'Mine' })).toBe('no-training-job');
  expect(kindOf({ RuleParameters: { rule_to_invoke: 'ProfilerReport' } })).toBe('no-training-job');
});
