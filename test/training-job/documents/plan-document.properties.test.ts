import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, invertEdits } from '../../../src/bytes/edit.ts';
import { planJsonFile, planYamlFile } from '../../../src/training-job/documents/plan-document.ts';
import type { FilePlan } from '../../../src/training-job/finding.ts';
import { readCases } from '../../support/cases.ts';
import { randomRequest } from '../../support/requests/random-request.ts';

const PLANS = { json: planJsonFile, yaml: planYamlFile };
/** Where a double-quoted YAML string goes on in the next line. */
const FOLD = /\\\r?\n */g;
const verdictsOf = (plan: FilePlan) =>
  plan.kind === 'requests' ? plan.findings.map(({ verdict }) => verdict) : [];
const editsOf = (plan: FilePlan) =>
  verdictsOf(plan).flatMap((verdict) => (verdict.kind === 'absent' ? verdict.edits : []));

test('a request in any layout has its verdict; after the fix it is in force, and the edits alone tell the two apart', () => {
  fc.assert(
    fc.property(randomRequest, ({ syntax, text, verdict }) => {
      const bytes = Buffer.from(text);
      const plan = PLANS[syntax](bytes);
      expect(verdictsOf(plan).map(({ kind }) => kind)).toEqual([verdict]);
      const edits = editsOf(plan);
      const removed = edits.map((edit) => Buffer.from(edit.removed).toString()).join('');
      expect(removed.replaceAll(FOLD, '')).toMatch(/^(?:(["']|\\")False\1|'?'False''?)?$/);
      const edited = applyEdits(bytes, edits);
      expect(verdictsOf(PLANS[syntax](edited)).map(({ kind }) => kind)).toEqual([
        verdict === 'absent' ? 'in-force' : verdict,
      ]);
      expect(Buffer.from(applyEdits(edited, invertEdits(edits))).equals(bytes)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

describe('any bytes have a plan', () => {
  const cases = readCases(new URL('../../cases/option-one-documents.txt', import.meta.url)).map(
    ({ cells }) => cells[0] ?? '',
  );
  const mutated = fc
    .tuple(fc.constantFrom(...cases), fc.nat(), fc.nat(20), fc.string({ maxLength: 6 }))
    .map(([text, at, length, inserted]) => {
      const start = at % (text.length + 1);
      return Buffer.from(text.slice(0, start) + inserted + text.slice(start + length));
    });

  test.each(['json', 'yaml'] as const)('%s', (syntax) => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), mutated), (bytes) => {
        const plan = PLANS[syntax](bytes);
        const edited = applyEdits(bytes, editsOf(plan));
        expect(editsOf(PLANS[syntax](edited))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
