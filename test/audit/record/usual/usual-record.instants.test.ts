/** Instants are read on the days that there are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUsual, withHashes, write } from '../../../support/audit/usual-lines.ts';
import { recordOf } from '../../../support/records.ts';

const isRead = (recordedAt: string): boolean => isUsual(write(withHashes({ ...recordOf(), recordedAt })));
const instantOf = (day: number): string => new Date(Date.UTC(2023, 0, 1 + day)).toISOString();

test('an instant of a day that there is can be read, and no other', () => {
  const two = fc.integer({ min: 0, max: 70 }).map((number) => String(number).padStart(2, '0'));
  const years = fc.constantFrom('2023', '2024', '1900', '2000', '2100', '20x4');
  const rests = fc.constantFrom('Z', '.5Z', '.Z', '', '+00:00', '.123456789Z', 'z');
  fc.assert(
    fc.property(years, two, two, two, two, two, rests, (year, month, day, hour, minute, second, rest) => {
      isRead(`${year}-${month}-${day}T${hour}:${minute}:${second}${rest}`);
    }),
    { numRuns: 10_000 },
  );
  for (let day = 0; day < 3 * 365; day += 1) expect(isRead(instantOf(day))).toBe(true);
  for (const leapDay of ['2000-02-29', '2024-02-29']) expect(isRead(`${leapDay}T23:59:59Z`)).toBe(true);
  for (const none of ['1900-02-29', '2023-02-29', '2024-02-30', '2024-04-31', '2024-13-01', '2024-00-01'])
    expect(isRead(`${none}T00:00:00Z`)).toBe(false);
});
