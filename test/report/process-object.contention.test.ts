import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/bytes/sha256.ts';
import { optOutReport } from '../../src/report/opt-out.ts';
import type { Provenance } from '../../src/report/ports.ts';
import { MAX_ATTEMPTS } from '../../src/report/process-object.ts';
import {
  BOTH,
  HTML,
  NOTEBOOK,
  RECORD,
  report,
  runOptOut as run,
  SILENCE,
  storeOf,
} from '../support/opt-out-runs.ts';
import { generateReport } from '../support/reports/report-generator.ts';

describe('somebody else writes at the same time', () => {
  const other = generateReport({ seed: 2, outputBytes: 2000 });

  test('the other write stays, and is opted out itself', async () => {
    const store = storeOf();
    store.beforeReplace = (intruded) => {
      intruded.beforeReplace = () => {};
      intruded.put(NOTEBOOK, other.notebook);
    };
    const { outcomes, sleeps, trail } = await run(store, RECORD);
    expect(outcomes).toEqual(['opted-out', 'reports-usage']);
    expect(trail).toHaveLength(2);
    expect(store.peek(NOTEBOOK).bytes.length).toBe(other.notebook.length + 14);
    expect(sleeps).toEqual([100]);
  });

  test('again and again: contended, after growing delays, nothing written', async () => {
    const store = storeOf();
    store.beforeReplace = (intruded, ref) =>
      intruded.put(ref, Buffer.concat([intruded.peek(ref).bytes, Buffer.from('\n')]));
    const { findings, sleeps } = await run(store, RECORD);
    expect(findings[0]).toMatchObject({
      outcome: 'contended',
      detail: expect.stringContaining('5 attempts'),
    });
    expect(findings[0]).not.toHaveProperty('edits');
    expect(sleeps).toEqual([100, 200, 400, 800]);
    expect(store.peek(NOTEBOOK).bytes.length).toBe(report.notebook.length + MAX_ATTEMPTS);
  });

  test('the object is deleted: missing', async () => {
    const store = storeOf();
    store.beforeReplace = (intruded, ref) => intruded.remove(ref);
    expect((await run(store, RECORD)).outcomes).toEqual(['missing', 'reports-usage']);
  });

  test('our own write, its answer lost, is known again and recorded once', async () => {
    const store = storeOf({ isVersioned: true });
    store.losesAnswers = true;
    const { findings, trail } = await run(store, SILENCE);
    expect(trail).toHaveLength(2);
    expect(findings).toMatchObject([
      { outcome: 'opted-out', before: { versionId: 'v1' }, after: { versionId: 'v3' } },
      { outcome: 'silenced', before: { versionId: 'v2' }, after: { versionId: 'v4' } },
    ]);
    expect(store.log.filter((line) => line.startsWith('replace'))).toHaveLength(2);
  });

  test.each([
    ['another event', { source: 'cli', eventId: 'event-2' } as const, 'already-opted-out'],
    ['a trigger that had no room there', undefined, 'opted-out'],
  ])('the same rewriting in the same millisecond, by %s', async (_name, trigger, outcome) => {
    const theirs = storeOf();
    await run(theirs, RECORD);
    const { bytes, provenance } = theirs.peek(NOTEBOOK);
    if (provenance === undefined) throw new Error('not rewritten');
    const { trigger: _own, ...rest } = provenance;
    const store = storeOf();
    store.beforeReplace = (intruded) => {
      intruded.beforeReplace = () => {};
      intruded.put(NOTEBOOK, bytes, { ...rest, ...(trigger === undefined ? {} : { trigger }) });
    };
    const { outcomes, trail } = await run(store, RECORD);
    expect(outcomes[0]).toBe(outcome);
    const [first] = trail;
    expect([first?.outcome, first?.at, first?.rebuilt?.trigger]).toEqual(['opted-out', rest.at, trigger]);
  });
});

