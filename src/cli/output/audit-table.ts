/** The figures of ledgers, and of a comparison, as text for people. */

import type { Comparison } from '../../audit/ledger/completeness.ts';
import type { LedgerSummary } from '../../audit/ledger/summary.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Format } from '../commands/report-options.ts';
import type { Io } from '../io.ts';
import type { LedgerProblems } from './ledger-problems.ts';
import { renderRows } from './table.ts';

/** The figures of ledgers. */
export interface AuditFigures {
  readonly ledgers: readonly string[];
  readonly summary: LedgerSummary;
  readonly hash: { readonly sha256: string; readonly records: number };
  readonly problems: Pick<LedgerProblems, 'badLines' | 'conflicts' | 'tornLines' | 'duplicates'>;
  readonly needsAttention: readonly AuditRecord[];
  /** ISO 8601; the period that the figures are of, where one was asked for. */
  readonly from?: string;
  readonly to?: string;
}

const LABEL_WIDTH = 20;
/** The number of records and versions that are listed; the page and the other formats have all. */
const MAX_PRINTED_ROWS = 50;

/**
 * Shows figures and comparison. Figures are results only where people read; programs get records as results, and the
 * comparison as a message.
 */
export async function showFigures(
  figures: AuditFigures,
  comparison: Comparison | undefined,
  { format, against = '' }: { readonly format: Format; readonly against?: string },
  io: Io,
): Promise<void> {
  if (format === 'table') await io.writeOut(renderFigures(figures, io.columns));
  if (comparison === undefined) return;
  const write = format === 'table' ? io.writeOut : io.writeError;
  await write(renderComparison(comparison, against));
}

/** Everything at a glance: counts, the hash of the records, and what needs attention. */
function renderFigures(figures: AuditFigures, columns: number | undefined): string {
  const { summary, hash, problems, needsAttention } = figures;
  const { firstRecordedAt, lastRecordedAt } = summary;
  const lines: readonly (readonly [string, string])[] = [
    ['ledger', figures.ledgers.join(', ')],
    ...(figures.from === undefined && figures.to === undefined
      ? []
      : [['period', renderPeriod(figures)] as const]),
    ['records', `${summary.records}${renderProblems(problems)}`],
    ...(firstRecordedAt === undefined
      ? []
      : [['recorded', `${firstRecordedAt} to ${lastRecordedAt}`] as const]),
    ['reports', String(summary.reports)],
    ['notebooks', renderCounts(summary.notebooks)],
    ...(summary.notebookCopiesReporting === 0
      ? []
      : [['', `${summary.notebookCopiesReporting} copies still report usage when they are run`] as const]),
    ['HTML reports', renderCounts(summary.html)],
    ['', `${summary.htmlReporting} still report usage when they are opened`],
    ['', `${summary.generatedBeforeOptOut} versions were generated before opting out`],
    [
      '',
      `${summary.earlierVersionsReporting} earlier versions and ${summary.copiesReporting} copies hold the beacon`,
    ],
    ...(summary.contradictions === 0
      ? []
      : [['Option 1', `${summary.contradictions} contradictions between rule and HTML report`] as const]),
    ['software', renderCounts(summary.software)],
    ['SHA-256', `${hash.sha256} of ${hash.records} records`],
  ];
  const text = lines.map(([label, value]) => `${label.padEnd(LABEL_WIDTH)}${showSafely(value)}\n`).join('');
  return text + renderReview(needsAttention, columns);
}

const renderPeriod = ({ from, to }: AuditFigures): string =>
  `recorded ${from === undefined ? 'at any time' : `from ${from}`}${to === undefined ? '' : ` until before ${to}`}`;

function renderProblems({ badLines, conflicts, tornLines, duplicates }: AuditFigures['problems']): string {
  const parts = [
    ...(duplicates > 0 ? [`${duplicates} repeated`] : []),
    ...(badLines > 0 ? [`${badLines} bad lines skipped`] : []),
    ...(conflicts > 0 ? [`${conflicts} conflicts left out`] : []),
    ...(tornLines > 0 ? [`${tornLines} cut off at the end`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function renderCounts(counts: Readonly<Partial<Record<string, number>>>): string {
  const parts = Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function renderReview(needsAttention: readonly AuditRecord[], columns: number | undefined): string {
  if (needsAttention.length === 0) return '';
  const listed = needsAttention.slice(0, MAX_PRINTED_ROWS);
  const more = needsAttention.length - listed.length;
  return `\nNeeds attention:\n${renderRows(listed, columns)}${more > 0 ? `and ${more} more\n` : ''}`;
}

/** The comparison of a target with the ledgers: complete or not, and what is not on record. */
function renderComparison(comparison: Comparison, target: string): string {
  const { objects, versions, missing, missingCount, moved, earlierNotebooks, gone } = comparison;
  const all = `${versions} versions of ${objects} report objects in ${target}`;
  const isComplete = missingCount === 0;
  const head = isComplete
    ? `complete: ${all} are on record`
    : `INCOMPLETE: ${missingCount} of ${all} are not on record as they are now`;
  const listed = missing.slice(0, MAX_PRINTED_ROWS).map((version) => {
    const which = version.versionId === undefined ? '' : ` version ${version.versionId}`;
    return `  not on record: ${version.key}${which}, written ${version.lastModified.toISOString()}`;
  });
  const more = missingCount - listed.length;
  const notes = [
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(isComplete ? [] : ['Run apply on it with this ledger (--ledger), then audit again.']),
    ...(moved > 0
      ? [`${moved} versions were moved or copied: their contents are on record under another place`]
      : []),
    ...(earlierNotebooks > 0
      ? [
          `${earlierNotebooks} overwritten versions of notebooks were never examined; running one reports usage`,
        ]
      : []),
    ...(gone > 0 ? [`${gone} objects on record are no longer there`] : []),
  ];
  return `\n${[head, ...listed, ...notes].map((line) => `${showSafely(line)}\n`).join('')}`;
}
