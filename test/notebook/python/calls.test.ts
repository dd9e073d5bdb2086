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

const F = 'setup_profiler_report';
test.each([
  [`${F}(x for x in y)`, 'its argument is a bare generator: put parentheses around it'],
  [`${F}(processing_job_arn=a, b)`, 'a positional argument follows a keyword argument'],
  [`${F}(opt_out=a, opt_out=b)`, 'an argument is given twice'],
  [`${F}(a, b, c)`, 'it passes more arguments than (processing_job_arn, opt_out)'],
  [`${F}(a, b := c)`, 'its opt_out argument assigns, awaits or yields: write opt_out=True by hand'],
  [`${F}(*a)`, 'unpacked arguments (* or **) hide what is passed: write them out'],
  [`import our; our.a.b.${F}(a)`, `${F} of our.a.b is not known: opt out by hand`],
  [`from our import ${F}`, `${F} comes from our.${F}, which is not known: opt out by hand`],
  [`${F}(${'('.repeat(200)}a${')'.repeat(200)})`, 'more than 200 brackets are open: Python cannot read it'],
])('the refusal of %s says what is wrong', (source, why) => {
  const { verdict } = planAndCheck(writeNotebook([source]));
  expect(verdict).toMatchObject({ kind: 'refused', detail: `code cell 1, line 1: ${why}` });
});
