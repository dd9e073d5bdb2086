import { describe, expect, test } from 'vitest';
import { readCases } from '../support/cases.ts';
import { NOTEBOOK_STYLES, readSources, writeNotebook } from '../support/notebook.ts';
import { planAndCheck } from '../support/plan-contract.ts';

const cases = readCases(new URL('../cases/calls.txt', import.meta.url));

test('the case file holds at least 120 cases, each with its own title', () => {
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  expect(cases.length).toBeGreaterThanOrEqual(120);
});

describe.each(NOTEBOOK_STYLES)('written $name', (style) => {
  test.each(cases)('$title', ({ cells, expected }) => {
    const bytes = writeNotebook(cells, style);
    const { verdict, after } = planAndCheck(bytes);
    if ('cells' in expected) {
      expect(verdict).toMatchObject({ kind: 'patchable' });
      expect(readSources(after)).toEqual(expected.cells);
    } else {
      const said = verdict.kind === 'refused' ? `refused ${verdict.reason}` : verdict.kind;
      expect(said).toBe(expected.verdict);
      expect(verdict.kind === 'refused' ? verdict.detail : 'code cell 1, line 1: ').toMatch(
        /^code cell \d+, line \d+: /,
      );
    }
  });
});
