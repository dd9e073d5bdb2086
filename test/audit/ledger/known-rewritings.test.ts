import { expect, test } from 'vitest';
import type { Conflict } from '../../../src/audit/ledger/conflicts.ts';
import { Restorations, readRewritten } from '../../../src/audit/ledger/known-rewritings.ts';
import type { AuditRecord, LedgerRecord } from '../../../src/audit/record/schema.ts';
import { jobRecordOf } from '../../support/job-records.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

const rewriting = (key: string, at: string, before: string, after: string): AuditRecord =>
  recordOf({ key, outcome: 'opted-out', at: new Date(at), before: stateOf(before), after: stateOf(after) });

async function* batchesOf(records: readonly LedgerRecord[]) {
  yield records.map((record, index) => ({
    record,
    text: JSON.stringify(record),
    place: `line ${index + 1}`,
  }));
}

const read = (records: readonly AuditRecord[], conflicts: Conflict[] = []) =>
  readRewritten(batchesOf(records), async (conflict) => void conflicts.push(conflict));

test('records of one rewriting that disagree are all left out, and told', async () => {
  const at = '2026-01-03T00:00:00Z';
  const key = keyOf('a');
  const [first, other] = [rewriting(key, at, 'c', 'd'), rewriting(key, at, 'c', 'x')];
  const conflicts: Conflict[] = [];
  expect(await read([first, other], conflicts)).toEqual([]);
  expect(conflicts).toEqual([{ places: ['line 1', 'line 2'], fact: 'the hashes of its bytes' }]);
  const kept = rewriting(key, '2026-01-04T00:00:00Z', 'c', 'y');
  const [object] = await read([first, kept, other, kept]);
  expect(object?.rewritings.map(({ after }) => after.etag)).toEqual(['y', 'y']);
});

test('where versions are kept, a rewriting is made once, whenever it was recorded', async () => {
  const versions = (after: string, at: string) =>
    recordOf({
      outcome: 'opted-out',
      at: new Date(at),
      before: stateOf('1', 'v1'),
      after: stateOf(after, 'v2'),
    });
  const records = [versions('2', '2026-01-03T00:00:00Z'), versions('3', '2026-01-04T00:00:00Z')];
  expect(await read(records)).toEqual([]);
});

test('the rewritings of each object, the earliest first, objects in the order of keys', async () => {
  const [b, a] = [keyOf('b'), keyOf('a')];
  const objects = await read([
    rewriting(b, '2026-01-03T00:00:00Z', 'c', 'd'),
    rewriting(b, '2026-01-02T00:00:00Z', 'a', 'b'),
    rewriting(a, '2026-01-04T00:00:00Z', 'e', 'f'),
  ]);
  expect(objects.map(({ location }) => location.key)).toEqual([a, b]);
  expect(objects[1]?.rewritings.map(({ before, after }) => [before.etag, after.etag])).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('records of anything else, and rewritings without hashes, are left out', async () => {
  const { after: _, ...cut } = rewriting(keyOf('a'), '2026-01-02T00:00:00Z', 'a', 'b');
  const { before, ...unhashed } = rewriting(keyOf('a'), '2026-01-02T00:00:00Z', 'a', 'b');
  const { sha256: _sha256, ...state } = before ?? { etag: '', bytes: 0 };
  expect(await read([recordOf(), cut, { ...unhashed, before: state }])).toEqual([]);
});

test('a rewriting is restored when a record after it says so, here or in another ledger', async () => {
  const key = keyOf('a');
  const restored = (at: string, before: string, after: string): AuditRecord =>
    recordOf({ key, outcome: 'restored', at: new Date(at), before: stateOf(before), after: stateOf(after) });
  const made = rewriting(key, '2026-01-02T00:00:00Z', 'a', 'b');
  const late = restored('2026-01-03T00:00:00Z', 'b', 'a');
  const early = restored('2026-01-01T00:00:00Z', 'b', 'a');
  const { after: _after, ...cut } = late;
  const isRestored = async (...records: readonly AuditRecord[]) =>
    (await read([made, ...records]))[0]?.rewritings[0]?.isRestored ?? false;
  expect(await isRestored(late)).toBe(true);
  expect(await isRestored(late, early)).toBe(true);
  expect(await isRestored(early)).toBe(false);
  expect(await isRestored(cut, restored('2026-01-03T00:00:00Z', 'b', 'c'))).toBe(false);
  const restorations = new Restorations();
  await restorations.read(batchesOf([late, jobRecordOf({})]));
  const [object] = await readRewritten(batchesOf([made]), async () => {}, restorations);
  expect(object?.rewritings[0]?.isRestored).toBe(true);
});

test('a rewriting without the time of what it rewrote is known all the same', async () => {
  const made = rewriting(keyOf('a'), '2026-01-02T00:00:00Z', 'a', 'b');
  const { lastModified: _lastModified, ...object } = made.object;
  const [known] = await read([{ ...made, object }]);
  expect(known?.rewritings[0]?.before).not.toHaveProperty('lastModified');
});

test('records of training jobs are left out, and the time that papermill noted is kept', async () => {
  const papermillTime = new Date('2025-12-31T00:00:00Z');
  const states = { before: stateOf('a'), after: stateOf('b') };
  const made = recordOf({ outcome: 'opted-out', papermillTime, ...states });
  const batches = batchesOf([jobRecordOf(), made]);
  const [object, ...more] = await readRewritten(batches, async () => {});
  expect([object?.rewritings[0]?.papermillTime, more]).toEqual([papermillTime, []]);
});
