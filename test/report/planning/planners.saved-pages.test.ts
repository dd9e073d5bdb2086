/** The HTML in a notebook's saved outputs: found however JSON spells it, and only where it holds the beacon. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyEdits, invertEdits } from '../../../src/bytes/edit.ts';
import { planHtml as planPage } from '../../../src/html/plan.ts';
import { planNotebook as planAlone } from '../../../src/notebook/plan.ts';
import { loadPlannerWhile, planNotebook } from '../../../src/report/planning/planners.ts';
import { linesOf } from '../../support/notebook.ts';
import { BEACON, SRC } from '../../support/reports/beacon.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import {
  displayed,
  escapeAll,
  type SavedOutput,
  writeSavedPages,
} from '../../support/reports/saved-pages.ts';

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

/** The page in the second code cell's only output, joined as nbformat joins it. */
function readPage(bytes: Uint8Array, nbformat: 3 | 4): string {
  const notebook = JSON.parse(Buffer.from(bytes).toString());
  const cells = nbformat === 4 ? notebook.cells : notebook.worksheets[0].cells;
  const [output] = cells[2].outputs;
  const html: string | string[] = nbformat === 4 ? output.data['text/html'] : output.html;
  if (typeof html === 'string') return html;
  return html.join(nbformat === 4 || /[\n\r]$/.test(html[0] ?? '') ? '' : '\n');
}

/** Takes the beacon out, and checks that nothing else changes and that it can be undone. */
function silence(bytes: Buffer, nbformat: 3 | 4): Uint8Array | undefined {
  const { embedded = [], ...verdict } = planNotebook(bytes);
  const edits = embedded.flatMap((page) => page.edits ?? []);
  if (edits.length === 0) return undefined;
  const after = applyEdits(bytes, edits);
  expect(edits.every(({ cell, inserted }) => cell === 2 && inserted.length === 0)).toBe(true);
  expect(Buffer.compare(applyEdits(after, invertEdits(edits)), bytes)).toBe(0);
  expect(planNotebook(after)).toEqual(verdict);
  expect(shapeOf(after, nbformat)).toEqual(shapeOf(bytes, nbformat));
  return after;
}

/** The notebook without the page. */
function shapeOf(bytes: Uint8Array, nbformat: 3 | 4): unknown {
  const notebook = JSON.parse(Buffer.from(bytes).toString());
  const cells = nbformat === 4 ? notebook.cells : notebook.worksheets[0].cells;
  const [output] = cells[2].outputs;
  if (nbformat === 4) output.data['text/html'] = '';
  else output.html = '';
  return notebook;
}

describe.each([3, 4] as const)('in nbformat %d exactly the element is taken out', (nbformat) => {
  test.each([
    ['of a string', REPORT, REPORT.replace(/<img id="profiler-telemetry"[^>]*>/, '')],
    ['of a list of lines', linesOf(REPORT), REPORT.replace(/<img id="profiler-telemetry"[^>]*>/, '')],
    ['that is all there is', BEACON, ''],
    ['that is a line of its own', ['<p>\n', BEACON, '\n', '</p>'], '<p>\n\n</p>'],
    [
      'that is split',
      ['<p>\n', BEACON.slice(0, 9), BEACON.slice(9, 30), `${BEACON.slice(30)}</p>`],
      '<p>\n</p>',
    ],
    ['of several lines', ['<p>\n', BEACON.replace(' src', '\n src')], '<p>\n'],
    ['among characters of all lengths', `é漢\u{1f600}\ud800${BEACON}\udc00é`, 'é漢\u{1f600}\ud800\udc00é'],
    ['with such characters in it', `é${BEACON.replace('"/>', '" alt="漢\u{1f600}\ud800"/>')}é`, 'éé'],
  ])('%s', (_title, html, expected) => {
    const bytes = writeSavedPages([displayed(html, nbformat)], nbformat);
    const after = silence(bytes, nbformat);
    expect(after && readPage(after, nbformat)).toBe(expected);
  });

  test('when every character is escaped', () => {
    const html = `é\n${BEACON}\n`;
    const bytes = writeSavedPages([displayed(html, nbformat)], nbformat).toString();
    const after = silence(Buffer.from(bytes.replace(JSON.stringify(html), escapeAll(html))), nbformat);
    expect(after && readPage(after, nbformat)).toBe('é\n\n');
  });
});

test.each([
  ['the first line feed of nbformat 3, which says how lines are joined', ['<img\n', BEACON.slice(4)], 3],
  ['a line feed that stands in no byte', ['<p>', '<img', BEACON.slice(4)], 3],
  ['one of two beacons', [BEACON, BEACON], 4],
] as const)('%s is not taken out', (_title, html, nbformat) => {
  const bytes = writeSavedPages([displayed(html, nbformat)], nbformat);
  expect(planNotebook(bytes).embedded).toMatchObject([{ cell: 2, usageReporting: 'reports' }]);
  expect(silence(bytes, nbformat)).toBeUndefined();
});
