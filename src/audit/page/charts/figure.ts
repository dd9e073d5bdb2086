/** One chart with everything around it: its name, the legend, and its data as a table. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import { escapeHtml, renderTable } from '../html.ts';
import { drawChart } from './draw-chart.ts';

/** A colour of the style sheet, and what it stands for. */
export interface LegendEntry {
  readonly colour: 'good' | 'bad' | 'done';
  readonly label: string;
}

/** A chart on its way to the page. */
export interface Figure {
  readonly name: string;
  /** A class of the style sheet that says where it stands. */
  readonly place?: 'over-time';
  /** In pixels. A chart is drawn twice, for wide windows and paper and for narrow windows; styles show one. */
  readonly widths: { readonly wide: number; readonly narrow: number };
  readonly specFor: (width: number) => TopLevelSpec;
  readonly legend: readonly LegendEntry[];
  /** The data's columns; the cells of its rows are HTML. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The colours of a chart with this legend, as a scale of Vega-Lite. */
export const colourScale = (legend: readonly LegendEntry[]) => ({
  domain: legend.map(({ label }) => label),
  range: legend.map(({ colour }) => `var(--${colour})`),
});

/** The figure as HTML. */
export async function renderFigure({
  name,
  place,
  widths,
  specFor,
  legend,
  head,
  rows,
}: Figure): Promise<string> {
  const label = escapeHtml(name);
  const wide = await drawChart(specFor(widths.wide), label);
  const narrow = await drawChart(specFor(widths.narrow), label);
  const entries = legend.map((entry) => `<li class="${entry.colour}">${entry.label}</li>`).join('');
  return `<figure${place === undefined ? '' : ` class="${place}"`}><figcaption>${label}</figcaption><ul class="legend">${entries}</ul>
<div class="chart wide">${wide}</div><div class="chart narrow">${narrow}</div>
<details><summary>Data: ${label}</summary><div class="scroll" tabindex="0" role="region" aria-label="Data: ${label}">${renderTable(name, head, rows)}</div></details></figure>`;
}
