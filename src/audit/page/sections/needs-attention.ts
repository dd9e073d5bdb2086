/** The section of the objects that somebody has to look at. Pure. */
import type { AuditRecord } from '../../record/schema.ts';
import { formatCount } from '../format.ts';
import { escapeHtml, renderName, renderSection } from '../html.ts';

const NONE =
  '<p>Nothing: no object was refused or contended, and no HTML report contradicts its ProfilerReport rule.</p>';
const CONTRADICTIONS = {
  'in-force-but-reports':
    'The training job has opt_out_telemetry "True" on its ProfilerReport rule, but the HTML report contained the beacon. Check whether the rule was changed, or whether the report belongs to another job.',
  'absent-but-silent':
    'The training job has no opt_out_telemetry "True" on its ProfilerReport rule, but the HTML report contains no beacon. Check whether somebody removed the beacon, or whether the report belongs to another job.',
} as const;

/** The refusals, contentions and contradictions, each with what to do about it. */
export function renderNeedsAttention(records: readonly AuditRecord[]): string {
  const list = `<div class="attention" role="region" aria-label="Objects that need attention" tabindex="0"><ul>${records.map(renderItem).join('')}</ul></div>`;
  const title = `Needs attention (${formatCount(records.length)})`;
  return renderSection('attention', title, records.length === 0 ? NONE : list);
}

function renderItem({ outcome, reason = outcome, detail, object, optionOne }: AuditRecord): string {
  const { contradiction } = optionOne ?? {};
  const [tag, text] =
    contradiction === undefined
      ? [outcome, detail === undefined ? reason : `${reason}: ${detail}`]
      : ['contradiction', CONTRADICTIONS[contradiction]];
  return `<li><span class="tag warn">${tag}</span> <span class="key">${renderName(object.key)}</span> <span class="bucket">in ${renderName(object.bucket)}</span><p>${escapeHtml(text)}</p></li>`;
}
