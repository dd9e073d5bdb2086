/** HTML reports in a bucket with versions: every version examined leaves one record. */
import { describe, expect, test } from 'vitest';
import type { ReportTarget } from '../../src/report/report-target.ts';
import { HTML, NOTEBOOK, RECORD, report, runOptOut, SILENCE, storeOf } from '../support/opt-out-runs.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { ALL, ofHtml, other, silent, versioned } from '../support/version-runs.ts';

describe('with its notebook', () => {
  test('every version of an HTML report is examined, the current one first', async () => {
    expect(await ofHtml(versioned())).toEqual([
      'reports-usage v5 true',
      'reports-usage v4 false',
      'silent v3 false',
      'reports-usage v2 false',
    ]);
  });

  test('the evidence of each version is its own', async () => {
    const { findings } = await runOptOut(versioned(), RECORD, ALL);
    const [notebook, , earlier] = findings;
    expect(earlier).toMatchObject({
      lastModified: new Date(Date.UTC(2024, 0, 1, 0, 0, 4)),
      html: { optedOutAt: notebook?.at },
    });
  });

  test('no version says that a notebook was opted out that is not, or was by somebody else', async () => {
    const dryRun = { ...RECORD, mode: 'dry-run' } as const;
    const store = versioned();
    const byHand = generateReport({
      outputBytes: 2000,
      callSource: 'setup_profiler_report(processing_job_arn, opt_out=True)',
    });
    const looked = (await runOptOut(store, dryRun, ALL)).findings;
    store.put(NOTEBOOK, byHand.notebook);
    const lookedAgain = (await runOptOut(store, RECORD, ALL)).findings;
    expect([looked[0]?.outcome, lookedAgain[0]?.outcome]).toEqual(['would-opt-out', 'already-opted-out']);
    const pages = [...looked, ...lookedAgain].flatMap(({ html }) => (html === undefined ? [] : [html]));
    expect(pages).toHaveLength(8);
    for (const html of pages) expect(html).not.toHaveProperty('optedOutAt');
  });

  test('every version says when the notebook was opted out here earlier, unless that is undone', async () => {
    const store = versioned();
    const [first] = (await runOptOut(store, RECORD, ALL)).findings;
    const again = (await runOptOut(store, RECORD, ALL)).findings;
    expect(again.map(({ html }) => html?.optedOutAt).slice(1)).toEqual(Array(4).fill(first?.at));
    // Put back by somebody who kept the metadata.
    store.put(NOTEBOOK, report.notebook, store.peek(NOTEBOOK).provenance);
    const undone = await runOptOut(store, { ...RECORD, mode: 'dry-run' }, ALL);
    expect(undone.findings.map(({ outcome }) => outcome).slice(0, 2)).toEqual([
      'would-opt-out',
      'reports-usage',
    ]);
    expect(undone.findings[1]?.html).not.toHaveProperty('optedOutAt');
  });

  test('nothing is listed where there are no versions', async () => {
    const store = storeOf();
    await ofHtml(store);
    expect(store.log.filter((call) => call.startsWith('list'))).toEqual([]);
  });

  test('a page that was deleted is missing since then, and its versions are examined, none being the current one', async () => {
    const store = versioned();
    store.remove(HTML);
    const { findings } = await runOptOut(store, RECORD, ALL);
    const [, deletion] = findings;
    expect(deletion).toEqual({
      ...HTML,
      kind: 'html',
      outcome: 'missing',
      at: expect.any(Date),
      isLatest: true,
      versionId: 'v6',
      lastModified: new Date(Date.UTC(2024, 0, 1, 0, 0, 6)),
    });
    expect(await ofHtml(store)).toEqual([
      'missing undefined true',
      'reports-usage v5 false',
      'reports-usage v4 false',
      'silent v3 false',
      'reports-usage v2 false',
    ]);
  });

  test('a page that was listed as deleted has versions, also where a read does not show its delete marker', async () => {
    const store = versioned();
    store.remove(HTML);
    const readEnd = store.readEnd.bind(store);
    store.readEnd = async (ref, limit) =>
      ref.versionId === undefined ? { kind: 'missing' } : readEnd(ref, limit);
    const target = (presence: 'deleted' | 'optional'): ReportTarget => ({
      bucket: 'b',
      objects: [{ ...HTML, kind: 'html', presence, versions: 'all' }],
    });
    expect(await ofHtml(store, target('deleted'))).toHaveLength(5);
    expect(await ofHtml(store, target('optional'))).toEqual([]);
  });

  test('a page that was listed as deleted and put anew since then is processed as any other', async () => {
    const store = versioned();
    const target: ReportTarget = {
      bucket: 'b',
      objects: [{ ...HTML, kind: 'html', presence: 'deleted', versions: 'all' }],
    };
    expect((await ofHtml(store, target, SILENCE)).slice(0, 2)).toEqual([
      'silenced v5 true',
      'reports-usage v4 false',
    ]);
  });

  test('an expected page that was deleted is missing, and its versions are examined', async () => {
    const store = versioned();
    store.remove(HTML);
    const target = {
      bucket: 'b',
      objects: [{ ...HTML, kind: 'html', presence: 'expected', versions: 'all' }],
    } as const;
    expect((await ofHtml(store, target)).slice(0, 2)).toEqual([
      'missing undefined undefined',
      'reports-usage v5 false',
    ]);
  });

  test('a version that went since it was listed leaves nothing', async () => {
    const store = versioned();
    const readEnd = store.readEnd.bind(store);
    store.readEnd = async (ref, limit) =>
      ref.versionId === 'v4' ? { kind: 'missing' } : readEnd(ref, limit);
    expect(await ofHtml(store)).toHaveLength(3);
  });

  test('a version that cannot be read is refused, with its state in the listing', async () => {
    const store = versioned();
    const readEnd = store.readEnd.bind(store);
    const refusal = { kind: 'refused', reason: 'archived', detail: 'archived' } as const;
    store.readEnd = async (ref, limit) =>
      ref.versionId === 'v4' ? { kind: 'refused', refusal } : readEnd(ref, limit);
    const { findings } = await runOptOut(store, RECORD, ALL);
    expect(findings.find(({ outcome }) => outcome === 'refused')).toMatchObject({
      isLatest: false,
      before: { versionId: 'v4', sizeBytes: other.length },
      html: { usageReporting: 'unknown', generatedBeforeOptOut: null },
    });
  });
});

