/** The section of all charts. Pure. */
import type { LedgerSummary } from '../../ledger/summary.ts';
import { renderSection } from '../html.ts';
import { renderMonths } from './months.ts';
import { renderTimeline } from './timeline.ts';
import { renderTrainingJobs } from './training-jobs.ts';

/** The charts as a section; empty when nothing happened. */
export async function renderCharts(summary: LedgerSummary): Promise<string> {
  if (summary.days.length === 0) return '';
  const charts = [
    await renderTimeline(summary.days),
    await renderMonths(summary.days),
    ...(summary.trainingJobs.length === 0 ? [] : [await renderTrainingJobs(summary)]),
  ];
  return renderSection(
    'charts',
    'Over time and by training job',
    `<div class="charts">${charts.join('')}</div>`,
  );
}
