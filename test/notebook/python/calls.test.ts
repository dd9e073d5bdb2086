import { describe, expect, test } from 'vitest';
import { readCases } from '../../support/cases.ts';
import { NOTEBOOK_STYLES, readSources, writeNotebook } from '../../support/notebook.ts';
import { planAndCheck } from '../../support/plan-contract.ts';

const cases = readCases(new URL('../../cases/calls.txt', import.meta.url));

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
      // In lists of nbformat 3 line feeds inside an expression that goes must stay.
      const isList = style.nbformat === 3 && !style.isString;
      const comparable = (sources: readonly string[]) =>
        isList ? sources.map((text) => text.replaceAll('\n', '')) : sources;
      expect(comparable(readSources(after))).toEqual(comparable(expected.cells));
    } else {
      const said = verdict.kind === 'refused' ? `refused ${verdict.reason}` : verdict.kind;
      expect(said).toBe(expected.verdict);
      expect(verdict.kind === 'refused' ? verdict.detail : 'code cell 1, line 1: ').toMatch(
        /^code cell \d+(?:, line \d+: | writes )/,
      );
    }
  });
});
