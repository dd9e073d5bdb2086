/** The chart of the events in each month. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import type { DaySummary } from '../../ledger/summary.ts';
import {
  addCounts,
  EVENT_LABELS,
  EVENT_LEGEND,
  type EventCounts,
  type EventPoint,
  NO_EVENTS,
  pointsOf,
  tabulateEvents,
} from './event-series.ts';
import { type ChartWidths, colourScale, renderFigure } from './figure.ts';

const WIDTHS: ChartWidths = { wide: 460, narrow: 230 };
const MAX_MONTHS = 24;

/** The events by month; the chart shows the last months, the table all. `days` are in order. */
export function renderMonths(days: readonly DaySummary[]): Promise<string> {
  const months = [...Map.groupBy(days, ({ day }) => day.slice(0, 7))].map(
    ([month, own]): readonly [string, EventCounts] => [month, own.reduce<EventCounts>(addCounts, NO_EVENTS)],
  );
  const shown = months.slice(-MAX_MONTHS);
  const points = shown.flatMap(([month, counts]) => pointsOf(month, counts));
  return renderFigure({
    name: months.length > shown.length ? `By month (last ${shown.length} of ${months.length})` : 'By month',
    widths: WIDTHS,
    specFor: (width) => specOf(points, width),
    legend: EVENT_LEGEND,
    table: tabulateEvents('Month', months),
  });
}

const specOf = (points: readonly EventPoint[], width: number): TopLevelSpec => ({
  width,
  height: 180,
  data: { values: [...points] },
  mark: { type: 'bar' },
  encoding: {
    x: { field: 'period', type: 'ordinal', title: null, axis: { labelAngle: -45, labelOverlap: true } },
    xOffset: { field: 'label', sort: [...EVENT_LABELS] },
    y: { field: 'count', type: 'quantitative', title: 'per month', axis: { tickMinStep: 1 } },
    color: { field: 'label', type: 'nominal', scale: colourScale(EVENT_LEGEND), legend: null },
  },
});
