import { expect, test } from 'vitest';
import { isTerraform, mayHoldRequest, mentionsIn, planFile } from '../../src/training-job/plan-file.ts';

const JSON_TEXT =
  '{"ProfilerRuleConfigurations": [{"RuleConfigurationName": "r", "RuleParameters": {"rule_to_invoke": "ProfilerReport"}}]}';
const SCRIPT = `import boto3
boto3.client("sagemaker").create_training_job(ProfilerRuleConfigurations=[{"RuleParameters": {"rule_to_invoke": "ProfilerReport"}}])
`;
const NOTEBOOK = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [{ cell_type: 'code', metadata: {}, outputs: [], execution_count: null, source: SCRIPT }],
});
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
  ['train.py', SCRIPT],
  ['train.ipynb', NOTEBOOK],
])('%s is looked into', (name, text) => {
  expect(mayHoldRequest(name)).toBe(true);
  expect(planFile(name, Buffer.from(text)).kind).toBe('requests');
});

test.each(['job.txt', 'json', 'a/constructor', '.toString', 'job.tf'])('%s is not', (name) => {
  expect(mayHoldRequest(name)).toBe(false);
  expect(mentionsIn(name)).toEqual([]);
  expect(planFile(name, Buffer.from(JSON_TEXT)).kind).toBe('no-training-job');
});

test('what is searched for in bytes is in every request', () => {
  for (const [name, text] of [
    ['a.json', JSON_TEXT],
    ['a.yaml', YAML_TEXT],
    ['a.py', SCRIPT],
    ['a.ipynb', NOTEBOOK],
  ] as const)
    expect(mentionsIn(name).some((mention) => text.includes(mention))).toBe(true);
  // A letter of a notebook's JSON may be an escape.
  expect(mentionsIn('a.ipynb').some((mention) => '"\\u0053agemaker"'.includes(mention))).toBe(true);
});

test("Terraform's files are told by the end of their name", () => {
  for (const name of ['main.tf', 'a/MAIN.TF', 'x.tfvars', 'x.hcl', 'x.tf.json'])
    expect(isTerraform(name)).toBe(true);
  for (const name of ['main.tf.py', 'x.tfvars.yaml', 'hcl', 'atf', 'x.json'])
    expect(isTerraform(name)).toBe(false);
});
