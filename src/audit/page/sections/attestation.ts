/** The section that says which records the figures cover, with one hash over them. Pure. */
import type { LedgerSummary } from '../../ledger/summary.ts';
import { formatCount, formatQuantity } from '../format.ts';
import { escapeHtml, renderInstant, renderName, renderSection, renderTerms } from '../html.ts';

/** One hash over the records of a period. */
export interface Attestation {
  /** ISO 8601; the period is from `from` up to but not including `to`. */
  readonly from?: string;
  readonly to?: string;
  readonly sha256: string;
  readonly records: number;
}

/** The lines of ledgers that are not counted. */
export interface SkippedLines {
  readonly badLines: number;
  readonly duplicates: number;
}

const INTRODUCTION =
  '<p>The figures on this page cover exactly the records counted here. Anyone who runs <code>profiler-opt-out audit</code> on the same ledger for the same period gets the same hash.</p>';

/** The ledgers, the period, the hash, and what was skipped. */
export function renderAttestation(
  attestation: Attestation,
  sources: readonly string[],
  { software, firstRecordedAt, lastRecordedAt }: LedgerSummary,
  skipped: SkippedLines,
): string {
  const terms: readonly (readonly [string, string])[] = [
    ['Ledgers', sources.map(renderName).join(', ')],
    ['Period', renderPeriod(attestation)],
    ['Records', formatCount(attestation.records)],
    ...(firstRecordedAt === undefined || lastRecordedAt === undefined
      ? []
      : [['Recorded', `${renderInstant(firstRecordedAt)} to ${renderInstant(lastRecordedAt)}`] as const]),
    ['SHA-256 of the records', `<code>${escapeHtml(attestation.sha256)}</code>`],
    ['Recorded by', renderSoftware(software)],
    [
      'Not counted',
      `${formatQuantity(skipped.badLines, 'invalid line', 'invalid lines')}, ${formatQuantity(skipped.duplicates, 'duplicate record', 'duplicate records')}`,
    ],
  ];
  return renderSection('attestation', 'Attestation', INTRODUCTION + renderTerms(terms));
}

const renderPeriod = ({ from, to }: Attestation): string => {
  const start = from === undefined ? 'the first record' : renderInstant(from);
  const end = to === undefined ? 'the last record' : `${renderInstant(to)} (exclusive)`;
  return `from ${start} to ${end}`;
};

const renderSoftware = (counts: LedgerSummary['software']): string =>
  Object.entries(counts)
    .map(([name, count]) => `${renderName(name)} (${formatCount(count)})`)
    .join(', ') || 'none';
