/** The page's figures: the counts that stand behind its answer. Pure. */

import type { KindCounts, LedgerSummary } from '../../ledger/figures/summary.ts';
import type { ObjectState } from '../../ledger/object-state.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { renderSection } from '../html.ts';

type StateCounts = Readonly<Partial<Record<ObjectState, number>>>;
type Descriptions = Readonly<Partial<Record<ObjectState, string>>>;

const OTHER_NOTEBOOKS: Descriptions = {
  silenced: 'with a beacon taken out of their saved outputs',
  'no-setup-call': 'without a setup call',
  missing: 'missing',
};
const OTHER_HTML_REPORTS: Descriptions = { silent: 'without a beacon', missing: 'missing' };

/** The key figures as a section of cards. */
export function renderKeyFigures(summary: LedgerSummary): string {
  const { reports, notebooks, html, reporting, contradictions } = summary;
  const { earlierVersionsReporting, copiesReporting } = summary;
  const records = formatQuantity(summary.records, 'audit record', 'audit records');
  const generated = formatQuantity(summary.generatedBeforeOptOut, 'version', 'versions');
  const optedOut = (notebooks['opted-out'] ?? 0) + (notebooks['already-opted-out'] ?? 0);
  const refused = (notebooks.refused ?? 0) + (html.refused ?? 0);
  const contended = (notebooks.contended ?? 0) + (html.contended ?? 0);
  const cards = [
    renderCard('', reports, 'reports examined', records),
    renderCard(
      'bad',
      reporting.html,
      'HTML reports that report usage when opened',
      `${generated} generated before opting out`,
    ),
    renderCard(
      'bad',
      reporting.notebook,
      'notebooks that report usage when run or opened',
      'not opted out, restored, or with an embedded beacon',
    ),
    ...renderEmbedding(summary.notebooksEmbedding),
    renderCard('bad', sumOf(copiesReporting), 'copies that report usage', listKinds(copiesReporting)),
    renderCard(
      'bad',
      sumOf(earlierVersionsReporting),
      'earlier versions that report usage',
      listKinds(earlierVersionsReporting),
    ),
    renderCard('good', optedOut, 'notebooks opted out', listStates(notebooks, OTHER_NOTEBOOKS)),
    renderCard('done', html.silenced ?? 0, 'HTML reports silenced', listStates(html, OTHER_HTML_REPORTS)),
    renderCard(
      'warn',
      refused + contended + contradictions,
      'to be looked at by somebody',
      `${formatCount(refused)} refused, ${formatCount(contended)} contended, ${formatQuantity(contradictions, 'contradiction', 'contradictions')}`,
    ),
  ];
  return renderSection('figures', 'Figures', `<ul class="cards">${cards.join('')}</ul>`);
}

/** Most ledgers have none, and no card for it. */
const renderEmbedding = (count: number): readonly string[] =>
  count === 0
    ? []
    : [
        renderCard(
          'bad',
          count,
          'notebooks that hold an HTML report with its beacon',
          'in their saved outputs',
        ),
      ];

/** A figure of zero has no colour. */
const renderCard = (colour: string, count: number, label: string, note: string): string =>
  `<li class="card ${count === 0 ? '' : colour}"><strong>${formatCount(count)}</strong> <span>${label}</span> <small>${note}</small></li>`;

const sumOf = ({ notebook, html }: KindCounts): number => notebook + html;

const listKinds = ({ notebook, html }: KindCounts): string =>
  `${formatQuantity(html, 'HTML report', 'HTML reports')}, ${formatQuantity(notebook, 'notebook', 'notebooks')}`;

/** The states that occur, such as `2 without a beacon, 1 missing`. */
const listStates = (counts: StateCounts, descriptions: Descriptions): string =>
  (Object.keys(descriptions) as ObjectState[])
    .flatMap((state) => {
      const count = counts[state];
      return count === undefined ? [] : [`${formatCount(count)} ${descriptions[state]}`];
    })
    .join(', ');
