/** The page's charts: drawn by Vega when the page is made, so that the page needs no script and no request for them. */
import type { TopLevelSpec } from 'vega-lite';
import { showSafely } from '../../text/safe-text.ts';
import type { DaySummary, LedgerSummary } from '../ledger/summary.ts';
import { escapeHtml, renderCount, renderTable } from './html.ts';

/** Drawn twice: for wide windows and paper, and for narrow windows; styles show one of them. */
const WIDTHS = { wide: 460, narrow: 230 } as const;
const TIMELINE_WIDTHS = { wide: 1060, narrow: 230 } as const;
const SERIES = ['generated', 'optedOut', 'silenced'] as const;
const LABELS = {
  generated: 'HTML reports generated before opting out',
  optedOut: 'notebooks opted out',
  silenced: 'HTML reports silenced',
} as const;
/** Colours are those of the style sheet, so that they follow light and dark. */
const COLOURS = {
  domain: SERIES.map((name) => LABELS[name]),
  range: ['var(--bad)', 'var(--good)', 'var(--done)'],
};
const MOST_BARS = 12;
/** About what Vega takes a character of a label for when it has no canvas to measure it on. */
const LABEL_CHARACTER_PX = 9.6;

/** How generation and opting out went on over time, each added up. */
export async function renderTimeline(days: readonly DaySummary[]): Promise<string> {
  const sums = { generated: 0, optedOut: 0, silenced: 0 };
  const rows = days.map((day) => {
    for (const name of SERIES) sums[name] += day[name];
    return { day: day.day, ...sums };
  });
  const values = rows.flatMap((row) =>
    SERIES.map((name) => ({ day: row.day, what: LABELS[name], count: row[name] })),
  );
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 220,
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.5, point: { filled: true, size: 30 } },
    encoding: {
      x: {
        field: 'day',
        type: 'temporal',
        title: null,
        scale: { type: 'utc' },
        axis: { tickCount: Math.round(width / 110), format: '%b %-d, %Y' },
      },
      y: { field: 'count', type: 'quantitative', title: 'in all', axis: { tickMinStep: 1 } },
      color: { field: 'what', type: 'nominal', scale: COLOURS, legend: null },
      strokeDash: {
        field: 'what',
        type: 'nominal',
        scale: {
          domain: COLOURS.domain,
          range: [
            [1, 0],
            [6, 3],
            [2, 2],
          ],
        },
        legend: null,
      },
    },
  });
  const name = 'Timeline of generation against opting out, each added up over the days';
  return renderFigure(
    name,
    spec,
    renderLegend(),
    {
      head: ['Day', ...SERIES.map((each) => LABELS[each])],
      rows: rows.map((row) => [row.day, ...SERIES.map((each) => renderCount(row[each]))]),
    },
    TIMELINE_WIDTHS,
  );
}

/** The same by month, not added up. */
export async function renderMonths(days: readonly DaySummary[]): Promise<string> {
  const months = [...Map.groupBy(days, ({ day }) => day.slice(0, 7))].map(([month, own]) => ({
    month,
    generated: sumOf(own, 'generated'),
    optedOut: sumOf(own, 'optedOut'),
    silenced: sumOf(own, 'silenced'),
  }));
  const shown = months.slice(-24);
  const values = shown.flatMap((row) =>
    SERIES.map((name) => ({ month: row.month, what: LABELS[name], count: row[name] })),
  );
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 180,
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'month', type: 'ordinal', title: null, axis: { labelAngle: -45, labelOverlap: true } },
      xOffset: { field: 'what', sort: COLOURS.domain },
      y: { field: 'count', type: 'quantitative', title: 'in the month', axis: { tickMinStep: 1 } },
      color: { field: 'what', type: 'nominal', scale: COLOURS, legend: null },
    },
  });
  const name = `By month${months.length > shown.length ? `, the last ${shown.length} of ${months.length} with records` : ''}`;
  return renderFigure(name, spec, renderLegend(), {
    head: ['Month', ...SERIES.map((each) => LABELS[each])],
    rows: months.map((row) => [row.month, ...SERIES.map((each) => renderCount(row[each]))]),
  });
}

const sumOf = (days: readonly DaySummary[], name: (typeof SERIES)[number]): number =>
  days.reduce((sum, day) => sum + day[name], 0);

