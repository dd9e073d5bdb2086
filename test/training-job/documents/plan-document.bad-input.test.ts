import { describe, expect, test } from 'vitest';
import { planJsonFile, planYamlFile } from '../../../src/training-job/documents/plan-document.ts';

const JOB =
  '{"ProfilerRuleConfigurations": [{"RuleConfigurationName": "r", "RuleParameters": {"rule_to_invoke": "ProfilerReport"}}]}';
const summaryOf = (plan: ReturnType<typeof planJsonFile>) =>
  plan.kind === 'refused' ? `refused ${plan.reason}` : plan.kind;
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('what is no text in UTF-8', () => {
  test.each<[string, Uint8Array, string]>([
    ['UTF-16 with a mark', utf16(`\ufeff${JOB}`), 'refused not-utf-8'],
    ['UTF-16, big end first, with a mark', utf16(`\ufeff${JOB}`).swap16(), 'refused not-utf-8'],
    ['UTF-16', utf16(JOB), 'refused not-utf-8'],
    ['UTF-16, big end first', utf16(JOB).swap16(), 'refused not-utf-8'],
    ['UTF-16 without a job', utf16('{"a": 1}'), 'no-training-job'],
    ['Latin-1', Buffer.from(JOB.replace('"r"', '"\xe4"'), 'latin1'), 'refused not-utf-8'],
    ['zeros in it', Buffer.from(JOB.replace('"r"', '"r\0"')), 'refused binary'],
    ['zeros and no UTF-8', Buffer.from(JOB.replace('"r"', '"\xe4\0"'), 'latin1'), 'refused binary'],
    ['an image', Buffer.from([0x89, 0x50, 0, 0xff]), 'no-training-job'],
    ['nothing', Buffer.from(''), 'no-training-job'],
  ])('%s', (_title, bytes, expected) => {
    expect(summaryOf(planJsonFile(bytes))).toBe(expected);
    expect(summaryOf(planYamlFile(bytes))).toBe(expected);
  });
});

test.each<[string, Uint8Array, string]>([
  ['UTF-16', utf16(JOB), 'the text is UTF-16: save it as UTF-8'],
  ['zeros', Buffer.from(`${JOB}\0`), 'the file holds bytes that are no text: look into it by hand'],
  ['Latin-1', Buffer.from(JOB.replace('"r"', '"\xe4"'), 'latin1'), 'the text is not UTF-8: save it as UTF-8'],
])('a refusal of %s says what to do', (_title, bytes, detail) => {
  expect(planJsonFile(bytes)).toMatchObject({ kind: 'refused', detail });
});

describe('what is nested too deep', () => {
  const nested = (inner: string) => Buffer.from(`${'['.repeat(50_000)}${inner}${']'.repeat(50_000)}`);

  test('is refused when it speaks of rules, and nothing otherwise', () => {
    for (const plan of [planJsonFile, planYamlFile]) {
      expect(summaryOf(plan(nested('"rule_to_invoke"')))).toBe('refused nested-too-deep');
      expect(summaryOf(plan(nested('"TrainingJob"')))).toBe('no-training-job');
    }
  });

  test('texts in texts are looked into as far as people nest them', () => {
    let text = JOB;
    for (let depth = 0; depth < 4; depth += 1) text = JSON.stringify({ text });
    expect(planJsonFile(Buffer.from(text)).kind).toBe('requests');
    expect(planJsonFile(Buffer.from(JSON.stringify({ text }))).kind).toBe('no-training-job');
  });
});

test('an empty JSON text that is said to speak of jobs, as comments do, is refused', () => {
  expect(summaryOf(planJsonFile(Buffer.from('// rule_to_invoke')))).toBe('refused syntax-error');
  expect(summaryOf(planYamlFile(Buffer.from('# rule_to_invoke')))).toBe('no-training-job');
});

test('a place is that of the rule, in bytes, also behind a byte order mark and in a text', () => {
  const text = `\ufeff{"ä": ${JSON.stringify(JOB)}}`;
  const plan = planJsonFile(Buffer.from(text));
  const at = plan.kind === 'requests' ? plan.findings[0]?.at : undefined;
  expect(at).toBe(Buffer.byteLength(text.slice(0, text.indexOf('{\\"RuleConf'))));
});
