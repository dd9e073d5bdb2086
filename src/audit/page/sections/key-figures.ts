/** The page's first section: the figures that a privacy officer asks for first. Pure. */
import type { ObjectState } from '../../ledger/object-history.ts';
import type { LedgerSummary } from '../../ledger/summary.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { renderSection } from '../html.ts';

type StateCounts = Readonly<Partial<Record<ObjectState, number>>>;

/** One figure; `colour` is a class of the style sheet, empty for a neutral one. */
interface Card {
  readonly colour: 'good' | 'bad' | 'done' | 'warn' | '';
  readonly count: number;
  readonly label: string;
  readonly note: string;
}

/** The key figures as a section of cards. */
export function renderKeyFigures(summary: LedgerSummary): string {
  const cards = [...examinedCards(summary), ...reportingCards(summary), ...attentionCards(summary)];
  const items = cards.map(
    ({ colour, count, label, note }) =>
      `<li class="card ${colour}"><strong>${formatCount(count)}</strong> <span>${label}</span> <small>${note}</small></li>`,
  );
  return renderSection('figures', 'Summary', `<ul class="cards">${items.join('')}</ul>`);
}

const examinedCards = ({ reports, records, notebooks }: LedgerSummary): readonly Card[] => [
  {
    colour: '',
    count: reports,
    label: 'reports examined',
    note: formatQuantity(records, 'audit record', 'audit records'),
  },
  {
    colour: 'good',
    count: sumOf(notebooks, ['opted-out', 'already-opted-out']),
    label: 'notebooks opted out',
    note: listStates(notebooks, [
      ['no-setup-call', 'without a setup call'],
      ['would-opt-out', 'not opted out'],
      ['missing', 'missing'],
    ]),
  },
];

const reportingCards = (summary: LedgerSummary): readonly Card[] => [
  {
    colour: summary.htmlReporting > 0 ? 'bad' : '',
    count: summary.htmlReporting,
    label: 'HTML reports that still report usage',
    note: `${formatQuantity(summary.generatedBeforeOptOut, 'version', 'versions')} generated before opting out`,
  },
  {
    colour: 'done',
    count: summary.html.silenced ?? 0,
    label: 'HTML reports silenced',
    note: listStates(summary.html, [
      ['silent', 'without a beacon'],
      ['missing', 'missing'],
    ]),
  },
  {
    colour: summary.earlierVersionsReporting + summary.copiesReporting > 0 ? 'bad' : '',
    count: summary.earlierVersionsReporting + summary.copiesReporting,
    label: 'earlier versions and copies that still report usage',
    note: `${formatQuantity(summary.earlierVersionsReporting, 'earlier version', 'earlier versions')}, ${formatQuantity(summary.copiesReporting, 'copy', 'copies')}`,
  },
];

function attentionCards({ notebooks, html, contradictions }: LedgerSummary): readonly Card[] {
  const unchanged = [notebooks, html].reduce(
    (sum, counts) => sum + sumOf(counts, ['refused', 'contended']),
    0,
  );
  return [
    {
      colour: unchanged > 0 ? 'warn' : '',
      count: unchanged,
      label: 'refused or contended',
      note: 'left unchanged and listed below',
    },
    {
      colour: contradictions > 0 ? 'warn' : '',
      count: contradictions,
      label: 'contradictions',
      note: 'the ProfilerReport rule and the HTML report disagree',
    },
  ];
}

const sumOf = (counts: StateCounts, states: readonly ObjectState[]): number =>
  states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

/** The states that occur, such as `2 without a beacon, 1 missing`. */
const listStates = (
  counts: StateCounts,
  descriptions: readonly (readonly [state: ObjectState, description: string])[],
): string =>
  descriptions
    .flatMap(([state, description]) => {
      const count = counts[state] ?? 0;
      return count === 0 ? [] : [`${formatCount(count)} ${description}`];
    })
    .join(', ');
