/** The charts by account and region, and by prefix; a sentence where bars would show nothing. Pure. */
import { showSafely } from '../../../text/safe-text.ts';
import type { GroupSummary, GroupsSummary } from '../../ledger/figures/group-figures.ts';
import type { LedgerSummary } from '../../ledger/figures/summary.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { renderName } from '../html.ts';
import { rowsSpec } from './bars.ts';
import { type LegendEntry, renderFigure } from './figure.ts';

const WIDTHS = { wide: 460, narrow: 230 } as const;
const MAX_BARS = 12;
const LEGEND: readonly LegendEntry[] = [
  { colour: 'bad', label: 'report usage now, earlier versions included' },
  { colour: 'good', label: 'opted out or silenced' },
];

/** By account and region of the processing job. */
export const renderAccounts = ({ accounts }: LedgerSummary): Promise<string> =>
  renderGroups(accounts, 'By account and region', 'Account and region', 'accounts and regions');

/** By the folder above the training job. */
export const renderPrefixes = ({ prefixes }: LedgerSummary): Promise<string> =>
  renderGroups(prefixes, 'By prefix', 'Prefix', 'prefixes');

async function renderGroups(
  { groups, count }: GroupsSummary,
  name: string,
  heading: string,
  plural: string,
): Promise<string> {
  const [first] = groups;
  if (first === undefined) return '';
  if (count === 1) return `<p class="told">${name}: all in ${renderName(first.name)}.</p>`;
  const bars = groups.slice(0, MAX_BARS);
  if (bars.every((group) => isAlike(group, first))) return describeAlike(first, bars, count, name, plural);
  return renderFigure({
    name:
      bars.length === count ? name : `${name} (the first ${bars.length} of ${formatCount(count)} ${plural})`,
    widths: WIDTHS,
    specFor: (width) =>
      rowsSpec(
        bars.map((group) => ({ name: showSafely(group.name), counts: [group.reporting, group.settled] })),
        LEGEND,
        width,
      ),
    legend: LEGEND,
    head: [heading, ...LEGEND.map(({ label }) => label)],
    rows: groups.map((group) => [
      renderName(group.name),
      formatCount(group.reporting),
      formatCount(group.settled),
    ]),
  });
}

const isAlike = (a: GroupSummary, b: GroupSummary): boolean =>
  a.reporting === b.reporting && a.settled === b.settled;

/** Bars of one length say nothing. */
function describeAlike(
  { reporting, settled }: GroupSummary,
  bars: readonly GroupSummary[],
  count: number,
  name: string,
  plural: string,
): string {
  const figures = `${formatQuantity(reporting, 'version reports', 'versions report')} usage, ${formatCount(settled)} opted out or silenced`;
  if (bars.length < count)
    return `<p class="told">${name}: ${formatCount(count)} ${plural}, none above ${figures}.</p>`;
  return `<p class="told">${name}: ${formatCount(count)} ${plural} with the same figures (${figures} in each): ${bars.map((group) => renderName(group.name)).join(', ')}.</p>`;
}
