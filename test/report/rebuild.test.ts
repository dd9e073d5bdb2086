/** The record of a rewriting is made again from the object alone: the same, or not at all. */
import { describe, expect, test } from 'vitest';
import { byteOffset } from '../../src/bytes/edit.ts';
import { sha256 } from '../../src/bytes/sha256.ts';
import type { ObjectVersion, Provenance } from '../../src/report/ports.ts';
import { rebuiltFinding } from '../../src/report/rebuild.ts';
import { HTML, NOTEBOOK, report, runOptOut, SILENCE, storeOf, TRIGGER } from '../support/opt-out-runs.ts';
import { runRestore } from '../support/restore-runs.ts';

const LOCATIONS = {
  notebook: { kind: 'notebook', ...NOTEBOOK },
  html: { kind: 'html', ...HTML },
} as const;

async function rewritten(isVersioned = false) {
  const store = storeOf({ isVersioned });
  const { findings } = await runOptOut(store, SILENCE);
  const [notebook, html] = findings;
  if (notebook === undefined || html === undefined) throw new Error('two findings are made');
  return { store, notebook, html };
}

const withProvenance = (object: ObjectVersion, change: Partial<Provenance>): ObjectVersion => {
  if (object.provenance === undefined) throw new Error('rewritten objects have provenance');
  return { ...object, provenance: { ...object.provenance, ...change } };
};
const withoutEdits = (object: ObjectVersion): ObjectVersion => {
  const { edits: _edits, ...provenance } = object.provenance as Provenance;
  return { ...object, provenance };
};
const software = 'profiler-opt-out/test';
const trigger = TRIGGER;

describe.each([true, false])('in a bucket with versions: %s', (isVersioned) => {
  test('the findings of both objects are made again as they were', async () => {
    const { store, notebook, html } = await rewritten(isVersioned);
    expect(rebuiltFinding(LOCATIONS.notebook, store.peek(NOTEBOOK))).toEqual({
      ...notebook,
      rebuilt: { software, trigger },
    });
    expect(rebuiltFinding(LOCATIONS.html, store.peek(HTML))).toEqual({
      ...html,
      rebuilt: { software, trigger },
    });
  });

  test('a second run puts them on the trail again, and its own findings after them', async () => {
    const { store, notebook, html } = await rewritten(isVersioned);
    const { findings, trail, outcomes } = await runOptOut(store, SILENCE);
    expect(outcomes).toEqual(['already-opted-out', 'silent']);
    expect(trail).toEqual([
      { ...notebook, rebuilt: { software, trigger } },
      findings[0],
      { ...html, rebuilt: { software, trigger } },
      findings[1],
    ]);
  });
});

test('without the edits, which had no room, the finding says that restoring needs the version', async () => {
  const { store, notebook, html } = await rewritten();
  const { edits: _edits, ...bare } = notebook;
  expect(rebuiltFinding(LOCATIONS.notebook, withoutEdits(store.peek(NOTEBOOK)))).toEqual({
    ...bare,
    detail: expect.stringMatching(/restoring it needs the earlier version/),
    rebuilt: { software, trigger },
  });
  expect(rebuiltFinding(LOCATIONS.html, withoutEdits(store.peek(HTML)))).toMatchObject({
    outcome: 'silenced',
    before: html.before,
    html: { usageReporting: 'reports', generatedBeforeOptOut: true },
    detail: expect.stringMatching(/public CDNs.*restoring it needs the earlier version/),
  });
});

test('a copy at another location was not rewritten there', async () => {
  const { store } = await rewritten();
  const elsewhere = { ...LOCATIONS.notebook, key: `copy/${NOTEBOOK.key}` };
  expect(rebuiltFinding(elsewhere, store.peek(NOTEBOOK))).toBeUndefined();
  expect(rebuiltFinding({ ...LOCATIONS.notebook, bucket: 'other' }, store.peek(NOTEBOOK))).toBeUndefined();
});

