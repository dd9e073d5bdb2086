import { expect, test } from 'vitest';
import { MENTIONS, mayHoldRequest, planFile } from '../../src/training-job/plan-file.ts';

const JSON_TEXT =
  '{"ProfilerRuleConfigurations": [{"RuleConfigurationName": "r", "RuleParameters": {"rule_to_invoke": "ProfilerReport"}}]}';
const YAML_TEXT =
  'ProfilerRuleConfigurations:\n- RuleConfigurationName: r\n  RuleParameters:\n    rule_to_invoke: ProfilerReport\n';

test.each([
  ['job.json', JSON_TEXT],
  ['JOB.JSON', JSON_TEXT],
  ['machine.asl.json', JSON_TEXT],
  ['machine.asl', JSON_TEXT],
  ['job.jsonc', JSON_TEXT],
  ['job.yaml', YAML_TEXT],
  ['job.yml', YAML_TEXT],
  ['stack.template', JSON_TEXT],
  ['stack.template', `\ufeff ${JSON_TEXT}`],
  ['stack.template', YAML_TEXT],
])('%s is looked into', (name, text) => {
  expect(mayHoldRequest(name)).toBe(true);
  expect(planFile(name, Buffer.from(text)).kind).toBe('requests');
});

test.each(['job.txt', 'json', 'a/constructor', '.toString', 'job.tf'])('%s is not', (name) => {
  expect(mayHoldRequest(name)).toBe(false);
  expect(planFile(name, Buffer.from(JSON_TEXT)).kind).toBe('no-training-job');
});

test('what is searched for in bytes is in every request', () => {
  for (const text of [JSON_TEXT, YAML_TEXT])
    expect(MENTIONS.some((mention) => text.includes(mention))).toBe(true);
});
