/** The way back: exactly what was there before, or a refusal. */
import { describe, expect, test } from 'vitest';
import { renderRecord } from '../../src/audit/record/render-record.ts';
import type { KnownRewriting } from '../../src/report/find-earlier-bytes.ts';
import type { Finding } from '../../src/report/finding.ts';
import { hashedState } from '../../src/report/findings/examined-findings.ts';
import type { ObjectRef, Provenance } from '../../src/report/ports.ts';
import { software } from '../../src/report/software.ts';
import { HTML, NOTEBOOK, report, storeOf } from '../support/opt-out-runs.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { knownOf, type LOCATIONS, rewritten, runRestore as run } from '../support/restore-runs.ts';

const ORIGINALS = { notebook: report.notebook, html: report.html };
const REFS: Readonly<Record<keyof typeof LOCATIONS, ObjectRef>> = { notebook: NOTEBOOK, html: HTML };
const REWRITTEN = { notebook: 'opted-out', html: 'silenced' } as const;
const withoutEdits = ({ edits: _edits, ...rest }: Provenance): Provenance => rest;

describe.each(['notebook', 'html'] as const)('a rewritten %s', (kind) => {
  test.each([true, false])('is restored from its own provenance, versions: %s', async (isVersioned) => {
    const { store } = await rewritten({ isVersioned });
    const before = store.peek(REFS[kind]);
    const { finding, trail } = await run(store, kind);
    // What it was rewritten from comes first: afterwards the object does not tell any more.
    expect(trail.map(({ outcome }) => outcome)).toEqual([REWRITTEN[kind], 'restored']);
    expect(finding).toMatchObject({
      outcome: 'restored',
      processingJobArn: report.processingJobArn,
      before: { etag: before.etag },
      after: { sizeBytes: ORIGINALS[kind].length },
    });
    expect(finding?.isLatest).toBe(isVersioned ? true : undefined);
    expect(finding !== undefined && 'html' in finding).toBe(kind === 'html');
    const now = store.peek(REFS[kind]);
    expect(Buffer.from(now.bytes).equals(ORIGINALS[kind])).toBe(true);
    expect(now.provenance).toBeUndefined();
    expect(finding?.after?.versionId).toBe(now.versionId);
  });

  test('is restored from its record, in a folder too, where the record goes first', async () => {
    const { store, known } = await rewritten({ keepsProvenance: false });
    let kept = 0;
    store.afterRecord = () => {
      kept += 1;
      expect(Buffer.from(store.peek(REFS[kind]).bytes).equals(ORIGINALS[kind])).toBe(false);
    };
    const { finding, trail } = await run(store, kind, known[kind]);
    expect([kept, trail.length]).toEqual([1, 1]);
    expect(finding?.outcome).toBe('restored');
    expect(Buffer.from(store.peek(REFS[kind]).bytes).equals(ORIGINALS[kind])).toBe(true);
  });

  test.each([true, false])(
    'is on record as restored when its record was lost, versions: %s',
    async (isVersioned) => {
      const { store } = await rewritten({ isVersioned });
      const lost = await run(store, kind);
      const known = lost.trail[0] && knownOf(lost.trail[0]);
      if (known === undefined) throw new Error('not rewritten');
      const { finding, trail } = await run(store, kind, [known]);
      expect(trail).toHaveLength(1);
      const { detail, isFoundAsBefore: _found, ...rest } = finding ?? {};
      expect(detail).toBe('found as it was before it was rewritten: nothing was written');
      // Where that version is not kept, when it was written is known from its record only.
      expect(rest).toEqual({ ...lost.finding, ...(isVersioned ? {} : { lastModified: known.at }) });
      const again = await run(store, kind, [{ ...known, isRestored: true }]);
      expect([again.finding?.isFoundAsBefore, again.trail]).toEqual([true, []]);
    },
  );

  test('found as before has no edits where they are not known, or do not lead to what was rewritten', async () => {
    const { store, known } = await rewritten({ isVersioned: true });
    await run(store, kind);
    const [rewriting] = known[kind];
    if (rewriting === undefined) throw new Error('not rewritten');
    const { before, after, edits, ...rest } = rewriting;
    const { lastModified: _lastModified, ...state } = before;
    const { versionId: _versionId, ...unversioned } = after;
    for (const [end, more] of [
      [{ ...after, versionId: 'v99' }, {}],
      [{ ...after, versionId: 'v1' }, {}],
      [unversioned, {}],
      [{ ...unversioned, sha256: '0'.repeat(64) }, { edits: edits ?? [] }],
    ] as const) {
      const { finding } = await run(store, kind, [{ ...rest, before: state, after: end, ...more }]);
      expect(finding).toMatchObject({ outcome: 'restored', isFoundAsBefore: true, lastModified: rest.at });
      expect(finding).not.toHaveProperty('edits');
      expect(finding?.lastModifiedBeforeRewriting).toEqual(store.peek(REFS[kind]).lastModified);
    }
  });

  test('that was put back and is gone since is nothing to restore', async () => {
    const { store, known } = await rewritten();
    store.remove(REFS[kind]);
    const restored = known[kind].map((each) => ({ ...each, isRestored: true }));
    expect(await run(store, kind, restored)).toEqual({ finding: undefined, trail: [] });
    expect((await run(store, kind, known[kind])).finding?.outcome).toBe('missing');
  });

  test('has the way back as edits in its finding', async () => {
    const { store, known } = await rewritten();
    const [{ edits: [made] = [] } = {}] = known[kind];
    const { finding } = await run(store, kind);
    expect(finding?.edits).toMatchObject([
      { start: made?.start, inserted: made?.removed, removed: made?.inserted },
    ]);
  });

  test('stays as it is in a dry run', async () => {
    const { store } = await rewritten();
    const before = store.peek(REFS[kind]);
    expect((await run(store, kind, [], 'dry-run')).finding?.outcome).toBe('would-restore');
    expect(store.peek(REFS[kind])).toBe(before);
  });

  test('that somebody else changed since is refused, from its provenance and from its record', async () => {
    const { store, known } = await rewritten();
    const { bytes, provenance } = store.peek(REFS[kind]);
    store.put(REFS[kind], Buffer.concat([bytes, Buffer.from(' ')]), provenance);
    for (const rewritings of [[], known[kind]]) {
      const { finding } = await run(store, kind, rewritings);
      expect(finding).toMatchObject({ outcome: 'refused', reason: 'changed-since' });
    }
  });

  test('without room for edits is restored from its version, when that is what was rewritten', async () => {
    const { store } = await rewritten({ isVersioned: true });
    const { bytes, provenance } = store.peek(REFS[kind]);
    if (provenance === undefined) throw new Error('no provenance');
    store.put(REFS[kind], bytes, withoutEdits(provenance));
    const { finding } = await run(store, kind);
    expect(finding).toMatchObject({ outcome: 'restored' });
    expect(finding).not.toHaveProperty('edits');
    expect(Buffer.from(store.peek(REFS[kind]).bytes).equals(ORIGINALS[kind])).toBe(true);
    const changed = Buffer.concat([bytes, Buffer.from('\n')]);
    store.put(REFS[kind], changed, withoutEdits(provenance));
    expect((await run(store, kind)).finding).toMatchObject({ outcome: 'refused', reason: 'changed-since' });
  });

  test('without edits and version has no way back', async () => {
    const { store, known } = await rewritten({ keepsProvenance: false });
    const [{ edits: _edits, ...rewriting } = {}] = known[kind];
    const missing = 'the bucket kept no versions at that time';
    expect((await run(store, kind, [rewriting as KnownRewriting])).finding).toMatchObject({
      reason: 'no-way-back',
      detail: expect.stringContaining(missing),
    });
  });
});

