/** The last line of a ledger that a crash cut off. */
import { expect, test } from 'vitest';
import { isTornRecord } from '../../../src/audit/record/torn-record.ts';
import { recordOf } from '../../support/records.ts';

const line = JSON.stringify(recordOf());

test('a record is torn wherever it is cut off, and is not when it is whole', () => {
  for (let end = 1; end < line.length; end += 1) expect(isTornRecord(line.slice(0, end))).toBe(true);
  expect(isTornRecord(line)).toBe(false);
});

test.each([
  ['an empty line', ''],
  ['other JSON that is cut off', '{"schema":"other/'],
  ['no JSON', 'torn'],
])('%s is no torn record', (_what, text) => {
  expect(isTornRecord(text)).toBe(false);
});
