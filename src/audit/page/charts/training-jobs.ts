/** The chart of the training jobs whose HTML reports report usage most. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import { showSafely } from '../../../text/safe-text.ts';
import type { LedgerSummary } from '../../ledger/summary.ts';
import type { TrainingJobSummary } from '../../ledger/training-job-figures.ts';
import { formatCount } from '../format.ts';
import { renderName } from '../html.ts';
import { colourScale, renderFigure } from './figure.ts';

const WIDTHS = { wide: 460, narrow: 230 } as const;
const MAX_BARS = 12;
/** About the width that Vega assumes for a character of a label when it has no canvas to measure it on. */
const LABEL_CHARACTER_PX = 9.6;
const REPORTING = 'HTML reports that still report usage, including earlier versions';
const SILENCED = 'HTML reports silenced';
const LEGEND = [
  { colour: 'bad', label: REPORTING },
  { colour: 'done', label: SILENCED },
] as const;

/** The figure of the training jobs with most reporting HTML reports; its table has all that the summary names. */
export function renderTrainingJobs({ trainingJobs, trainingJobCount }: LedgerSummary): Promise<string> {
  const shown = trainingJobs.slice(0, MAX_BARS);
  const selection = `top ${shown.length} of ${formatCount(trainingJobCount)} by HTML reports that still report usage`;
  return renderFigure({
    name: shown.length === trainingJobCount ? 'By training job' : `By training job (${selection})`,
    widths: WIDTHS,
    specFor: (width) => specOf(shown, width),
    legend: LEGEND,
    head: ['Training job', 'still report usage', 'silenced', 'notebooks opted out', 'refused or contended'],
    rows: trainingJobs.map((job) => [
      renderName(job.trainingJobName),
      ...[job.reporting, job.silenced, job.optedOut, job.refused].map(formatCount),
    ]),
  });
}

/** One half of the width is for the names. */
const specOf = (jobs: readonly TrainingJobSummary[], width: number): TopLevelSpec => ({
  width: Math.round(width / 2),
  height: { step: 22 },
  data: { values: pointsOf(jobs, Math.floor(width / 2 / LABEL_CHARACTER_PX)) },
  mark: { type: 'bar' },
  encoding: {
    y: { field: 'job', type: 'nominal', title: null, sort: null, axis: { labelLimit: 0 } },
    x: { field: 'count', type: 'quantitative', title: 'versions of HTML reports', axis: { tickMinStep: 1 } },
    color: { field: 'state', type: 'nominal', scale: colourScale(LEGEND), legend: null },
  },
});

/** Names are numbered, since two may be the same when they are shortened. */
const pointsOf = (jobs: readonly TrainingJobSummary[], maxNameLength: number) =>
  jobs.flatMap(({ trainingJobName, reporting, silenced }, index) => {
    const job = `${index + 1}  ${shorten(showSafely(trainingJobName), maxNameLength)}`;
    return [
      { job, state: REPORTING, count: reporting },
      { job, state: SILENCED, count: silenced },
    ];
  });

/** Names of training jobs often begin alike: a long one is cut in its middle. */
function shorten(name: string, maxLength: number): string {
  const characters = [...name];
  if (characters.length <= maxLength) return name;
  const [head, tail] = [Math.ceil((maxLength - 1) / 2), Math.floor((maxLength - 1) / 2)];
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
