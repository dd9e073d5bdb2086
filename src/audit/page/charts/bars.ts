/** The two forms of the page's bar charts: over time, and by name. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import { colourScale, type LegendEntry } from './figure.ts';

/** One bar: a number for each entry of the legend, in its order. */
export interface Bar {
  readonly name: string;
  readonly counts: readonly number[];
}

/** About the width that Vega assumes for a character of a label when it has no canvas to measure it on. */
const LABEL_CHARACTER_PX = 9.6;

/** Bars that stand side by side in order of time; the parts of each are stacked. */
export const columnsSpec = (
  bars: readonly Bar[],
  legend: readonly LegendEntry[],
  width: number,
): TopLevelSpec => ({
  width,
  height: 180,
  data: { values: pointsOf(bars, legend) },
  mark: { type: 'bar' },
  encoding: {
    x: {
      field: 'name',
      type: 'ordinal',
      title: null,
      sort: null,
      axis: { labelAngle: -45, labelOverlap: 'greedy' },
    },
    y: { field: 'count', type: 'quantitative', title: null, axis: { tickMinStep: 1 } },
    color: { field: 'part', type: 'nominal', scale: colourScale(legend), legend: null },
    order: { field: 'index' },
  },
});

/** Bars below each other with their names; names that are too long for one half of the width are cut in their middle. */
export function rowsSpec(bars: readonly Bar[], legend: readonly LegendEntry[], width: number): TopLevelSpec {
  const maxLength = Math.floor(width / 2 / LABEL_CHARACTER_PX);
  // Numbered, since two may be the same when they are shortened.
  const named = bars.map(({ name, counts }, index) => ({
    name: `${index + 1}  ${shorten(name, maxLength)}`,
    counts,
  }));
  return {
    width: Math.round(width / 2),
    height: { step: 22 },
    data: { values: pointsOf(named, legend) },
    mark: { type: 'bar' },
    encoding: {
      y: { field: 'name', type: 'nominal', title: null, sort: null, axis: { labelLimit: 0 } },
      x: { field: 'count', type: 'quantitative', title: null, axis: { tickMinStep: 1 } },
      color: { field: 'part', type: 'nominal', scale: colourScale(legend), legend: null },
      order: { field: 'index' },
    },
  };
}

const pointsOf = (bars: readonly Bar[], legend: readonly LegendEntry[]) =>
  bars.flatMap(({ name, counts }) =>
    counts.map((count, index) => ({ name, part: legend[index]?.label, index, count })),
  );

/** Names often begin alike. */
function shorten(name: string, maxLength: number): string {
  const characters = [...name];
  if (characters.length <= maxLength) return name;
  const [head, tail] = [Math.ceil((maxLength - 1) / 2), Math.floor((maxLength - 1) / 2)];
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
