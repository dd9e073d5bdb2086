/** One chart with everything around it: its name, the legend, and its data as a table. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import { escapeHtml, renderTable } from '../html.ts';
import { drawChart } from './draw-chart.ts';

/** Widths in pixels. A chart is drawn twice, for wide windows and paper and for narrow windows; styles show one. */
export interface ChartWidths {
  readonly wide: number;
  readonly narrow: number;
}

/** The rows behind a chart; cells are HTML. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A colour of the style sheet, and what it stands for. */
export interface LegendEntry {
  readonly colour: 'good' | 'bad' | 'done';
  readonly label: string;
}

/** The colours of a chart with this legend, as a scale of Vega-Lite. */
export const colourScale = (legend: readonly LegendEntry[]) => ({
  domain: legend.map(({ label }) => label),
  range: legend.map(({ colour }) => `var(--${colour})`),
});

/** A chart on its way to the page. */
export interface Figure {
  readonly name: string;
  readonly widths: ChartWidths;
  /** The specification for a width in pixels. */
  readonly specFor: (width: number) => TopLevelSpec;
  readonly legend: readonly LegendEntry[];
  readonly table: ChartTable;
}

/** The figure as HTML. */
export async function renderFigure({ name, widths, specFor, legend, table }: Figure): Promise<string> {
  const label = escapeHtml(name);
  const [wide, narrow] = await Promise.all([
    drawChart(specFor(widths.wide), label),
    drawChart(specFor(widths.narrow), label),
  ]);
  return `<figure><figcaption>${label}</figcaption>${renderLegend(legend)}<div class="chart wide">${wide}</div><div class="chart narrow">${narrow}</div>${renderData(name, table)}</figure>`;
}

const renderLegend = (entries: readonly LegendEntry[]): string =>
  `<ul class="legend">${entries.map(({ colour, label }) => `<li class="${colour}">${label}</li>`).join('')}</ul>`;

function renderData(name: string, { head, rows }: ChartTable): string {
  const label = `Data: ${escapeHtml(name)}`;
  return `<details><summary>${label}</summary><div class="scroll" tabindex="0" role="region" aria-label="${label}">${renderTable(name, head, rows)}</div></details>`;
}
