/** The way back is conditional, and on the trail whatever comes in between. */
import { describe, expect, test } from 'vitest';
import { MAX_ATTEMPTS } from '../../src/report/process-object.ts';
import { NOTEBOOK } from '../support/opt-out-runs.ts';
import { rewritten, runRestore as run } from '../support/restore-runs.ts';

describe('somebody else writes at the same time', () => {
  test('once: what is there then is looked at anew', async () => {
    const { store } = await rewritten();
    store.beforeReplace = (intruded, ref) => {
      intruded.beforeReplace = () => {};
      const { bytes, provenance } = intruded.peek(ref);
      intruded.put(ref, Buffer.concat([bytes, Buffer.from(' ')]), provenance);
    };
    expect((await run(store, 'notebook')).finding).toMatchObject({ reason: 'changed-since' });
  });

  test('in every attempt: contended, and nothing is written', async () => {
    const { store, known } = await rewritten();
    const { bytes } = store.peek(NOTEBOOK);
    store.beforeReplace = (intruded) => {
      intruded.put(NOTEBOOK, Buffer.concat([bytes, Buffer.from(' ')]));
    };
    store.afterRecord = () => {};
    const read = store.read.bind(store);
    store.read = async (ref, limit) => {
      store.put(NOTEBOOK, bytes);
      return read(ref, limit);
    };
    const { finding, trail } = await run(store, 'notebook', known.notebook);
    expect(finding?.outcome).toBe('contended');
    expect(trail).toHaveLength(1);
    expect(store.log.filter((call) => call.endsWith('stale'))).toHaveLength(MAX_ATTEMPTS);
  });

  test('in a folder, right after the record: the trail is corrected', async () => {
    const { store, known } = await rewritten({ keepsProvenance: false });
    store.afterRecord = (intruded, ref) => {
      intruded.afterRecord = () => {};
      intruded.put(ref, Buffer.from('{}'));
    };
    const { trail } = await run(store, 'notebook', known.notebook);
    expect(trail.map(({ outcome }) => outcome)).toEqual(['restored', 'contended', 'refused']);
  });

  test.each([true, false])(
    'a write whose answer was lost is on record, versions: %s',
    async (isVersioned) => {
      const { store } = await rewritten({ isVersioned });
      store.losesAnswers = true;
      const { finding, trail } = await run(store, 'notebook');
      expect(trail.map(({ outcome }) => outcome)).toEqual(['opted-out', 'restored']);
      const { etag, versionId, provenance } = store.peek(NOTEBOOK);
      expect([finding?.after?.etag, finding?.after?.versionId, provenance]).toEqual([
        etag,
        versionId,
        undefined,
      ]);
      expect(finding).not.toHaveProperty('detail');
    },
  );

  test('a store that refuses to write has its refusal on the trail', async () => {
    const { store } = await rewritten();
    const refusal = { kind: 'refused', reason: 'no-room-for-provenance', detail: 'no room' } as const;
    store.refusesToReplace = { kind: 'refused', refusal };
    expect((await run(store, 'notebook')).finding).toMatchObject({ outcome: 'refused', detail: 'no room' });
  });
});
