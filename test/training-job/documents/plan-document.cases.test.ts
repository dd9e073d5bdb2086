import { expect, test } from 'vitest';
import { applyEdits, invertEdits } from '../../../src/bytes/edit.ts';
import { planJsonFile, planYamlFile } from '../../../src/training-job/documents/plan-document.ts';
import type { FilePlan } from '../../../src/training-job/finding.ts';
import { readCases } from '../../support/cases.ts';

const CASES = readCases(new URL('../../cases/option-one-documents.txt', import.meta.url));
const editsOf = (plan: FilePlan) =>
  plan.kind === 'requests'
    ? plan.findings.flatMap(({ verdict }) => (verdict.kind === 'absent' ? verdict.edits : []))
    : [];

/** The verdicts in words, in order. */
const describePlan = (plan: FilePlan): string =>
  (plan.kind === 'requests' ? plan.findings.map(({ verdict }) => verdict) : [plan])
    .map((verdict) => (verdict.kind === 'refused' ? `refused ${verdict.reason}` : verdict.kind))
    .join(', ');

test('there are at least 60 cases', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
});

test.each(CASES)('$title', ({ title, cells: [source = ''], expected }) => {
  const planBytes = title.startsWith('json') ? planJsonFile : planYamlFile;
  for (const text of [source, `\ufeff${source}\n`, source.replaceAll('\n', '\r\n')]) {
    const bytes = Buffer.from(text);
    const plan = planBytes(bytes);
    if ('verdict' in expected) {
      expect(describePlan(plan)).toBe(expected.verdict);
      continue;
    }
    const edits = editsOf(plan);
    const edited = applyEdits(bytes, edits);
    expect(Buffer.from(edited).toString().replace('\ufeff', '').trimEnd().replaceAll('\r\n', '\n')).toBe(
      expected.cells[0],
    );
    expect(Buffer.from(edited).includes('\r\n')).toBe(text.includes('\r\n'));
    expect(describePlan(planBytes(edited))).toBe(describePlan(plan).replaceAll('absent', 'in-force'));
    expect(Buffer.from(applyEdits(edited, invertEdits(edits))).equals(bytes)).toBe(true);
  }
});
