/** The three events that the charts over time count, with their names and colours. Pure. */
import type { DaySummary } from '../../ledger/summary.ts';
import { formatCount } from '../format.ts';
import type { ChartTable, LegendEntry } from './figure.ts';

/** A number for each event. */
export type EventCounts = Omit<DaySummary, 'day'>;

const EVENTS = ['generated', 'optedOut', 'silenced'] as const satisfies readonly (keyof EventCounts)[];

/** The legend's entry for each event. */
export const LEGEND_ENTRIES = {
  generated: { colour: 'bad', label: 'HTML reports generated before opting out' },
  optedOut: { colour: 'good', label: 'notebooks opted out' },
  silenced: { colour: 'done', label: 'HTML reports silenced' },
} as const satisfies Record<keyof EventCounts, LegendEntry>;

/** The legend of the charts over time. */
export const EVENT_LEGEND: readonly LegendEntry[] = EVENTS.map((event) => LEGEND_ENTRIES[event]);

/** The events' labels, in the order of the legend. */
export const EVENT_LABELS: readonly string[] = EVENT_LEGEND.map(({ label }) => label);

/** One point of a chart. */
export interface EventPoint {
  readonly period: string;
  readonly label: string;
  readonly count: number;
}

/** A period's counts, one point for each event. */
export const pointsOf = (period: string, counts: EventCounts): readonly EventPoint[] =>
  EVENTS.map((event) => ({ period, label: LEGEND_ENTRIES[event].label, count: counts[event] }));

/** The counts of both, added up. */
export const addCounts = (a: EventCounts, b: EventCounts): EventCounts => ({
  generated: a.generated + b.generated,
  optedOut: a.optedOut + b.optedOut,
  silenced: a.silenced + b.silenced,
});

/** No event of any kind. */
export const NO_EVENTS: EventCounts = { generated: 0, optedOut: 0, silenced: 0 };

/** The counts of periods such as days as a table. */
export const tabulateEvents = (
  heading: string,
  rows: readonly (readonly [period: string, counts: EventCounts])[],
): ChartTable => ({
  head: [heading, ...EVENT_LABELS],
  rows: rows.map(([period, counts]) => [period, ...EVENTS.map((event) => formatCount(counts[event]))]),
});
