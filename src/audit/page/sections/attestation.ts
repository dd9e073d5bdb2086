/** The section that says which records the figures cover, with one hash over them. Pure. */
import type { LedgerSummary } from '../../ledger/summary.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { escapeHtml, renderInstant, renderName, renderSection } from '../html.ts';

/** One hash over the records of a period. */
export interface Attestation {
  /** ISO 8601; the period is from `from` up to but not including `to`. */
  readonly from?: string;
  readonly to?: string;
  readonly sha256: string;
  readonly records: number;
}

const INTRODUCTION =
  '<p>The figures on this page cover exactly the records counted here. Anyone who runs <code>profiler-opt-out audit</code> on the same ledger for the same period gets the same hash.</p>';

/** The ledgers, the period, the hash, and what is not counted. */
export function renderAttestation(
  { from, to, records, sha256 }: Attestation,
  sources: readonly string[],
  { software, firstRecordedAt, lastRecordedAt }: LedgerSummary,
  { badLines, duplicates }: { readonly badLines: number; readonly duplicates: number },
): string {
  const start = from === undefined ? 'the first record' : renderInstant(from);
  const end = to === undefined ? 'the last record' : `${renderInstant(to)} (exclusive)`;
  const [first = '', last = ''] = [firstRecordedAt, lastRecordedAt];
  const names = Object.entries(software).map(
    ([name, count]) => `${renderName(name)} (${formatCount(count)})`,
  );
  const invalid = formatQuantity(badLines, 'invalid line', 'invalid lines');
  const terms = [
    ['Ledgers', sources.map(renderName).join(', ')],
    ['Period', `from ${start} to ${end}`],
    ['Records', formatCount(records)],
    ['Recorded', first === '' ? 'none' : `${renderInstant(first)} to ${renderInstant(last)}`],
    ['SHA-256 of the records', `<code>${escapeHtml(sha256)}</code>`],
    ['Recorded by', names.join(', ') || 'none'],
    ['Not counted', `${invalid}, ${formatQuantity(duplicates, 'duplicate record', 'duplicate records')}`],
  ];
  const list = terms.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('');
  return renderSection('attestation', 'Attestation', `${INTRODUCTION}<dl>${list}</dl>`);
}
