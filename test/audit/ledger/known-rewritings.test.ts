import { expect, test } from 'vitest';
import { readRewritten } from '../../../src/audit/ledger/known-rewritings.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

const rewriting = (key: string, at: string, before: string, after: string): AuditRecord =>
  recordOf({ key, outcome: 'opted-out', at: new Date(at), before: stateOf(before), after: stateOf(after) });

async function read(records: readonly AuditRecord[]) {
  const listed = async function* () {
    yield records.map((record) => ({ record, text: JSON.stringify(record) }));
  };
  return readRewritten(listed());
}

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
