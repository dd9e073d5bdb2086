/** The state of Option 1 according to SageMaker is in the findings, and so are contradictions. */
import { describe, expect, test } from 'vitest';
import type { HtmlEvidence, OptionOne } from '../../src/report/finding.ts';
import { withOptionOne } from '../../src/report/option-one.ts';
import { BOTH, HTML, RECORD, report, runOptOut, SILENCE, storeOf } from '../support/opt-out-runs.ts';
import type { AnyFinding } from '../support/reports/finding-fields.ts';
import { generateReport } from '../support/reports/report-generator.ts';

const sourceOf = (answer: OptionOne, lookedUp: string[] = []) => ({
  find: async (arn: string) => {
    lookedUp.push(arn);
    return answer;
  },
});

describe('a report', () => {
  test('has the state of Option 1 in the records of both objects', async () => {
    const lookedUp: string[] = [];
    const answer = { state: 'absent', trainingJobName: 'job' } as const;
    const { trail } = await runOptOut(storeOf(), RECORD, BOTH, sourceOf(answer, lookedUp));
    expect(trail.map(({ optionOne }) => optionOne)).toEqual([answer, answer]);
    expect(lookedUp).toEqual([report.processingJobArn, report.processingJobArn]);
  });

  test('without an ARN is not looked up', async () => {
    const made = generateReport({ hasTelemetry: false, outputBytes: 100 });
    const { trail } = await runOptOut(storeOf({}, made), RECORD, BOTH, sourceOf({ state: 'absent' }));
    const unknown = { state: 'unknown', reason: 'no-processing-job-arn' };
    expect(trail.map(({ optionOne }) => optionOne)).toEqual([unknown, unknown]);
  });

  test('that is not there has none', async () => {
    const store = storeOf();
    store.remove(HTML);
    const target = { bucket: 'b', objects: [{ kind: 'html', key: HTML.key, presence: 'expected' }] } as const;
    const { trail } = await runOptOut(store, RECORD, target, sourceOf({ state: 'absent' }));
    expect(trail).toMatchObject([{ outcome: 'missing' }]);
    expect(trail[0]).not.toHaveProperty('optionOne');
  });

  test('that was silenced is in contradiction to Option 1 in force all the same', async () => {
    const { trail } = await runOptOut(
      storeOf(),
      SILENCE,
      BOTH,
      sourceOf({ state: 'in-force', value: 'True' }),
    );
    expect(trail.map(({ optionOne }) => optionOne?.contradiction)).toEqual([
      undefined,
      'in-force-but-reports',
    ]);
  });
});

test.each<[OptionOne['state'], boolean | null, string | undefined]>([
  ['in-force', true, 'in-force-but-reports'],
  ['in-force', false, undefined],
  ['absent', true, undefined],
  ['absent', false, 'absent-but-silent'],
  ['unknown', true, undefined],
  ['unknown', false, undefined],
  ['in-force', null, undefined],
  ['absent', null, undefined],
])(
  'Option 1 %s and generated before opting out %s: %s',
  async (state, generatedBeforeOptOut, contradiction) => {
    const kept: AnyFinding[] = [];
    const html: HtmlEvidence = { usageReporting: 'unknown', generatedBeforeOptOut };
    const trail = withOptionOne({ append: async (finding) => void kept.push(finding) }, sourceOf({ state }));
    const before = { etag: 'e', sizeBytes: 1, sha256: 'ab'.repeat(32) };
    await trail.append({
      outcome: 'silent',
      at: new Date(0),
      kind: 'html',
      bucket: 'b',
      key: 'k',
      lastModified: new Date(0),
      before,
      html,
      processingJobArn: 'arn',
    });
    expect(kept[0]?.optionOne?.contradiction).toBe(contradiction);
  },
);