describe('the version that is needed', () => {
  const from = async (change: (provenance: Provenance) => Provenance) => {
    const { store } = await rewritten({ isVersioned: true });
    const { bytes, provenance } = store.peek(NOTEBOOK);
    if (provenance === undefined) throw new Error('no provenance');
    store.put(NOTEBOOK, bytes, change(withoutEdits(provenance)));
    return (await run(store, 'notebook')).finding;
  };

  test('may be gone', async () => {
    const finding = await from(({ before, ...rest }) => ({
      ...rest,
      before: { ...before, versionId: 'v99' },
    }));
    expect(finding?.detail).toContain('version v99 can no longer be read');
  });

  test('may be another than was rewritten', async () => {
    const finding = await from(({ before, ...rest }) => ({
      ...rest,
      before: { ...before, versionId: 'v3' },
    }));
    expect(finding?.detail).toContain('version v3 is not the one that was rewritten');
  });
});

describe('an object', () => {
  test('that was never rewritten is left alone, without a finding', async () => {
    const { finding, trail } = await run(storeOf(), 'notebook');
    expect([finding, trail]).toEqual([undefined, []]);
  });

  test('that is gone is missing when a record names it', async () => {
    const { store, known } = await rewritten();
    store.remove(NOTEBOOK);
    expect((await run(store, 'notebook')).finding).toBeUndefined();
    expect((await run(store, 'notebook', known.notebook)).finding?.outcome).toBe('missing');
  });

  test('that cannot be read is refused when a record names it, and left alone otherwise', async () => {
    const { store, known } = await rewritten();
    const refusal = { kind: 'refused', reason: 'archived', detail: 'archived' } as const;
    store.read = async () => ({ kind: 'refused', refusal });
    expect((await run(store, 'notebook')).finding).toBeUndefined();
    expect((await run(store, 'notebook', known.notebook)).finding).toMatchObject({
      outcome: 'refused',
      reason: 'archived',
    });
  });

  test('with an earlier version that needed no rewriting is refused', async () => {
    const store = storeOf({ isVersioned: true });
    const optedOut = generateReport({ outputBytes: 2000, callSource: 'setup_profiler_report(a, True)' });
    const before = store.put(NOTEBOOK, optedOut.notebook);
    const after = store.put(NOTEBOOK, report.notebook);
    const known = {
      at: new Date(0),
      before: hashedState(before.bytes, before.etag, before.versionId),
      after: hashedState(after.bytes, after.etag, after.versionId),
    };
    expect((await run(store, 'notebook', [known])).finding).toMatchObject({ reason: 'changed-since' });
    expect(store.peek(NOTEBOOK)).toBe(after);
  });

  test('that is as it was before leaves the record of its restoration, which may have been lost', async () => {
    const { store, known } = await rewritten({ isVersioned: true });
    const first = await run(store, 'notebook');
    const again = await run(store, 'notebook', known.notebook);
    expect(again.finding).toMatchObject({
      outcome: 'restored',
      detail: expect.stringContaining('nothing was written'),
    });
    const idOf = (finding: Finding | undefined) =>
      finding && renderRecord(finding, { trigger: { source: 'cli' }, software }).id;
    expect(idOf(again.finding)).toBe(idOf(first.finding));
    expect(store.log.filter((call) => call.startsWith('replace') && call.endsWith('replaced'))).toHaveLength(
      3,
    );
  });

  test('with edits on record that do not fit is refused', async () => {
    const { store, known } = await rewritten({ keepsProvenance: false });
    const [rewriting] = known.notebook;
    if (rewriting === undefined) throw new Error('no rewriting');
    const forged = [
      { ...rewriting, edits: rewriting.edits?.map((edit) => ({ ...edit, start: 9e9 as never })) ?? [] },
      { ...rewriting, before: { ...rewriting.before, sha256: '0'.repeat(64) } },
    ];
    for (const one of forged)
      expect((await run(store, 'notebook', [one])).finding).toMatchObject({ reason: 'changed-since' });
  });
});