describe('a store that keeps no provenance', () => {
  test('has the record on the trail before the bytes are replaced', async () => {
    const store = storeOf({ keepsProvenance: false });
    const { findings } = await run(store, SILENCE);
    expect(findings).toMatchObject([
      { outcome: 'opted-out', after: { etag: sha256(store.peek(NOTEBOOK).bytes) } },
      { outcome: 'silenced', after: { sha256: sha256(store.peek(HTML).bytes) } },
    ]);
    expect(store.log.slice(0, 3)).toEqual([
      `read ${NOTEBOOK.key} found`,
      'record opted-out',
      `replace ${NOTEBOOK.key} replaced`,
    ]);
  });

  test('corrects the trail when the rewriting on record was not made after all', async () => {
    const store = storeOf({ keepsProvenance: false });
    const other = generateReport({ seed: 2, outputBytes: 2000 });
    store.afterRecord = (intruded) => {
      intruded.afterRecord = () => {};
      intruded.put(NOTEBOOK, other.notebook);
    };
    const { trail, outcomes } = await run(store, RECORD);
    expect(outcomes).toEqual(['opted-out', 'reports-usage']);
    expect(trail.map(({ outcome, before }) => [outcome, before?.sha256])).toEqual([
      ['opted-out', sha256(report.notebook)],
      ['contended', sha256(report.notebook)],
      ['opted-out', sha256(other.notebook)],
      ['reports-usage', sha256(report.html)],
    ]);
    expect(trail[1]?.detail).toMatch(/right after opted-out was put on record: that change was not made/);
    expect(store.peek(NOTEBOOK).bytes.length).toBe(other.notebook.length + 14);
  });

  test('stays as it is when the record cannot be kept', async () => {
    const store = storeOf({ keepsProvenance: false });
    const clock = { now: () => new Date(0), sleep: async () => {}, random: () => 0 };
    const append = async () => {
      throw new Error('disk full');
    };
    await expect(
      optOutReport(BOTH, RECORD, {
        store,
        trail: { append },
        clock,
        trigger: { source: 'cli' },
        software: 'x',
      }),
    ).rejects.toThrow('disk full');
    expect(store.peek(NOTEBOOK).bytes).toBe(report.notebook);
  });
});

describe('only our own write, read again, counts as ours', () => {
  const other = generateReport({ seed: 2, outputBytes: 2000 });

  test.each<[string, (written: Provenance) => Provenance]>([
    ['from another time', (written) => ({ ...written, at: new Date(1) })],
    [
      'of other bytes before',
      (written) => ({ ...written, before: { ...written.before, sha256: 'a'.repeat(64) } }),
    ],
    [
      'of another version before',
      (written) => ({ ...written, before: { ...written.before, etag: 'other' } }),
    ],
  ])('not one with provenance %s', async (_what, change) => {
    const store = storeOf();
    store.losesAnswers = true;
    const read = store.read.bind(store);
    store.read = async (ref, limit) => {
      const answer = await read(ref, limit);
      if (answer.kind !== 'found' || answer.object.provenance === undefined) return answer;
      return { kind: 'found', object: { ...answer.object, provenance: change(answer.object.provenance) } };
    };
    expect((await run(store, RECORD)).outcomes).toEqual(['already-opted-out', 'reports-usage']);
  });

  test('not one with other bytes', async () => {
    const store = storeOf();
    store.losesAnswers = true;
    const replace = store.replace.bind(store);
    store.replace = async (expected, bytes, provenance, putOnRecord) => {
      const answer = await replace(expected, bytes, provenance, putOnRecord);
      store.put(NOTEBOOK, other.notebook, provenance);
      store.losesAnswers = false;
      return answer;
    };
    const { outcomes } = await run(store, RECORD);
    expect(outcomes).toEqual(['opted-out', 'reports-usage']);
    expect(store.log.filter((line) => line.startsWith('replace'))).toHaveLength(2);
  });
});
