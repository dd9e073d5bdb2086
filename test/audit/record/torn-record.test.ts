/** Lines of a ledger that a crash cut off. */
import { describe, expect, test } from 'vitest';
import { CutLines, isTornRecord } from '../../../src/audit/record/torn-record.ts';
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

describe('a line that was cut off and that others follow', () => {
  const { id } = recordOf();
  const other = recordOf({ key: 'other' }).id;

  test.each([
    ['a later line of the same file', 'a, line 10', true],
    ['an earlier line', 'a, line 2', false],
    ['another file', 'b, line 10', false],
  ])('has its record made again by %s: %s', (_name, place, isRemade) => {
    const lines = new CutLines();
    expect(lines.add('a, line 9', line.slice(0, 150))).toBe(true);
    lines.observe(other, 'a, line 11');
    lines.observe(id, place);
    expect(lines.all).toEqual([{ place: 'a, line 9', ...(isRemade ? { remadeAt: place } : {}) }]);
  });

  test('may be cut off more than once; the first later line counts', () => {
    const lines = new CutLines();
    for (const number of [2, 3, 6]) lines.add(`a, line ${number}`, line.slice(0, 200));
    for (const number of [4, 5]) lines.observe(id, `a, line ${number}`);
    expect(lines.all.map(({ remadeAt }) => remadeAt)).toEqual(['a, line 4', 'a, line 4', undefined]);
  });

  test('is not held when it does not show its id, or when there are too many', () => {
    const lines = new CutLines();
    const added = (text: string) => lines.add('a, line 1', text);
    expect(added(line.slice(0, line.indexOf(id) + id.length))).toBe(false);
    expect(Array.from({ length: 1_001 }, () => added(line.slice(0, 120))).lastIndexOf(true)).toBe(999);
  });
});
