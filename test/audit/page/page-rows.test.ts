/** The records that the page has room for. */
import { expect, test } from 'vitest';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import { PageRows } from '../../../src/audit/page/page-rows.ts';
import { keyOf, recordOf } from '../../support/records.ts';

const MAX_ROWS = 20_000;
const MAX_ATTENTION_ROWS = 2_000;

function rowsOf(count: number, outcome: 'refused' | 'already-opted-out'): PageRows {
  const record = recordOf({ outcome });
  const rows = new PageRows();
  for (let index = 0; index < count; index += 1) {
    const key = keyOf(`job-${index}`);
    const own = { ...record, object: { ...record.object, key } };
    const history = { bucket: 'b', key, records: [own] } as const;
    rows.add(history, summarizeHistory(history));
  }
  return rows;
}

test('records are listed as far as there is room, and the others are counted', () => {
  const full = rowsOf(MAX_ROWS, 'already-opted-out');
  expect([full.records.length, full.omittedCount, full.needsAttention.length]).toEqual([MAX_ROWS, 0, 0]);
  const over = rowsOf(MAX_ROWS + 3, 'already-opted-out');
  expect([over.records.length, over.omittedCount]).toEqual([MAX_ROWS, 3]);
  expect(over.records.at(-1)?.object.key).toBe(keyOf(`job-${MAX_ROWS - 1}`));
});

test('what needs attention is listed apart, the first of it', () => {
  const rows = rowsOf(MAX_ATTENTION_ROWS + 1, 'refused');
  expect(rows.needsAttention).toHaveLength(MAX_ATTENTION_ROWS);
  expect(rows.needsAttention[0]).toBe(rows.records[0]);
  expect(rows.omittedCount).toBe(0);
});
