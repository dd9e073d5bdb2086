import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KnownRecords } from '../../../src/audit/ledger/known-records.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { fileState, recordOf, stateOf } from '../../support/records.ts';

const [before, after] = [stateOf('before'), stateOf('after')];
const optedOut = recordOf({ outcome: 'opted-out', before, after });
const restored = recordOf({ outcome: 'restored', before: after, after: before });
const seen = recordOf({ outcome: 'would-opt-out', before });
const seenAfter = recordOf({ outcome: 'already-opted-out', before: after });
const { before: _before, ...missing } = recordOf({ outcome: 'missing' });

function known(record: AuditRecord, ...earlier: readonly AuditRecord[]): boolean {
  const records = new KnownRecords();
  for (const each of earlier) records.add(each);
  return records.has(record);
}

describe('a record is known', () => {
  const at = new Date('2026-05-01T00:00:00Z');

  test('once it was seen, whatever its time', () => {
    expect(known(seen)).toBe(false);
    expect(known(recordOf({ outcome: 'would-opt-out', before, at }), seen)).toBe(true);
    expect(known(optedOut, optedOut, seenAfter)).toBe(true);
  });

  test('of a change in S3 by its time, since records of others may come later than what they did', () => {
    const again = recordOf({ outcome: 'opted-out', before, after, at });
    expect(again.id).toBe(optedOut.id);
    expect(known(again, optedOut)).toBe(false);
    expect(known(optedOut, optedOut, again)).toBe(true);
  });

  test('of a change in a folder whatever its time, since it comes before the change, and again after a crash', () => {
    const bucket = 'file:///folder';
    const states = { before: fileState('before'), after: fileState('after') };
    const first = recordOf({ bucket, outcome: 'opted-out', ...states });
    const again = recordOf({ bucket, outcome: 'opted-out', ...states, at });
    expect(again.id).toBe(first.id);
    expect(known(again, first)).toBe(true);
  });

  test('until what it says is undone, and again when it is done again', () => {
    expect(known(optedOut, optedOut, restored)).toBe(false);
    expect(known(optedOut, optedOut, restored, optedOut)).toBe(true);
    expect(known(restored, optedOut, restored)).toBe(true);
    expect(known(restored, optedOut, restored, optedOut)).toBe(false);
  });

  test('until the object is something else, or gone', () => {
    expect(known(seen, seen, optedOut)).toBe(false);
    expect(known(seenAfter, optedOut, seenAfter, restored)).toBe(false);
    expect(known(seen, seen, missing)).toBe(false);
    expect(known(missing, missing)).toBe(true);
    expect(known(missing, missing, seen)).toBe(false);
    const { before: _state, ...unread } = recordOf({ outcome: 'refused' });
    expect(known(missing, missing, unread)).toBe(false);
  });

  test('until it turns out that it was put on record in vain', () => {
    expect(known(optedOut, optedOut, recordOf({ outcome: 'contended', before }))).toBe(false);
  });

  test('whatever became of other objects', () => {
    const other = recordOf({ outcome: 'would-opt-out', key: 'other', before: after });
    expect(known(seen, seen, other)).toBe(true);
  });

  test('for good when it is about a version, which there is once', () => {
    const [v1, v2, v3] = [stateOf('before', 'v1'), stateOf('after', 'v2'), stateOf('before', 'v3')];
    const version = recordOf({ outcome: 'opted-out', before: v1, after: v2 });
    const back = recordOf({ outcome: 'restored', before: v2, after: v3 });
    expect(known(version, version, back)).toBe(true);
  });

  test('though earlier versions were looked at later', () => {
    const earlier = recordOf({ outcome: 'already-opted-out', isLatest: false, before: stateOf('x', 'v0') });
    expect(known(seen, seen, earlier)).toBe(true);
  });
});

describe('a record that is taken out again', () => {
  const names = fc.constantFrom('1', '2', '3');
  const outcomes = fc.constantFrom('opted-out', 'restored', 'would-opt-out', 'missing');
  const records = fc.array(
    fc
      .record({ outcome: outcomes, name: names, key: fc.constantFrom('a', 'b'), isLatest: fc.boolean() })
      .map(({ outcome, name, key, isLatest }) => {
        if (outcome === 'missing') return recordOf({ outcome, key });
        const isChange = outcome !== 'would-opt-out';
        const before = isLatest ? stateOf(name) : stateOf(name, `v${name}`);
        return recordOf({
          outcome,
          key,
          before,
          ...(isLatest ? {} : { isLatest }),
          ...(isChange ? { after: stateOf(`${name} after`) } : {}),
        });
      }),
    { maxLength: 6 },
  );

  test('leaves nothing of a first record, and the state before a second one', () => {
    const records = new KnownRecords();
    const forgetFirst = records.addForNow(optedOut);
    const forgetSecond = records.addForNow(restored);
    expect(records.has(restored)).toBe(true);
    forgetSecond();
    expect([optedOut, restored].map((record) => records.has(record))).toEqual([true, false]);
    forgetFirst();
    expect(records.has(optedOut)).toBe(false);
  });

  test('leaves what was known before', () => {
    fc.assert(
      fc.property(records, records, (earlier, later) => {
        const [all, some] = [new KnownRecords(), new KnownRecords()];
        for (const record of earlier) for (const known of [all, some]) known.add(record);
        for (const forget of later.map((record) => all.addForNow(record)).reverse()) forget();
        for (const record of [...earlier, ...later]) expect(all.has(record)).toBe(some.has(record));
      }),
    );
  });
});
