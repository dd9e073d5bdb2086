import { expect, test } from 'vitest';
import { findRequests } from '../../../src/training-job/documents/find-requests.ts';
import { judgeRequest } from '../../../src/training-job/documents/judge-request.ts';
import { parseYaml } from '../../../src/training-job/documents/parse-yaml.ts';
import type { Document } from '../../../src/training-job/documents/tree.ts';
import { isAsPlanned } from '../../../src/training-job/documents/verify-change.ts';

const BEFORE = `a: &a !Ref x
b: *a
list: [1, 'two']
empty:
rules: {ProfilerRuleConfigurations: [{RuleParameters: {rule_to_invoke: ProfilerReport}}]}
text: '{"ProfilerRuleConfigurations": [{"RuleParameters": {"rule_to_invoke": "ProfilerReport"}}]}'
`;
const AFTER = BEFORE.replace('ProfilerReport}', 'ProfilerReport, opt_out_telemetry: "True"}').replace(
  '"ProfilerReport"}',
  '"ProfilerReport", "opt_out_telemetry": "True"}',
);

/** Whether the edited text passes for the plan of the text before. */
function passes(edited: string): boolean {
  const document = parseYaml(BEFORE) as Document;
  const changes = findRequests(document, (text) => text.includes('rule_to_invoke')).flatMap((request) =>
    'isInput' in request
      ? judgeRequest(request).flatMap((judgement) =>
          judgement.kind === 'absent' ? [{ document: request.document, change: judgement.change }] : [],
        )
      : [],
  );
  expect(changes).toHaveLength(2);
  return isAsPlanned(document, changes, edited, parseYaml);
}

test('the text with both parameters passes', () => {
  expect(passes(AFTER)).toBe(true);
});

test.each<[string, string | RegExp, string]>([
  ['a parameter that is missing', ', opt_out_telemetry: "True"', ''],
  ['a parameter with another value', 'opt_out_telemetry: "True"', 'opt_out_telemetry: "False"'],
  [
    'a parameter that stands twice',
    'opt_out_telemetry: "True"',
    'opt_out_telemetry: "True", opt_out_telemetry: "True"',
  ],
  ['another parameter beside it', 'opt_out_telemetry: "True"', 'opt_out_telemetry: "True", x: y'],
  ['a rule that is no object any more', /\{rule_to_invoke: .*?\}/, 'x'],
  ['another parameter in the text', '"opt_out_telemetry": "True"', '"opt_out_telemetry": "True", "x": "y"'],
  ['a text that is none any more', /'\{.*\}'/, '1'],
  ['a text that does not parse any more', `]}'`, `}'`],
  ['a document more', 'a: &a', 'x: 1\n---\na: &a'],
  ['a syntax error', 'list: [', 'list: ['.repeat(2)],
  ['another tag', '!Ref x', '!GetAtt x'],
  ['no alias', 'b: *a', 'b: a'],
  ['a shorter list', "[1, 'two']", '[1]'],
  ['another value in a list', "[1, 'two']", "[1, 'three']"],
  ['a value of another kind', "[1, 'two']", "['1', 'two']"],
  ['an object for a list', "[1, 'two']", '{a: b}'],
  ['another key', 'list:', 'lists:'],
  ['a list for an object', /^rules: .*$/m, 'rules: [1]'],
])('%s does not pass', (_title, part, other) => {
  expect(AFTER).toMatch(part);
  expect(passes(AFTER.replace(part, other))).toBe(false);
});
