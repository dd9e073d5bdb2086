/** The section of the training jobs that were watched: how many opt out, and those that do not. Pure. */
import type { LedgerSummary } from '../../ledger/figures/summary.ts';
import type { TrainingJobRecord } from '../../record/schema.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { escapeHtml, renderInstant, renderName, renderSection, renderTable } from '../html.ts';
import type { JobsToAct } from '../jobs-on-record.ts';

const STATES = {
  'in-force': 'Option 1 is in force',
  absent: 'their reports will report usage',
  'unrecognised-value': 'with a value that is not understood',
  'no-rule': 'without a ProfilerReport rule',
  gone: 'gone before they could be described',
} as const satisfies Readonly<Record<TrainingJobRecord['outcome'], string>>;

const ADVICE =
  '<p>A rule of a running job cannot be changed. Set <code>"opt_out_telemetry": "True"</code> on the rule before the next job; the report of this one is opted out when it lands.</p>';

/** The counts by state, and a table of the jobs to act on; empty when no job was watched. */
export function renderTrainingJobs({ trainingJobs }: LedgerSummary, { count, listed }: JobsToAct): string {
  const states = Object.keys(STATES) as TrainingJobRecord['outcome'][];
  const counts = states.flatMap((state) => {
    const jobs = trainingJobs[state];
    return jobs === undefined ? [] : [`<li>${formatQuantity(jobs, 'job', 'jobs')}: ${STATES[state]}</li>`];
  });
  if (counts.length === 0) return '';
  const more = count > listed.length ? `<p>and ${formatCount(count - listed.length)} more</p>` : '';
  const rows = listed.map(({ object, outcome, detail, recordedAt }) => [
    renderName(object.name),
    escapeHtml(outcome),
    escapeHtml(detail ?? ''),
    renderInstant(object.createdAt ?? recordedAt),
  ]);
  const table =
    rows.length === 0
      ? ''
      : `${ADVICE}<div class="scroll" role="region" aria-label="Training jobs" tabindex="0">${renderTable('Training jobs that do not opt out', ['Job', 'Option 1', 'Why', 'Created'], rows)}</div>${more}`;
  return renderSection('training-jobs', 'Training jobs', `<ul>${counts.join('')}</ul>${table}`);
}
