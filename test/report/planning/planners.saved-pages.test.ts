/** The HTML in a notebook's saved outputs: found however JSON spells it, and only where it holds the beacon. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { planHtml as planPage } from '../../../src/html/plan.ts';
import { planNotebook as planAlone } from '../../../src/notebook/plan.ts';
import { loadPlannerWhile, planNotebook } from '../../../src/report/planning/planners.ts';
import { linesOf } from '../../support/notebook.ts';
import { BEACON, SRC } from '../../support/reports/beacon.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { displayed, escapeAll, type SavedOutput, writeSavedPages } from '../../support/saved-pages.ts';

beforeAll(() => loadPlannerWhile('notebook', Promise.resolve()));

const REPORT = generateReport({ outputBytes: 3_000 }).html.toString();
const SILENT = generateReport({ outputBytes: 3_000, hasBeacon: false }).html.toString();
const REFERENCES = BEACON.replace('profiler-telemetry', 'profiler&#45;telemetr&#x79;');

/** The cells and the usage reporting of what is found in the outputs of the second code cell. */
const found = (outputs: readonly SavedOutput[], nbformat: 3 | 4 = 4) =>
  planNotebook(writeSavedPages(outputs, nbformat)).embedded?.map(({ cell, usageReporting }) => [
    cell,
    usageReporting,
  ]);
const foundIn = (html: unknown, nbformat: 3 | 4 = 4) => found([displayed(html, nbformat)], nbformat);

describe('an embedded beacon is found', () => {
  test.each([
    ['in a string', REPORT],
    ['in a list of lines', linesOf(REPORT)],
    ['in a list of characters', [...BEACON]],
    ['in a list that splits the id', [BEACON.slice(0, 15), BEACON.slice(15)]],
    ['with references in the id', `<p>${REFERENCES}</p>`],
    ['with references in a list', ['<p>\n', REFERENCES.slice(0, 22), REFERENCES.slice(22)]],
    ['beside half a character', `\ud800${REPORT}`],
    ['beside characters of all lengths', [`é漢\u{1f600}\n`, BEACON]],
    ['twice', BEACON + BEACON],
  ])('%s', (_title, html) => {
    expect(foundIn(html)).toEqual([[2, 'reports']]);
    const v3 = foundIn(html, 3);
    // Without line ends the lines of nbformat 3 are joined with line feeds, which parts the id.
    const isParted = Array.isArray(html) && !/\n$/.test(html[0] ?? '');
    expect(v3).toEqual(isParted ? undefined : [[2, 'reports']]);
  });

  test('with every character escaped, in the key too', () => {
    const notebook = writeSavedPages([displayed(BEACON)]).toString();
    const escaped = notebook
      .replace(JSON.stringify(BEACON), escapeAll(BEACON))
      .replace('"text/html"', '"text\\/html"')
      .replace('"outputs"', '"\\u006futputs"');
    expect(escaped).not.toContain('telemetry');
    expect(planNotebook(Buffer.from(escaped)).embedded).toMatchObject([
      { cell: 2, usageReporting: 'reports' },
    ]);
  });

  test('beside a key that stands twice', () => {
    const notebook = writeSavedPages([displayed(BEACON)]).toString();
    for (const twice of ['"text/html":"x","text/html"', '"text/html":"x","text/plain":"","text/html"']) {
      const bytes = Buffer.from(notebook.replace('"text/html"', twice));
      expect(planNotebook(bytes)).toMatchObject({ kind: 'already-opted-out', embedded: [{ cell: 2 }] });
    }
  });

  test('with its ARN, whatever the notebook itself calls for', () => {
    for (const [source, kind] of [
      ['setup_profiler_report(arn)', 'patchable'],
      ['setup_profiler_report(arn, opt_out=True)', 'already-opted-out'],
      ['x', 'no-setup-call'],
      ['setup_profiler_report(*a)', 'refused'],
    ] as const) {
      const verdict = planNotebook(writeSavedPages([displayed(REPORT)], 4, source));
      expect(verdict).toMatchObject({ kind, embedded: [{ cell: 2, usageReporting: 'reports' }] });
      expect(verdict.embedded?.[0]?.beacon?.processingJobArn).toMatch(/^arn:aws:sagemaker:us-east-1:/);
    }
  });

  test('in cells of another language, in order, once each', () => {
    const outputs = [displayed(SILENT), displayed(REPORT), displayed('x'), displayed(linesOf(REPORT))];
    const notebook = JSON.parse(writeSavedPages(outputs).toString());
    notebook.metadata = { language_info: { name: 'R' } };
    expect(planNotebook(Buffer.from(JSON.stringify(notebook))).embedded).toMatchObject([
      { cell: 2 },
      { cell: 2 },
    ]);
  });
});

