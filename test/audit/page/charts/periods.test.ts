/** Days put together into periods. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_PERIODS, periodsOf } from '../../../../src/audit/page/charts/periods.ts';

const days = (...names: string[]) => names.map((day) => ({ day }));
const namesOf = (...names: string[]) => periodsOf(days(...names)).periods.map(({ name }) => name);

test.each<[string, string[], string, number, string, string]>([
  ['some days', ['2026-01-30', '2026-02-02'], 'day', 4, '2026-01-30', '2026-02-02'],
  ['some months', ['2026-01-01', '2026-06-30'], 'week', 27, '2025-12-29', '2026-06-29'],
  ['some years', ['2021-12-31', '2025-03-01'], 'month', 40, '2021-12', '2025-03'],
  ['a decade', ['2016-05-01', '2025-12-31'], 'quarter', 39, '2016 Q2', '2025 Q4'],
  ['a life', ['1969-12-31', '2008-01-01'], 'year', 40, '1969', '2008'],
  ['before the epoch', ['1969-10-01', '1970-12-01'], 'month', 15, '1969-10', '1970-12'],
])('%s', (_name, names, unit, count, first, last) => {
  const found = periodsOf(days(...names));
  expect([found.unit, found.periods.length, found.periods[0]?.name, found.periods.at(-1)?.name]).toEqual([
    unit,
    count,
    first,
    last,
  ]);
  expect(found.omittedCount).toBe(0);
});

test('of longer spans the last years are shown', () => {
  const found = periodsOf(days('1900-01-01', '2026-01-01'));
  expect([found.unit, found.periods.length, found.omittedCount]).toEqual([
    'year',
    MAX_PERIODS,
    127 - MAX_PERIODS,
  ]);
});

test('of no day are none, of one day is one', () => {
  expect(namesOf()).toEqual([]);
  expect(namesOf('2026-02-28')).toEqual(['2026-02-28']);
});

test('every day is in the one period of its time', () => {
  const instants = fc.array(
    fc.date({ min: new Date('1990-01-01'), max: new Date('2029-01-01'), noInvalidDate: true }),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(instants, (dates) => {
      const names = dates.map((date) => date.toISOString().slice(0, 10)).sort();
      const { periods } = periodsOf(days(...names));
      expect(periods.flatMap((period) => period.days.map(({ day }) => day))).toEqual(names);
      expect(periods.map(({ name }) => name)).toEqual(periods.map(({ name }) => name).sort());
    }),
  );
});
