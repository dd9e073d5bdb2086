/** Puts days together into periods of one length, so that a chart of any span has few bars and shows its bursts. Pure. */

/** The lengths of periods, from short to long. */
const UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodUnit = (typeof UNITS)[number];

/** Periods that follow each other, empty ones among them. */
export interface Periods<Day> {
  readonly unit: PeriodUnit;
  readonly periods: readonly { readonly name: string; readonly days: readonly Day[] }[];
  /** The number of earlier periods that are left out. */
  readonly omittedCount: number;
}

/** The number of periods that a chart shows. */
export const MAX_PERIODS = 40;
const DAY_MS = 86_400_000;
const MONTH_DIGITS = 2;

/** The periods of the shortest length that fit into a chart. `days` are in order, such as `2026-01-31`. */
export function periodsOf<Day extends { readonly day: string }>(days: readonly Day[]): Periods<Day> {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return { unit: 'day', periods: [], omittedCount: 0 };
  const unit = UNITS.find((each) => indexOf(last, each) - indexOf(first, each) < MAX_PERIODS) ?? 'year';
  const byIndex = Map.groupBy(days, ({ day }) => indexOf(day, unit));
  const [start, end] = [indexOf(first, unit), indexOf(last, unit)];
  const shown = Math.min(end - start + 1, MAX_PERIODS);
  const periods = Array.from({ length: shown }, (_, offset) => {
    const index = end - shown + 1 + offset;
    return { name: nameOf(index, unit), days: byIndex.get(index) ?? [] };
  });
  return { unit, periods, omittedCount: end - start + 1 - shown };
}

/** The number of a day's period since 1970. Weeks begin on Mondays. */
function indexOf(day: string, unit: PeriodUnit): number {
  const days = Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
  const months = (Number(day.slice(0, 4)) - 1970) * 12 + Number(day.slice(5, 7)) - 1;
  switch (unit) {
    case 'day':
      return days;
    case 'week':
      return Math.floor((days + 3) / 7);
    case 'month':
      return months;
    case 'quarter':
      return Math.floor(months / 3);
    case 'year':
      return Math.floor(months / 12);
  }
}

function nameOf(index: number, unit: PeriodUnit): string {
  switch (unit) {
    case 'day':
      return dayOf(index);
    case 'week':
      return dayOf(index * 7 - 3);
    case 'month':
      return `${1970 + Math.floor(index / 12)}-${String((((index % 12) + 12) % 12) + 1).padStart(MONTH_DIGITS, '0')}`;
    case 'quarter':
      return `${1970 + Math.floor(index / 4)} Q${(((index % 4) + 4) % 4) + 1}`;
    case 'year':
      return String(1970 + index);
  }
}

const dayOf = (index: number): string => new Date(index * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
