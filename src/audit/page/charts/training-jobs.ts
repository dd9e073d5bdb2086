/** The chart of the training jobs whose HTML reports report usage most. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import { showSafely } from '../../../text/safe-text.ts';
import type { LedgerSummary, TrainingJobSummary } from '../../ledger/summary.ts';
import { formatCount } from '../format.ts';
import { renderName } from '../html.ts';
import { LEGEND_ENTRIES } from './event-series.ts';
import { type ChartTable, type ChartWidths, colourScale, type LegendEntry, renderFigure } from './figure.ts';

const WIDTHS: ChartWidths = { wide: 460, narrow: 230 };
const MAX_BARS = 12;
/** About the width that Vega assumes for a character of a label when it has no canvas to measure it on. */
const LABEL_CHARACTER_PX = 9.6;
const REPORTING = {
  colour: 'bad',
  label: 'HTML reports that still report usage, including earlier versions',
} as const;
const SILENCED = LEGEND_ENTRIES.silenced;
const LEGEND: readonly LegendEntry[] = [REPORTING, SILENCED];

/** The training jobs with most reporting HTML reports; the table has all that the summary names. */
export function renderTrainingJobs({ trainingJobs, trainingJobCount }: LedgerSummary): Promise<string> {
  const shown = trainingJobs.slice(0, MAX_BARS);
  return renderFigure({
    name:
      shown.length === trainingJobCount
        ? 'By training job'
        : `By training job (the ${shown.length} of ${formatCount(trainingJobCount)} that still report usage most)`,
    widths: WIDTHS,
    specFor: (width) => specOf(shown, width),
    legend: LEGEND,
    table: tabulate(trainingJobs),
  });
}

const tabulate = (jobs: readonly TrainingJobSummary[]): ChartTable => ({
  head: ['Training job', 'still report usage', 'silenced', 'notebooks opted out', 'refused or contended'],
  rows: jobs.map((job) => [
    renderName(job.trainingJobName),
    ...[job.reporting, job.silenced, job.optedOut, job.refused].map(formatCount),
  ]),
});

/** One half of the width is for the names. */
const specOf = (jobs: readonly TrainingJobSummary[], width: number): TopLevelSpec => ({
  width: Math.round(width / 2),
  height: { step: 22 },
  data: { values: pointsOf(jobs, Math.floor(width / 2 / LABEL_CHARACTER_PX)) },
  mark: { type: 'bar' },
  encoding: {
    y: { field: 'job', type: 'nominal', title: null, sort: null, axis: { labelLimit: 0 } },
    x: { field: 'count', type: 'quantitative', title: 'versions of HTML reports', axis: { tickMinStep: 1 } },
    color: { field: 'label', type: 'nominal', legend: null, scale: colourScale(LEGEND) },
  },
});

/** Names are numbered, since two may be the same when they are shortened. */
const pointsOf = (jobs: readonly TrainingJobSummary[], maxNameLength: number) =>
  jobs.flatMap(({ trainingJobName, reporting, silenced }, index) => {
    const job = `${index + 1}  ${shorten(showSafely(trainingJobName), maxNameLength)}`;
    return [
      { job, label: REPORTING.label, count: reporting },
      { job, label: SILENCED.label, count: silenced },
    ];
  });

/** Names of training jobs often begin alike: a long one is cut in its middle. */
function shorten(name: string, maxLength: number): string {
  const characters = [...name];
  if (characters.length <= maxLength) return name;
  const [head, tail] = [Math.ceil((maxLength - 1) / 2), Math.floor((maxLength - 1) / 2)];
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
