import { expect, test } from 'vitest';
import { planHtmlAndCheck } from '../support/html-contract.ts';
import { readPageCases } from '../support/reports/page-places.ts';

const cases = readPageCases();

/** Silent by definition, though Chromium asks the host: the beacon's id is missing, or a script writes it. */
const KNOWN_SILENT = ['another id', 'in a style, and no id', 'written by a script'];

test('the case file holds at least 120 cases, each with its own title', () => {
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  expect(cases.length).toBeGreaterThanOrEqual(120);
});

test.each(cases)('$title', ({ html, verdict: expected }) => {
  const verdict = planHtmlAndCheck(html);
  expect(verdict.kind === 'refused' ? `refused ${verdict.reason}` : verdict.kind).toBe(expected);
});

test('no page is called silent that Chromium asks the report host for, but those known', () => {
  const asking = cases.filter(
    ({ asks, asksWithoutScripts }) => asks === 'once' || asksWithoutScripts === 'once',
  );
  expect(asking.filter(({ verdict }) => verdict === 'silent').map(({ title }) => title)).toEqual(
    KNOWN_SILENT,
  );
});
