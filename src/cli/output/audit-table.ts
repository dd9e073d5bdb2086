/** The figures of ledgers, and of a comparison, as text for people. Rendering only. */

import type { Comparison } from '../../audit/ledger/completeness.ts';
import type { LedgerSummary } from '../../audit/ledger/summary.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { showSafely } from '../../text/safe-text.ts';
import { renderRows } from './formats.ts';

/** What was found out about ledgers. */
export interface AuditFigures {
  readonly ledgers: readonly string[];
  readonly summary: LedgerSummary;
  readonly hash: { readonly sha256: string; readonly records: number };
  readonly problems: { readonly badLines: number; readonly tornLines: number; readonly duplicates: number };
  readonly needsPerson: readonly AuditRecord[];
  /** ISO 8601; the period that the figures are of, where one was asked for. */
  readonly from?: string;
  readonly to?: string;
}

const LABEL_WIDTH = 20;
/** So many records and versions are listed; the page and the other formats have all. */
const MOST_LISTED = 50;

/** Everything at a glance: counts, what needs a person, and the hash of the records. */
export function renderFigures(figures: AuditFigures, columns: number): string {
  const { summary, hash, problems, needsPerson } = figures;
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
  return text + renderNeeds(needsPerson, columns);
}

const renderPeriod = ({ from, to }: AuditFigures): string =>
  `recorded ${from === undefined ? 'at any time' : `from ${from}`}${to === undefined ? '' : ` until before ${to}`}`;

function renderProblems({ badLines, tornLines, duplicates }: AuditFigures['problems']): string {
  const said = [
    ...(duplicates > 0 ? [`${duplicates} repeated`] : []),
    ...(badLines > 0 ? [`${badLines} bad lines left out`] : []),
    ...(tornLines > 0 ? [`${tornLines} cut off at the end`] : []),
  ];
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function renderCounts(counts: Readonly<Partial<Record<string, number>>>): string {
  const said = Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${count} ${name}`);
  return said.length === 0 ? 'none' : said.join(', ');
}

function renderNeeds(needsPerson: readonly AuditRecord[], columns: number): string {
  if (needsPerson.length === 0) return '';
  const listed = needsPerson.slice(0, MOST_LISTED);
  const more = needsPerson.length - listed.length;
  return `\nThese need a person:\n${renderRows(listed, columns)}${more > 0 ? `and ${more} more\n` : ''}`;
}

/** Whether everything in the target is on record, and what is not. */
export function renderComparison(comparison: Comparison, target: string): string {
  const { objects, versions, missing, missingCount, earlierNotebooks, gone } = comparison;
  const all = `${versions} versions of ${objects} report objects in ${target}`;
  const isComplete = missingCount === 0;
  const head = isComplete
    ? `complete: ${all} are on record`
    : `INCOMPLETE: ${missingCount} of ${all} are not on record as they are now`;
  const listed = missing.slice(0, MOST_LISTED).map((version) => {
    const which = version.versionId === undefined ? '' : ` version ${version.versionId}`;
    return `  not on record: ${version.key}${which}, written ${version.lastModified.toISOString()}`;
  });
  const more = missingCount - listed.length;
  const notes = [
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(isComplete ? [] : ['Run apply on it with this ledger (--ledger), then audit again.']),
    ...(earlierNotebooks > 0
      ? [
          `${earlierNotebooks} overwritten versions of notebooks were never examined: who runs one reports usage`,
        ]
      : []),
    ...(gone > 0 ? [`${gone} objects on record are no longer there`] : []),
  ];
  return `\n${[head, ...listed, ...notes].map((line) => `${showSafely(line)}\n`).join('')}`;
}