/** The training jobs whose HTML reports report most. */
export async function renderTrainingJobs({ trainingJobs, trainingJobCount }: LedgerSummary): Promise<string> {
  const shown = trainingJobs.slice(0, MOST_BARS);
  const valuesFor = (nameLength: number) =>
    shown.flatMap(({ trainingJobName, reporting, silenced }, index) => {
      const job = `${index + 1}  ${shorten(showSafely(trainingJobName), nameLength)}`;
      return [
        { job, what: REPORTING, count: reporting },
        { job, what: LABELS.silenced, count: silenced },
      ];
    });
  const spec = (width: number): TopLevelSpec => ({
    width: Math.round(width / 2),
    height: { step: 22 },
    data: { values: valuesFor(Math.floor(width / 2 / LABEL_CHARACTER_PX)) },
    mark: { type: 'bar' },
    encoding: {
      y: { field: 'job', type: 'nominal', title: null, sort: null, axis: { labelLimit: 0 } },
      x: {
        field: 'count',
        type: 'quantitative',
        title: 'versions of HTML reports',
        axis: { tickMinStep: 1 },
      },
      color: {
        field: 'what',
        type: 'nominal',
        legend: null,
        scale: { domain: [REPORTING, LABELS.silenced], range: ['var(--bad)', 'var(--done)'] },
      },
    },
  });
  const name =
    shown.length === trainingJobCount
      ? 'By training job'
      : `By training job: ${shown.length} of ${renderCount(trainingJobCount)}, those with most that still report`;
  const rows = trainingJobs.map((job) => [
    `<bdi>${escapeHtml(job.trainingJobName)}</bdi>`,
    ...[job.reporting, job.silenced, job.optedOut, job.refused].map(renderCount),
  ]);
  const legend = renderKeys([
    ['bad', REPORTING],
    ['done', LABELS.silenced],
  ]);
  return renderFigure(name, spec, legend, {
    head: ['Training job', 'still report usage', 'silenced', 'notebooks opted out', 'need a person'],
    rows,
  });
}

const REPORTING = 'HTML reports that still report usage, earlier versions with them';

/** What the names of training jobs begin with is often the same: a long one is cut in its middle. */
function shorten(name: string, mostLength: number): string {
  const characters = [...name];
  if (characters.length <= mostLength) return name;
  const [head, tail] = [Math.ceil((mostLength - 1) / 2), Math.floor((mostLength - 1) / 2)];
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}

const renderLegend = (): string =>
  renderKeys([
    ['bad', LABELS.generated],
    ['good', LABELS.optedOut],
    ['done', LABELS.silenced],
  ]);

const renderKeys = (keys: readonly (readonly [colour: string, label: string])[]): string =>
  `<ul class="legend">${keys.map(([colour, label]) => `<li class="${colour}">${label}</li>`).join('')}</ul>`;

async function renderFigure(
  name: string,
  spec: (width: number) => TopLevelSpec,
  legend: string,
  { head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] },
  widths: Readonly<Record<keyof typeof WIDTHS, number>> = WIDTHS,
): Promise<string> {
  const label = escapeHtml(name);
  const drawn = await Promise.all(
    (['wide', 'narrow'] as const).map(async (size) => {
      const svg = await draw(spec(widths[size]));
      return `<div class="chart ${size}">${svg.replace('<svg ', `<svg role="img" aria-label="${label}" `)}</div>`;
    }),
  );
  const figures = `<details><summary>Figures of: ${label}</summary><div class="scroll" tabindex="0" role="region" aria-label="Figures of: ${label}">${renderTable(name, head, rows)}</div></details>`;
  return `<figure><figcaption>${label}</figcaption>${legend}${drawn.join('')}${figures}</figure>`;
}

/** Loaded when a page is made: no other command pays for it. */
async function draw(spec: TopLevelSpec): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const compiled = compile({ background: 'transparent', config: CONFIG, ...spec } as TopLevelSpec).spec;
  const view = new View(parse(compiled), { renderer: 'none' });
  try {
    // The picture has one name, given where it is put; its parts have none of their own.
    return (await view.toSVG()).replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '');
  } finally {
    view.finalize();
  }
}

const CONFIG = {
  aria: false,
  view: { stroke: 'transparent' },
  font: 'system-ui, sans-serif',
  axis: {
    labelColor: 'var(--muted)',
    titleColor: 'var(--muted)',
    gridColor: 'var(--line)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
} as const;