describe('it is unknown whether there is a beacon', () => {
  const inner = BEACON.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  test.each([
    ['in the attribute of a frame', `<iframe srcdoc="${inner}"></iframe>`],
    ['in a text area', `<textarea>${BEACON}</textarea>`],
    ['in a frame beside silent text', ['<p>\n', `<iframe srcdoc='${inner}'></iframe>\n`]],
    ['deeper than can be told', `${'<div>'.repeat(2_000)}<template>${BEACON}</template>`],
  ])('%s', (_title, html) => {
    expect(foundIn(html)).toEqual([[2, 'unknown']]);
  });
});

describe('nothing is found', () => {
  test.each([
    ['in a page without', SILENT],
    ['in a comment', `<!-- ${BEACON} -->`],
    ['in a script', `<script>x = '${BEACON}'</script>`],
    ['in an image of another host', '<img id="profiler-telemetry" src="https://example.org/?x-arn=a">'],
    ['in an image of another id', BEACON.replace('profiler-telemetry', 'profiler-telemetry-2')],
    ['in text that is no HTML', `profiler-telemetry ${SRC.slice(0, 20)}`],
    ['in nothing', ''],
    ['in what is no text', { html: BEACON }],
    ['in a list of anything', [BEACON, 1]],
    ['in a number', 7],
  ])('%s', (_title, html) => {
    expect(foundIn(html)).toBeUndefined();
    expect(foundIn(html, 3)).toBeUndefined();
  });

  test('where the format has no HTML', () => {
    expect(found([displayed(REPORT, 3)], 4)).toBeUndefined();
    expect(found([displayed(REPORT, 4)], 3)).toBeUndefined();
    expect(found([{ output_type: 'stream', name: 'stdout', text: REPORT }])).toBeUndefined();
    expect(found([{ output_type: 'display_data', data: { 'text/plain': REPORT } }])).toBeUndefined();
    expect(found([{ data: [REPORT] }, 'text', [REPORT]] as never)).toBeUndefined();
  });

  test('without somebody who knows HTML', () => {
    expect(planAlone(writeSavedPages([displayed(REPORT)]))).not.toHaveProperty('embedded');
  });
});

test('however a page is cut into strings, the answer is that of the page', () => {
  const parts = fc.constantFrom(BEACON, REFERENCES, 'é', '\u{1f600}', '\n', '<!--', '-->', '&#', 'x', '<p>');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 5 }), (texts, cuts) => {
      const page = texts.join('');
      const ends = [0, ...cuts.filter((cut) => cut < page.length).sort((a, b) => a - b), page.length];
      const list = ends.slice(1).map((end, index) => page.slice(ends[index], end));
      const { kind, ...verdict } = planPage(Buffer.from(list.join('')));
      const expected = 'beacon' in verdict && verdict.beacon !== undefined;
      const unknown =
        kind === 'refused' && !expected && 'reason' in verdict && verdict.reason === 'beacon-not-understood';
      const answer = expected ? [[2, 'reports']] : unknown ? [[2, 'unknown']] : undefined;
      expect(foundIn(list)).toEqual(answer);
    }),
  );
});
