/** The charts over time: HTML reports by age, and what was done when; a sentence where there is too little for a chart. Pure. */
import type { LedgerSummary } from '../../ledger/figures/summary.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { columnsSpec } from './bars.ts';
import { type LegendEntry, renderFigure } from './figure.ts';
import { type Periods, periodsOf } from './periods.ts';

const WIDTHS = { wide: 1060, narrow: 230 } as const;
/** Fewer periods with something in them, or fewer objects, are told in a sentence. */
const MIN_PERIODS = 3;
const MIN_OBJECTS = 10;
const AGE_LEGEND = {
  reporting: { colour: 'bad', label: 'report usage now' },
  settled: { colour: 'done', label: 'silenced' },
} as const;
const ACTION_LEGEND = {
  optedOut: { colour: 'good', label: 'notebooks opted out' },
  silenced: { colour: 'done', label: 'HTML reports silenced' },
} as const;
const UNIT_NAMES = {
  day: 'day',
  week: 'week from',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
} as const;

/** The HTML reports that held the beacon, by the time when they were generated; empty when there are none. */
export async function renderAges({ ages }: LedgerSummary): Promise<string> {
  const total = ages.reduce((sum, { reporting, settled }) => sum + reporting + settled, 0);
  if (total === 0) return '';
  const versions = formatQuantity(total, 'HTML report version', 'HTML report versions');
  return renderColumns({
    days: ages,
    parts: [
      { ...AGE_LEGEND.reporting, countOf: (day) => day.reporting },
      { ...AGE_LEGEND.settled, countOf: (day) => day.settled },
    ],
    name: 'HTML reports that contained the beacon, by when they were generated',
    total,
    sentence: `${versions} that contained the beacon ${total === 1 ? 'was' : 'were'} generated`,
  });
}

/** What was done, by the time when it was recorded; empty when nothing was. */
export async function renderActions({ actions }: LedgerSummary): Promise<string> {
  const optedOut = actions.reduce((sum, day) => sum + day.optedOut, 0);
  const silenced = actions.reduce((sum, day) => sum + day.silenced, 0);
  if (optedOut + silenced === 0) return '';
  const parts = [
    ...(optedOut === 0 ? [] : [`${formatQuantity(optedOut, 'notebook', 'notebooks')} opted out`]),
    ...(silenced === 0 ? [] : [`${formatQuantity(silenced, 'HTML report', 'HTML reports')} silenced`]),
  ];
  return renderColumns({
    days: actions,
    parts: [
      { ...ACTION_LEGEND.optedOut, countOf: (day) => day.optedOut },
      { ...ACTION_LEGEND.silenced, countOf: (day) => day.silenced },
    ],
    name: 'Opted out and silenced, by when',
    total: optedOut + silenced,
    sentence: parts.join(' and '),
  });
}

interface Columns<Day> {
  readonly days: readonly Day[];
  readonly parts: readonly (LegendEntry & { readonly countOf: (day: Day) => number })[];
  readonly name: string;
  readonly total: number;
  /** Without the time. */
  readonly sentence: string;
}

async function renderColumns<Day extends { readonly day: string }>(columns: Columns<Day>): Promise<string> {
  const { days, parts, name, total, sentence } = columns;
  const found = periodsOf(days);
  const isFew = found.periods.filter((period) => period.days.length > 0).length < MIN_PERIODS;
  if (total < MIN_OBJECTS || (isFew && found.omittedCount === 0))
    return `<p class="told">${sentence} ${describeSpan(days)}.</p>`;
  const bars = found.periods.map((period) => ({
    name: period.name,
    counts: parts.map(({ countOf }) => period.days.reduce((sum, day) => sum + countOf(day), 0)),
  }));
  return renderFigure({
    name: `${name}, per ${UNIT_NAMES[found.unit].split(' ')[0]}${describeOmitted(found)}`,
    place: 'over-time',
    widths: WIDTHS,
    specFor: (width) => columnsSpec(bars, parts, width),
    legend: parts,
    head: [UNIT_NAMES[found.unit], ...parts.map(({ label }) => label)],
    rows: bars
      .filter(({ counts }) => counts.some((count) => count > 0))
      .map((bar) => [bar.name, ...bar.counts.map(formatCount)]),
  });
}

function describeSpan(days: readonly { readonly day: string }[]): string {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  return first === last ? `on ${first}` : `from ${first} to ${last}`;
}

const describeOmitted = ({ unit, periods, omittedCount }: Periods<unknown>): string =>
  omittedCount === 0 ? '' : ` (the last ${periods.length}; ${omittedCount} earlier ${unit}s are left out)`;
