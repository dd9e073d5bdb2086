/** Large HTML reports, of which the end is read, and copies, which are only recorded. */
import { describe, expect, test } from 'vitest';
import type { ReportTarget } from '../../src/report/report-target.ts';
import { HTML, NOTEBOOK, RECORD, report, runOptOut, SILENCE, storeOf } from '../support/opt-out-runs.ts';
import { ALL, ofHtml, other, silent, versioned } from '../support/version-runs.ts';

describe('a large page', () => {
  test('is decided by its end when the beacon is there', async () => {
    const store = versioned();
    store.endBytes = 400;
    const { findings } = await runOptOut(store, RECORD, ALL);
    const [, current, earlier] = findings;
    for (const [finding, bytes] of [
      [current, report.html],
      [earlier, other],
    ] as const) {
      expect(finding).toMatchObject({
        outcome: 'reports-usage',
        detail: `the beacon is in the last 400 of ${bytes.length} bytes; only these were read`,
        html: { generatedBeforeOptOut: true, beacon: { processingJobArn: report.processingJobArn } },
        before: { sizeBytes: bytes.length },
      });
      expect(finding?.before).not.toHaveProperty('sha256');
    }
    expect(store.log.filter((call) => call.startsWith(`read ${HTML.key}`))).toEqual([
      `read ${HTML.key} found`,
    ]);
  });

  test('has no version to name in a bucket without versions', async () => {
    const store = storeOf();
    store.endBytes = 400;
    expect(await ofHtml(store)).toEqual(['reports-usage undefined undefined']);
  });

  test('is read whole when it is not there, and the version that was looked at', async () => {
    const store = storeOf();
    store.put(HTML, silent);
    store.endBytes = 400;
    expect(await ofHtml(store)).toEqual(['silent undefined undefined']);
    store.put(HTML, Buffer.concat([report.html, Buffer.alloc(500, ' ')]));
    expect(await ofHtml(store)).toEqual(['reports-usage undefined undefined']);
  });

  test('that has a beacon and provenance is read whole, each version as it is', async () => {
    const store = storeOf({ isVersioned: true });
    await ofHtml(store, ALL, SILENCE);
    const { provenance } = store.peek(HTML);
    // Put back by somebody who kept the metadata.
    store.put(HTML, report.html, provenance);
    store.put(HTML, Buffer.concat([other, Buffer.alloc(500, ' ')]));
    store.endBytes = 400;
    const { findings } = await runOptOut(store, RECORD, ALL);
    expect(findings.slice(1, 3)).toMatchObject([
      { outcome: 'reports-usage', before: { versionId: 'v6', sizeBytes: other.length + 500 } },
      { outcome: 'reports-usage', before: { versionId: 'v5', sizeBytes: report.html.length } },
    ]);
    for (const finding of findings.slice(1, 3)) expect(finding.before).toHaveProperty('sha256');
  });

  test('is read whole to be silenced, and to have its record made again', async () => {
    const store = storeOf();
    store.endBytes = 400;
    expect(await ofHtml(store, ALL, SILENCE)).toEqual(['silenced undefined undefined']);
    expect(await ofHtml(store)).toEqual(['silenced undefined undefined', 'silent undefined undefined']);
  });
});

describe('copies', () => {
  const copyOf = (key: string) => key.replace('profiler-output/', 'profiler-output/.ipynb_checkpoints/');
  const target: ReportTarget = {
    bucket: 'b',
    objects: [
      { kind: 'html', key: copyOf(HTML.key), presence: 'expected', versions: 'all', isCopy: true },
      { kind: 'notebook', key: copyOf(NOTEBOOK.key), presence: 'expected', isCopy: true },
      ...ALL.objects,
    ],
  };

  test('are recorded as copies and never rewritten', async () => {
    const store = storeOf();
    store.put({ bucket: 'b', key: copyOf(HTML.key) }, report.html);
    store.put({ bucket: 'b', key: copyOf(NOTEBOOK.key) }, report.notebook);
    const { findings } = await runOptOut(store, SILENCE, target);
    expect(findings.map(({ outcome, isCopy }) => `${outcome} ${isCopy}`)).toEqual([
      'would-opt-out true',
      'opted-out undefined',
      'reports-usage true',
      'silenced undefined',
    ]);
    expect(store.peek({ bucket: 'b', key: copyOf(HTML.key) }).bytes).toBe(report.html);
    expect(store.peek({ bucket: 'b', key: copyOf(NOTEBOOK.key) }).bytes).toBe(report.notebook);
    expect(findings[3]?.html?.optedOutAt).toEqual(findings[1]?.at);
  });

  test('of a notebook say nothing about the page', async () => {
    const store = storeOf();
    store.remove(NOTEBOOK);
    store.put({ bucket: 'b', key: copyOf(NOTEBOOK.key) }, report.notebook);
    store.put(HTML, silent);
    const objects = target.objects.filter(({ kind, isCopy }) => kind === 'notebook' || !isCopy);
    const { findings } = await runOptOut(store, RECORD, { bucket: 'b', objects });
    expect(findings.map(({ outcome, processingJobArn }) => [outcome, processingJobArn])).toEqual([
      ['would-opt-out', report.processingJobArn],
      ['missing', undefined],
      ['silent', undefined],
    ]);
  });
});
