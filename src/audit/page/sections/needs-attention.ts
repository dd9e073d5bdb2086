/** The section of everything that somebody has to act on, each group with its next command. Pure. */
import type { AttentionGroup } from '../../ledger/attention.ts';
import { ATTENTION_TEXTS, describeEntry } from '../../ledger/attention-text.ts';
import { type CommandContext, nextCommand } from '../../ledger/next-command.ts';
import { formatCount } from '../format.ts';
import { escapeHtml, renderName, renderSection } from '../html.ts';

const NONE =
  '<p>Nothing: nothing on record reports usage, was refused or contended, or contradicts its rule.</p>';

/** The groups, each with its next command. */
export function renderNeedsAttention(groups: readonly AttentionGroup[], context: CommandContext): string {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const title = `Needs attention (${formatCount(total)})`;
  const body = groups.map((group) => renderGroup(group, context)).join('');
  return renderSection('attention', title, total === 0 ? NONE : `<div class="attention">${body}</div>`);
}

function renderGroup(group: AttentionGroup, context: CommandContext): string {
  const { kind, count, entries } = group;
  const { heading, advice } = ATTENTION_TEXTS[kind];
  const command = nextCommand(group, context);
  const next =
    command === undefined
      ? '<p>A name here cannot stand on a command line.</p>'
      : `<pre class="command" tabindex="0"><code>${escapeHtml(command)}</code></pre>`;
  const more = count - entries.length;
  const all = count === 1 ? 'The object' : `All ${formatCount(count)}`;
  const summary = more > 0 ? `The first ${formatCount(entries.length)}` : all;
  const note = more > 0 ? `<li>and ${formatCount(more)} more</li>` : '';
  const list = `<div class="entries" role="region" aria-label="${heading}" tabindex="0"><ul>${entries.map((entry) => renderEntry(group, entry)).join('')}${note}</ul></div>`;
  return `<section class="group ${kind}" aria-labelledby="attention-${kind}"><h3 id="attention-${kind}">${heading} (${formatCount(count)})</h3><p>${advice}</p>${next}
<details><summary>${summary}</summary>${list}</details></section>`;
}

/** The bucket is named where a group has several. */
function renderEntry({ kind, places }: AttentionGroup, entry: AttentionGroup['entries'][number]): string {
  const { bucket, key } = entry.record.object;
  const text = describeEntry(kind, entry);
  const place = places.length > 1 ? ` <span class="bucket">in ${renderName(bucket)}</span>` : '';
  const tag =
    entry.reporting === 'yes' && (kind === 'refused' || kind === 'contended')
      ? ' <span class="tag reports-usage">reports usage</span>'
      : '';
  return `<li><span class="key">${renderName(key)}</span>${place}${tag}${text === '' ? '' : `<p class="why">${escapeHtml(text)}</p>`}</li>`;
}
