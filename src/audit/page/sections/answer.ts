/** The page's opening: the answer in one sentence, and whether the record is complete. Pure. */
import { answerOf, isSettled, type LeftOut } from '../../ledger/answer.ts';
import type { Comparison } from '../../ledger/completeness.ts';
import type { LedgerSummary } from '../../ledger/figures/summary.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { escapeHtml, renderInstant, renderName } from '../html.ts';

/** The comparison of the ledger with a target. */
export interface Completeness {
  readonly target: string;
  /** When the target was listed. */
  readonly at: Date;
  readonly comparison: Comparison;
}

const MAX_NAMED = 50;
const UNCHECKED =
  '<p class="completeness"><strong>Completeness was not checked.</strong> The figures are those of the objects on record. <code>profiler-opt-out audit</code> with <code>--against &lt;folder or s3://bucket/prefix&gt;</code> compares them with what is there now.</p>';

/** The answer, and the completeness below it. */
export function renderAnswer(
  summary: LedgerSummary,
  notCounted: LeftOut,
  completeness: Completeness | undefined,
): string {
  const isGood = summary.records > 0 && isSettled(summary, notCounted) && isComplete(completeness);
  const colour = isGood ? 'good' : 'open';
  return `<section class="answer ${colour}" aria-label="Answer"><p class="sentence">${escapeHtml(answerOf(summary, notCounted))}</p>${completeness === undefined ? UNCHECKED : renderCompleteness(completeness)}</section>`;
}

const isComplete = (completeness: Completeness | undefined): boolean =>
  completeness === undefined ||
  (completeness.comparison.versions > 0 &&
    completeness.comparison.missingCount + completeness.comparison.unreadableCount === 0);

function renderCompleteness(completeness: Completeness): string {
  const { missing, missingCount, moved, earlierNotebooks, gone } = completeness.comparison;
  const { unreadable, unreadableCount } = completeness.comparison;
  const notes = [
    ...(gone > 0
      ? [
          `${formatQuantity(gone, 'object', 'objects')} on record ${gone === 1 ? 'is' : 'are'} no longer there.`,
        ]
      : []),
    ...(unreadableCount > 0
      ? [
          `${formatQuantity(unreadableCount, 'entry', 'entries')} could not be read, and may not be on record as they are.`,
        ]
      : []),
    ...(moved > 0
      ? [
          `${formatQuantity(moved, 'version was', 'versions were')} moved or copied: the contents are on record under another place.`,
        ]
      : []),
    ...(earlierNotebooks > 0
      ? [
          `${formatQuantity(earlierNotebooks, 'earlier version of a notebook was', 'earlier versions of notebooks were')} never examined; running one reports usage.`,
        ]
      : []),
  ];
  const named = missing
    .slice(0, MAX_NAMED)
    .map(
      ({ key, versionId, lastModified }) =>
        `<li>${renderName(key)}${versionId === undefined ? '' : ` version ${renderName(versionId)}`}, written ${renderInstant(lastModified.toISOString())}</li>`,
    );
  const unread = unreadable.slice(0, MAX_NAMED).map((message) => `<li>${renderName(message)}</li>`);
  const lists =
    renderList('Not on record', named, missingCount) + renderList('Not read', unread, unreadableCount);
  return `<p class="completeness">${[sentenceOn(completeness), ...notes].join(' ')}</p>${lists}`;
}

/** The first items, and how many there are besides. */
function renderList(title: string, items: readonly string[], count: number): string {
  if (items.length === 0) return '';
  const more = count - items.length;
  const rest = more > 0 ? `<li>and ${formatCount(more)} more</li>` : '';
  return `<details><summary>${title}</summary><ul>${items.join('')}${rest}</ul></details>`;
}

function sentenceOn({ target, at, comparison }: Completeness): string {
  const { objects, versions, missingCount, unreadableCount } = comparison;
  const all = `${formatQuantity(versions, 'version', 'versions')} of ${formatQuantity(objects, 'report object', 'report objects')}`;
  const [place, time] = [renderName(target), `listed ${renderInstant(at.toISOString())}`];
  const areOrIs = versions === 1 ? 'is' : 'are';
  if (missingCount > 0)
    return `<strong>Incomplete:</strong> ${formatCount(missingCount)} of ${all} in ${place}, ${time}, ${missingCount === 1 ? 'is' : 'are'} not on record as ${missingCount === 1 ? 'it was' : 'they were'} then.`;
  if (unreadableCount > 0)
    return `<strong>Not known:</strong> a part of ${place}, ${time}, could not be read; ${all} that could be ${areOrIs} on record.`;
  return versions === 0
    ? `<strong>Nothing to compare with:</strong> there is no report object in ${place}, ${time}.`
    : `<strong>Complete:</strong> ${all} in ${place}, ${time}, ${areOrIs} on record as ${versions === 1 ? 'it was' : 'they were'} then.`;
}
