/** The page's first section: the figures that a privacy officer asks for first. Pure. */
import type { ObjectState } from '../../ledger/object-history.ts';
import type { LedgerSummary } from '../../ledger/summary.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { renderSection } from '../html.ts';

type StateCounts = Readonly<Partial<Record<ObjectState, number>>>;
type Descriptions = Readonly<Partial<Record<ObjectState, string>>>;

const OTHER_NOTEBOOKS: Descriptions = {
  'no-setup-call': 'without a setup call',
  'would-opt-out': 'not opted out',
  missing: 'missing',
};
const OTHER_HTML_REPORTS: Descriptions = { silent: 'without a beacon', missing: 'missing' };

/** The key figures as a section of cards. */
export function renderKeyFigures(summary: LedgerSummary): string {
  const { reports, notebooks, html, htmlReporting, contradictions } = summary;
  const { earlierVersionsReporting, copiesReporting } = summary;
  const records = formatQuantity(summary.records, 'audit record', 'audit records');
  const generated = formatQuantity(summary.generatedBeforeOptOut, 'version', 'versions');
  const versions = formatQuantity(earlierVersionsReporting, 'earlier version', 'earlier versions');
  const copies = formatQuantity(copiesReporting, 'copy', 'copies');
  const optedOut = countIn(notebooks, 'opted-out', 'already-opted-out');
  const unchanged = countIn(notebooks, 'refused', 'contended') + countIn(html, 'refused', 'contended');
  const others = earlierVersionsReporting + copiesReporting;
  const cards = [
    renderCard('', reports, 'reports examined', records),
    renderCard('good', optedOut, 'notebooks opted out', listStates(notebooks, OTHER_NOTEBOOKS)),
    renderCard(
      'bad',
      htmlReporting,
      'HTML reports that still report usage',
      `${generated} generated before opting out`,
    ),
    renderCard('done', html.silenced ?? 0, 'HTML reports silenced', listStates(html, OTHER_HTML_REPORTS)),
    renderCard(
      'bad',
      others,
      'earlier versions and copies that still report usage',
      `${versions}, ${copies}`,
    ),
    renderCard('warn', unchanged, 'refused or contended', 'left unchanged and listed below'),
    renderCard(
      'warn',
      contradictions,
      'contradictions',
      'the ProfilerReport rule and the HTML report disagree',
    ),
  ];
  return renderSection('figures', 'Summary', `<ul class="cards">${cards.join('')}</ul>`);
}

/** A figure of zero has no colour. */
const renderCard = (colour: string, count: number, label: string, note: string): string =>
  `<li class="card ${count === 0 ? '' : colour}"><strong>${formatCount(count)}</strong> <span>${label}</span> <small>${note}</small></li>`;

const countIn = (counts: StateCounts, ...states: readonly ObjectState[]): number =>
  states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

/** The states that occur, such as `2 without a beacon, 1 missing`. */
const listStates = (counts: StateCounts, descriptions: Descriptions): string =>
  (Object.keys(descriptions) as ObjectState[])
    .filter((state) => countIn(counts, state) > 0)
    .map((state) => `${formatCount(countIn(counts, state))} ${descriptions[state]}`)
    .join(', ');
