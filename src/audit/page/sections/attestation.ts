/** The section that says which records the figures cover, with one hash over them, and how to check it. Pure. */
import type { LeftOut } from '../../ledger/answer.ts';
import type { LedgerSummary } from '../../ledger/figures/summary.ts';
import { type LedgerSource, verificationCommand } from '../../ledger/verification-command.ts';
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

/** What the ledgers hold beside the records that are counted. */
export interface NotCounted extends LeftOut {
  /** Lines that were cut off, whose records stand in later lines. */
  readonly remadeLines: number;
  readonly duplicates: number;
}

const INTRODUCTION =
  '<p>The figures on this page cover exactly the records counted here. Anyone who reads the same records gets the same hash.</p>';
const NO_COMMAND =
  'The ledgers hold lines that are not counted, came through a pipe, or have names that cannot stand on a command line: <code>profiler-opt-out audit</code> makes the hash.';

/** The ledgers, the period, the hash, the command that makes it, and what is not counted. */
export function renderAttestation(
  attestation: Attestation,
  sources: readonly LedgerSource[],
  { software, firstRecordedAt, lastRecordedAt }: LedgerSummary,
  notCounted: NotCounted,
): string {
  const { from, to, records, sha256 } = attestation;
  const start = from === undefined ? 'the first record' : renderInstant(from);
  const end = to === undefined ? 'the last record' : `${renderInstant(to)} (exclusive)`;
  const [first = '', last = ''] = [firstRecordedAt, lastRecordedAt];
  const names = Object.entries(software).map(
    ([name, count]) => `${renderName(name)} (${formatCount(count)})`,
  );
  const terms = [
    ['Ledgers', sources.map(({ name }) => renderName(name)).join(', ')],
    ['Period', `from ${start} to ${end}`],
    [
      'Records',
      `${formatCount(records)}${first === '' ? '' : `, recorded ${renderInstant(first)} to ${renderInstant(last)}`}`,
    ],
    ['SHA-256 of the records', `<code>${escapeHtml(sha256)}</code>`],
    ['Check it with jq', renderCommand(attestation, sources, notCounted)],
    ['Recorded by', names.join(', ') || 'none'],
    ['Not counted', describeNotCounted(notCounted)],
  ];
  const list = terms.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('');
  return renderSection('attestation', 'Attestation', `${INTRODUCTION}<dl>${list}</dl>`);
}

function renderCommand(
  { from, to }: Attestation,
  sources: readonly LedgerSource[],
  { badLines, conflicts, tornLines, remadeLines, duplicates }: NotCounted,
): string {
  const scope = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const notRecords = badLines + conflicts + tornLines + remadeLines + duplicates;
  const command = notRecords > 0 ? undefined : verificationCommand(sources, scope);
  return command === undefined ? NO_COMMAND : `<code>${escapeHtml(command)}</code>`;
}

const describeNotCounted = ({
  badLines,
  conflicts,
  tornLines,
  remadeLines,
  duplicates,
}: NotCounted): string =>
  [
    formatQuantity(badLines, 'invalid line', 'invalid lines'),
    ...(conflicts === 0 ? [] : [formatQuantity(conflicts, 'conflict of records', 'conflicts of records')]),
    ...(tornLines === 0 ? [] : [formatQuantity(tornLines, 'line that is cut off', 'lines that are cut off')]),
    ...(remadeLines === 0
      ? []
      : [
          `${formatQuantity(remadeLines, 'line that is cut off', 'lines that are cut off')} and made again later`,
        ]),
    formatQuantity(duplicates, 'duplicate record', 'duplicate records'),
  ].join(', ');
