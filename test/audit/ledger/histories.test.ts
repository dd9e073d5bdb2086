/** From the records of a ledger to the histories of its objects. */
import { describe, expect, test } from 'vitest';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { day, historiesIn, notebook } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

describe('histories', () => {
  test('hold each id once, and tell of the others', async () => {
    const record = recordOf();
    const duplicates: AuditRecord[] = [];
    const histories = await historiesIn(
      [record, { ...record, recordedAt: '2027-01-01T00:00:00.000Z' }],
      duplicates,
    );
    expect(histories).toEqual([{ bucket: 'b', key: keyOf('job-1'), records: [record] }]);
    expect(duplicates).toHaveLength(1);
  });

  test('hold a change that was undone and made again as often as it was made', async () => {
    const optedOut = { before: stateOf('before'), after: stateOf('after') };
    const restored = { before: stateOf('after'), after: stateOf('before') };
    const records = [
      notebook('opted-out', { ...optedOut, at: day(3) }),
      notebook('restored', { ...restored, at: day(4) }),
      notebook('opted-out', { ...optedOut, at: day(5) }),
    ].map(recordOf);
    const duplicates: AuditRecord[] = [];
    const [history, ...more] = await historiesIn([...records, ...records.slice(2)], duplicates);
    expect([history?.records, more, duplicates]).toEqual([records, [], records.slice(2)]);
    expect(new Set(records.map(({ id }) => id)).size).toBe(2);
    expect(history && summarizeHistory(history).state).toBe('opted-out');
  });

  test('hold a change of a version once, whenever it was recorded', async () => {
    const optedOut = notebook('opted-out', { before: stateOf('1', 'v1'), after: stateOf('2', 'v2') });
    const [first, again] = [recordOf(optedOut), recordOf({ ...optedOut, at: day(5) })];
    const duplicates: AuditRecord[] = [];
    expect((await historiesIn([first, again], duplicates))[0]?.records).toEqual([first]);
    expect(duplicates).toEqual([again]);
  });

  test('come in the order in which S3 lists keys', async () => {
    const keys = ['\u{1f600}/x', '\uffee/x', 'a/x', 'A/x'];
    const histories = await historiesIn(keys.map((key) => recordOf({ key })));
    expect(histories.map(({ key }) => key)).toEqual(['A/x', 'a/x', '\uffee/x', '\u{1f600}/x']);
  });

  test('of nothing are none', async () => {
    expect(await historiesIn([])).toEqual([]);
  });
});
