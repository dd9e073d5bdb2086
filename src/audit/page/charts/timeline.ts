/** The chart of the events up to each day. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import type { DaySummary } from '../../ledger/summary.ts';
import {
  addCounts,
  EVENT_LEGEND,
  type EventCounts,
  type EventPoint,
  NO_EVENTS,
  pointsOf,
  tabulateEvents,
} from './event-series.ts';
import { type ChartWidths, colourScale, renderFigure } from './figure.ts';

/** The chart fills the page's width. */
const WIDTHS: ChartWidths = { wide: 1060, narrow: 230 };
const MIN_TICK_DISTANCE = 110;
/** Lines are told apart without their colours, too: solid, dashed, dotted. */
const DASHES = [
  [1, 0],
  [6, 3],
  [2, 2],
];

/** The timeline of generating, opting out and silencing, cumulative. `days` are in order. */
export function renderTimeline(days: readonly DaySummary[]): Promise<string> {
  const rows = accumulate(days);
  const points = rows.flatMap(([day, counts]) => pointsOf(day, counts));
  return renderFigure({
    name: 'Timeline of reports generated before opting out, opted out and silenced (cumulative)',
    widths: WIDTHS,
    specFor: (width) => specOf(points, width),
    legend: EVENT_LEGEND,
    table: tabulateEvents('Day', rows),
  });
}

function accumulate(days: readonly DaySummary[]): readonly (readonly [string, EventCounts])[] {
  let total = NO_EVENTS;
  return days.map(({ day, ...counts }) => {
    total = addCounts(total, counts);
    return [day, total];
  });
}

function specOf(points: readonly EventPoint[], width: number): TopLevelSpec {
  const scale = colourScale(EVENT_LEGEND);
  return {
    width,
    height: 220,
    data: { values: [...points] },
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
      color: { field: 'label', type: 'nominal', scale, legend: null },
      strokeDash: {
        field: 'label',
        type: 'nominal',
        scale: { domain: scale.domain, range: DASHES },
        legend: null,
      },
    },
  };
}
