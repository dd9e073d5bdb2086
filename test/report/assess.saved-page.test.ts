/** Pages that are not what SageMaker wrote: their records say only what is known. */
import { expect, test } from 'vitest';
import { renderRecord } from '../../src/audit/record/render-record.ts';
import { software } from '../../src/report/software.ts';
import {
  BOTH,
  HTML,
  NOTEBOOK,
  RECORD,
  report,
  runOptOut,
  SILENCE,
  storeOf,
  TRIGGER,
} from '../support/opt-out-runs.ts';
import { displayed, writeSavedPages } from '../support/reports/saved-pages.ts';

async function recordOfPage(html: string, policy: typeof RECORD) {
  const store = storeOf();
  store.put(HTML, Buffer.from(html));
  const { findings } = await runOptOut(store, policy, BOTH);
  const [, finding] = findings;
  if (finding === undefined) throw new Error('no finding');
  return renderRecord(finding, { trigger: TRIGGER, software });
}

test.each([RECORD, SILENCE])(
  'a page that a browser saved is silent, but was generated before opting out: $html',
  async (policy) => {
    const saved = report.html
      .toString()
      .replace(
        /<img id="profiler-telemetry" src="[^"]*"/,
        '<img id="profiler-telemetry" src="./report_files/saved.html"',
      );
    expect(saved).not.toBe(report.html.toString());
    expect(await recordOfPage(saved, policy)).toMatchObject({
      outcome: 'silent',
      detail: expect.stringContaining('./report_files/saved.html'),
      html: { usageReporting: 'silent', generatedBeforeOptOut: true, savedByBrowser: true },
    });
  },
);

test.each([RECORD, SILENCE])('of a page that holds no HTML nothing is known: $html', async (policy) => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 400000\n';
  expect(await recordOfPage(pointer, policy)).toMatchObject({
    outcome: 'refused',
    reason: 'not-html',
    html: { usageReporting: 'unknown', generatedBeforeOptOut: null },
  });
});

test('a page in a cell before that of the call is silenced, and the call opted out', async () => {
  const html = report.html.toString();
  const written = writeSavedPages([displayed(html)], 4, 'setup_profiler_report(arn)').toString();
  const notebook = JSON.parse(written);
  notebook.cells.reverse();
  const store = storeOf();
  store.put(NOTEBOOK, Buffer.from(JSON.stringify(notebook)));
  const { findings } = await runOptOut(store, SILENCE, BOTH);
  expect(findings[0]).toMatchObject({ outcome: 'opted-out', edits: [{ cell: 1 }, { cell: 2 }] });
  const after = Buffer.from(store.peek(NOTEBOOK).bytes).toString();
  expect(after).toContain('setup_profiler_report(arn, opt_out=True)');
  expect(after).not.toContain('profiler-telemetry');
});
