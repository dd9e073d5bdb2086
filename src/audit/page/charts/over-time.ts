/** The charts over time: reports generated before opting out, opted out, and silenced. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import type { DaySummary } from '../../ledger/summary.ts';
import { formatCount } from '../format.ts';
import { colourScale, type LegendEntry, renderFigure } from './figure.ts';

type EventCounts = Omit<DaySummary, 'day'>;
type Period = readonly [name: string, counts: EventCounts];

const TIMELINE_WIDTHS = { wide: 1060, narrow: 230 } as const;
const MONTHS_WIDTHS = { wide: 460, narrow: 230 } as const;
const MIN_TICK_DISTANCE = 110;
const MAX_MONTHS = 24;
const EVENTS = ['generated', 'optedOut', 'silenced'] as const;
const LEGEND: readonly LegendEntry[] = [
  { colour: 'bad', label: 'HTML reports generated before opting out' },
  { colour: 'good', label: 'notebooks opted out' },
  { colour: 'done', label: 'HTML reports silenced' },
];
const LABELS = LEGEND.map(({ label }) => label);
/** Lines are told apart without their colours, too. */
const DASHES = { domain: LABELS, range: [[1, 0], [6, 3], [2, 2]] }; // biome-ignore format: one line
const NO_EVENTS: EventCounts = { generated: 0, optedOut: 0, silenced: 0 };

/** The figure of the events up to each day. `days` are in order. */
export function renderTimeline(days: readonly DaySummary[]): Promise<string> {
  let total = NO_EVENTS;
  const totals = days.map((day): Period => {
    total = addCounts(total, day);
    return [day.day, total];
  });
  return renderFigure({
    name: 'Generated before opting out, opted out and silenced over time (cumulative)',
    widths: TIMELINE_WIDTHS,
    specFor: (width) => timelineSpec(totals, width),
    legend: LEGEND,
    ...tabulate('Day', totals),
  });
}

/** The figure of the events in each month: a chart of the last months, a table of all. `days` are in order. */
export function renderMonths(days: readonly DaySummary[]): Promise<string> {
  const byMonth = Map.groupBy(days, ({ day }) => day.slice(0, 7));
  const months = [...byMonth].map(([month, own]): Period => [month, own.reduce(addCounts, NO_EVENTS)]);
  const shown = months.slice(-MAX_MONTHS);
  return renderFigure({
    name: months.length > shown.length ? `By month (last ${shown.length} of ${months.length})` : 'By month',
    widths: MONTHS_WIDTHS,
    specFor: (width) => monthsSpec(shown, width),
    legend: LEGEND,
    ...tabulate('Month', months),
  });
}

const addCounts = (a: EventCounts, b: EventCounts): EventCounts => ({
  generated: a.generated + b.generated,
  optedOut: a.optedOut + b.optedOut,
  silenced: a.silenced + b.silenced,
});

const tabulate = (heading: string, periods: readonly Period[]) => ({
  head: [heading, ...LABELS],
  rows: periods.map(([period, counts]) => [period, ...EVENTS.map((event) => formatCount(counts[event]))]),
});

const pointsOf = (periods: readonly Period[]) =>
  periods.flatMap(([period, counts]) =>
    EVENTS.map((event, index) => ({ period, event: LABELS[index], count: counts[event] })),
  );

const timelineSpec = (days: readonly Period[], width: number): TopLevelSpec => ({
  width,
  height: 220,
  data: { values: pointsOf(days) },
  mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.5, point: { filled: true, size: 30 } },
  encoding: {
    x: {
      field: 'period',
      type: 'temporal',
      title: null,
      scale: { type: 'utc' },
      axis: { tickCount: Math.round(width / MIN_TICK_DISTANCE), format: '%b %-d, %Y' },
    },
    y: { field: 'count', type: 'quantitative', title: 'total', axis: { tickMinStep: 1 } },
    color: { field: 'event', type: 'nominal', scale: colourScale(LEGEND), legend: null },
    strokeDash: { field: 'event', type: 'nominal', scale: DASHES, legend: null },
  },
});

const monthsSpec = (months: readonly Period[], width: number): TopLevelSpec => ({
  width,
  height: 180,
  data: { values: pointsOf(months) },
  mark: { type: 'bar' },
  encoding: {
    x: { field: 'period', type: 'ordinal', title: null, axis: { labelAngle: -45, labelOverlap: true } },
    xOffset: { field: 'event', sort: LABELS },
    y: { field: 'count', type: 'quantitative', title: 'per month', axis: { tickMinStep: 1 } },
    color: { field: 'event', type: 'nominal', scale: colourScale(LEGEND), legend: null },
  },
});
