import { describe, expect, test } from 'vitest';
import { isRepeatable, KnownRecords } from '../../src/audit/known-records.ts';
import type { AuditRecord } from '../../src/audit/schema.ts';
import { recordOf, stateOf } from '../support/records.ts';

const [before, after] = [stateOf('before'), stateOf('after')];
const optedOut = recordOf({ outcome: 'opted-out', before, after });
const restored = recordOf({ outcome: 'restored', before: after, after: before });

function afterSeeing(...records: readonly AuditRecord[]): KnownRecords {
  const known = new KnownRecords();
  for (const record of records) known.add(record);
  return known;
}

describe('a record is known', () => {
  test('once it was seen, whatever its time', () => {
    expect(afterSeeing().has(optedOut)).toBe(false);
    const again = recordOf({ outcome: 'opted-out', before, after, at: new Date('2026-05-01T00:00:00Z') });
    expect(afterSeeing(optedOut).has(again)).toBe(true);
  });

  test('until what it says is undone, and again when it is done again', () => {
    expect(afterSeeing(optedOut, restored).has(optedOut)).toBe(false);
    expect(afterSeeing(optedOut, restored, optedOut).has(optedOut)).toBe(true);
    expect(afterSeeing(optedOut, restored, optedOut).has(restored)).toBe(false);
  });

  test('until it turns out that it was put on record in vain', () => {
    expect(afterSeeing(optedOut, recordOf({ outcome: 'contended', before })).has(optedOut)).toBe(false);
  });

  test('for good when it is about a version, which there is once', () => {
    const [v1, v2, v3] = [stateOf('before', 'v1'), stateOf('after', 'v2'), stateOf('before', 'v3')];
    const version = recordOf({ outcome: 'opted-out', before: v1, after: v2 });
    const back = recordOf({ outcome: 'restored', before: v2, after: v3 });
    expect(afterSeeing(version, back).has(version)).toBe(true);
  });

  test('for good when it only says what was seen', () => {
    const seen = recordOf({ outcome: 'already-opted-out', before });
    expect(afterSeeing(seen, optedOut, restored).has(seen)).toBe(true);
  });
});

test.each([
  [optedOut, true],
  [restored, true],
  [recordOf({ outcome: 'opted-out', before: stateOf('before', 'null'), after }), true],
  [recordOf({ outcome: 'opted-out', before: stateOf('before', 'v1'), after }), false],
  [recordOf({ outcome: 'already-opted-out', before }), false],
])('a change of what has no versions can come again (%#)', (record, expected) => {
  expect(isRepeatable(record)).toBe(expected);
});