describe('bytes that changed since, under the same metadata', () => {
  const grown = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from('\n')]);
  test.each([
    ['another notebook that can be opted out', () => report.notebook],
    ['a line more', grown],
    ['nothing left', () => new Uint8Array()],
  ])('%s: nothing is made again', async (_what, change) => {
    const { store } = await rewritten();
    const object = store.peek(NOTEBOOK);
    expect(rebuiltFinding(LOCATIONS.notebook, { ...object, bytes: change(object.bytes) })).toBeUndefined();
  });

  test('without the edits only a notebook that is opted out counts', async () => {
    const { store } = await rewritten();
    const object = withoutEdits(store.peek(NOTEBOOK));
    expect(rebuiltFinding(LOCATIONS.notebook, { ...object, bytes: report.notebook })).toBeUndefined();
  });

  test('other bytes of the same length where the edit is', async () => {
    const { store } = await rewritten();
    const object = store.peek(NOTEBOOK);
    const bytes = Buffer.from(Buffer.from(object.bytes).toString().replace('opt_out=True', 'opt_out=Flse'));
    expect(rebuiltFinding(LOCATIONS.notebook, { ...object, bytes })).toBeUndefined();
  });

  test('the trigger, when that was dropped: then the record has the present one', async () => {
    const { store, notebook } = await rewritten();
    const { trigger: _trigger, ...provenance } = store.peek(NOTEBOOK).provenance ?? fail();
    expect(rebuiltFinding(LOCATIONS.notebook, { ...store.peek(NOTEBOOK), provenance })).toEqual({
      ...notebook,
      rebuilt: { software },
    });
  });

  test('edits that do not fit', async () => {
    const { store } = await rewritten();
    const edit = { start: byteOffset(1e9), removed: new Uint8Array(), inserted: new Uint8Array(1) };
    const object = withProvenance(store.peek(NOTEBOOK), { edits: [edit] });
    expect(rebuiltFinding(LOCATIONS.notebook, object)).toBeUndefined();
  });
});

describe('metadata that somebody forged', () => {
  /** A notebook with a line more than the original, and metadata that calls the removal of that line our edit. */
  async function claimed() {
    const { store } = await rewritten();
    const object = store.peek(NOTEBOOK);
    const line = Buffer.from('\n');
    const before = Buffer.concat([report.notebook, line]);
    const provenance = {
      before: { ...(object.provenance ?? fail()).before, sha256: sha256(before), sizeBytes: before.length },
      edits: [
        ...(object.provenance?.edits ?? fail()),
        { start: byteOffset(report.notebook.length), removed: line, inserted: new Uint8Array() },
      ],
    };
    return { store, object: withProvenance(object, provenance) };
  }

  test('that claims edits beyond the opt-out argument, hash and all: no record says so', async () => {
    const { object } = await claimed();
    expect(rebuiltFinding(LOCATIONS.notebook, object)).toBeUndefined();
  });

  test('cannot make restore write what this software did not rewrite', async () => {
    const { store, object } = await claimed();
    store.put(NOTEBOOK, object.bytes, object.provenance);
    expect((await runRestore(store, 'notebook')).finding).toMatchObject({
      outcome: 'refused',
      reason: 'changed-since',
    });
    expect(store.peek(NOTEBOOK).bytes).toEqual(object.bytes);
  });

  test('that claims another hash of the bytes before', async () => {
    const { store } = await rewritten();
    const object = store.peek(NOTEBOOK);
    const before = { ...(object.provenance ?? fail()).before, sha256: '0'.repeat(64) };
    expect(rebuiltFinding(LOCATIONS.notebook, withProvenance(object, { before }))).toBeUndefined();
  });

  test('that claims a page was silenced which still reports', async () => {
    const { store } = await rewritten();
    const object = withoutEdits(store.peek(HTML));
    expect(rebuiltFinding(LOCATIONS.html, { ...object, bytes: report.html })).toBeUndefined();
  });
});

function fail(): never {
  throw new Error('the object has no provenance');
}
