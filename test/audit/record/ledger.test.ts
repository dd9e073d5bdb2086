/** The keys of records in a ledger. */
import { expect, test } from 'vitest';
import { FIRST_LEDGER_DAY, ledgerKey } from '../../../src/audit/record/ledger.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

const record = recordOf();

test('the day is that of recording where nothing was there to have been written', () => {
  const { lastModified: _lastModified, ...object } = record.object;
  expect(ledgerKey({ ...record, object })).toBe(`day=2026-01-02/2026-01-02T000000.000Z-${record.id}.json`);
  // Delivered again at another time, the same event names the same object.
  const trigger = { source: 's3', eventTime: '2025-12-31T12:00:00.000Z' } as const;
  expect(ledgerKey({ ...record, object, trigger })).toBe(
    `day=2025-12-31/2025-12-31T120000.000Z-${record.id}.json`,
  );
});

test('an object that is older than the first day of the table has its record on that day', () => {
  const dated = (lastModified: string) =>
    ledgerKey({ ...record, object: { ...record.object, lastModified } });
  expect(dated('1980-01-01T00:00:00.000Z')).toBe(
    `day=${FIRST_LEDGER_DAY}/1980-01-01T000000.000Z-${record.id}.json`,
  );
  expect(dated('2020-12-01T00:00:00.000Z')).toMatch(/^day=2020-12-01\//);
});

test('a record has a time in its key where the same can be found of the object again', async () => {
  const at = new Date('2026-01-02T03:04:05.678Z');
  const changed = recordOf({ outcome: 'opted-out', after: stateOf('after'), at });
  expect(ledgerKey(changed)).toBe(`day=2026-01-01/2026-01-02T030405.678Z-${changed.id}.json`);
  const page = keyOf('job-1', 'profiler-report.html');
  for (const outcome of ['silenced', 'restored'] as const) {
    const key = ledgerKey(recordOf({ outcome, key: page, after: stateOf('after'), at }));
    expect(key).toMatch(/^day=2026-01-01\/2026-01-02T030405\.678Z-/);
  }
  expect(ledgerKey(record)).toBe(`day=2026-01-01/2026-01-01T000000.000Z-${record.id}.json`);
  const suspended = recordOf({ outcome: 'opted-out', before: stateOf('b', 'null'), after: stateOf('a'), at });
  expect(ledgerKey(suspended)).toContain('T030405.678Z-');
  const version = recordOf({ outcome: 'opted-out', before: stateOf('b', 'v1'), after: stateOf('a'), at });
  expect(ledgerKey(version)).toBe(`day=2026-01-01/${version.id}.json`);
});