describe('silenced', () => {
  test('the version before is on record as silenced, not once more as reporting', async () => {
    const store = versioned();
    expect(await ofHtml(store, ALL, SILENCE)).toEqual([
      'silenced v5 true',
      'reports-usage v4 false',
      'silent v3 false',
      'reports-usage v2 false',
    ]);
    // The notebook's new version is v6, the page's v7.
    expect(await ofHtml(store, ALL, SILENCE)).toEqual([
      'silenced v5 true',
      'silent v7 true',
      'reports-usage v4 false',
      'silent v3 false',
      'reports-usage v2 false',
    ]);
  });

  test('the version before still reports, which a dry run shows', async () => {
    const store = versioned();
    await ofHtml(store, ALL, SILENCE);
    const dryRun = { ...RECORD, mode: 'dry-run' } as const;
    const shown = [
      'reports-usage v5 false',
      'reports-usage v4 false',
      'silent v3 false',
      'reports-usage v2 false',
    ];
    expect(await ofHtml(store, ALL, dryRun)).toEqual(['silenced v5 true', 'silent v7 true', ...shown]);
    store.put(HTML, silent);
    expect(await ofHtml(store, ALL, dryRun)).toEqual([
      'silent v8 true',
      'silenced v5 true',
      'silent v7 false',
      ...shown,
    ]);
  });

  test('and then overwritten: the record of the silencing is made again from the version it wrote', async () => {
    const store = versioned();
    await ofHtml(store, ALL, SILENCE);
    store.put(HTML, other);
    expect(await ofHtml(store)).toEqual([
      'reports-usage v8 true',
      'silenced v5 true',
      'silent v7 false',
      'reports-usage v4 false',
      'silent v3 false',
      'reports-usage v2 false',
    ]);
  });

  test('before the bucket kept versions: there is no version to account for', async () => {
    const before = storeOf();
    await ofHtml(before, ALL, SILENCE);
    const { bytes, provenance } = before.peek(HTML);
    const store = storeOf({ isVersioned: true });
    store.put(HTML, bytes, provenance);
    store.put(HTML, other);
    expect(await ofHtml(store)).toEqual([
      'reports-usage v4 true',
      'silenced undefined undefined',
      'silent v3 false',
      'reports-usage v2 false',
    ]);
  });

  test('a copy that brought its metadata along accounts for nothing, as the current version neither', async () => {
    const store = versioned();
    await ofHtml(store, ALL, SILENCE);
    const { bytes, provenance } = store.peek(HTML);
    const copy = { bucket: 'b', key: HTML.key.replace('.html', '-copy.html') };
    store.put(copy, other);
    store.put(copy, bytes, provenance);
    store.put(copy, report.html);
    const target = {
      bucket: 'b',
      objects: [{ ...copy, kind: 'html', presence: 'expected', versions: 'all' }],
    } as const;
    expect(await ofHtml(store, target)).toEqual([
      'reports-usage v10 true',
      'silent v9 false',
      'reports-usage v8 false',
    ]);
    if (provenance === undefined) throw new Error('not silenced');
    store.put(copy, bytes, { ...provenance, before: { ...provenance.before, versionId: 'v8' } });
    expect(await ofHtml(store, target)).toEqual([
      'silent v11 true',
      'reports-usage v10 false',
      'silent v9 false',
      'reports-usage v8 false',
    ]);
  });
});

describe('on its own event', () => {
  const only = (versionId: string): ReportTarget => ({
    bucket: 'b',
    objects: [{ kind: 'html', key: HTML.key, presence: 'expected', versions: { versionId } }],
  });

  test('the version that is named is examined besides the current one', async () => {
    expect(await ofHtml(versioned(), only('v4'))).toEqual([
      'reports-usage v5 true',
      'reports-usage v4 false',
    ]);
  });

  test('once when it is the current one', async () => {
    expect(await ofHtml(versioned(), only('v5'))).toEqual(['reports-usage v5 true']);
  });

  test('a refused version of which only the id is known has no state', async () => {
    const store = versioned();
    const readEnd = store.readEnd.bind(store);
    const refusal = { kind: 'refused', reason: 'archived', detail: 'archived' } as const;
    store.readEnd = async (ref, limit) =>
      ref.versionId === 'v4' ? { kind: 'refused', refusal } : readEnd(ref, limit);
    expect(await ofHtml(store, only('v4'))).toEqual(['reports-usage v5 true', 'refused undefined false']);
  });
});
