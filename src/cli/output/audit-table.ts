/** The figures of ledgers as text for people. */

import { answerOf } from '../../audit/ledger/answer.ts';
import type { AttentionGroup } from '../../audit/ledger/attention.ts';
import { ATTENTION_TEXTS, describeEntry } from '../../audit/ledger/attention-text.ts';
import type { Comparison } from '../../audit/ledger/completeness.ts';
import type { KindCounts, LedgerSummary } from '../../audit/ledger/figures/summary.ts';
import { type CommandContext, nextCommand } from '../../audit/ledger/next-command.ts';
import { type LedgerSource, lastingName } from '../../audit/ledger/verification-command.ts';
import { renderComparison } from '../../results/comparison.ts';
import type { Format } from '../../results/format.ts';
import { quantity } from '../../results/quantity.ts';
import { defined } from '../../text/defined.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { ConnectionOptions, Io } from '../io.ts';
import type { LedgerProblems } from './ledger-problems.ts';

/** The figures of ledgers. */
export interface AuditFigures {
  readonly ledgers: readonly LedgerSource[];
  readonly summary: LedgerSummary;
  readonly hash: { readonly sha256: string; readonly records: number };
  readonly problems: Pick<
    LedgerProblems,
    'badLines' | 'conflicts' | 'tornLines' | 'remadeLines' | 'duplicates'
  >;
  readonly needsAttention: readonly AttentionGroup[];
  readonly connection: ConnectionOptions;
  /** ISO 8601; the period that the figures are of, where one was asked for. */
  readonly from?: string;
  readonly to?: string;
  /** The comparison with a target, where one was asked for; `at` is when it was listed. */
  readonly completeness?: { readonly target: string; readonly at: Date; readonly comparison: Comparison };
}

const LABEL_WIDTH = 20;
/** The number of entries of a group that are listed; the page and the other formats have all. */
const MAX_PRINTED_ENTRIES = 20;

/** Shows figures and comparison: as results where people read; programs get records as results, and these as messages. */
export async function showFigures(figures: AuditFigures, format: Format, io: Io): Promise<void> {
  const write = format === 'table' ? io.writeOut : io.writeError;
  await write(renderFigures(figures, io.programName));
  if (figures.completeness === undefined) return;
  if ((figures.from ?? figures.to) !== undefined) await write(`\n${ALL_RECORDS_COUNT}\n`);
  await write(renderComparison(figures.completeness.comparison, figures.completeness.target));
}

const ALL_RECORDS_COUNT =
  'The figures above are those of the period. What follows compares the target with all records, whenever they were made.';

/** Everything at a glance: the answer, counts, the hash of the records, and what needs attention. */
function renderFigures(figures: AuditFigures, programName: string): string {
  const { ledgers, summary, hash, problems, needsAttention, connection } = figures;
  const { firstRecordedAt, lastRecordedAt } = summary;
  const lines: readonly (readonly [string, string])[] = [
    ['ledger', ledgers.map(({ name }) => name).join(', ')],
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
    [
      '',
      `${quantity(summary.generatedBeforeOptOut, 'version was', 'versions were')} generated before opting out`,
    ],
    ['report usage now', renderKinds(summary.reporting)],
    ...(summary.notebooksEmbedding === 0
      ? []
      : [
          [
            '  saved outputs',
            `${quantity(summary.notebooksEmbedding, 'notebook holds', 'notebooks hold')} an HTML report with its beacon`,
          ] as const,
        ]),
    ['  copies', renderKinds(summary.copiesReporting)],
    ['  earlier versions', renderKinds(summary.earlierVersionsReporting)],
    ...(Object.keys(summary.trainingJobs).length === 0
      ? []
      : [['training jobs', renderCounts(summary.trainingJobs)] as const]),
    ...(summary.contradictions === 0
      ? []
      : [
          [
            'Option 1',
            `${quantity(summary.contradictions, 'contradiction')} between rule and HTML report`,
          ] as const,
        ]),
    ['software', renderCounts(summary.software)],
    ['SHA-256', `${hash.sha256} of ${quantity(hash.records, 'record')}`],
  ];
  const text = lines.map(([label, value]) => `${label.padEnd(LABEL_WIDTH)}${showSafely(value)}\n`).join('');
  const context = { programName, ...connection, ...defined({ ledger: lastingName(ledgers) }) };
  const groups = needsAttention.map((group) => renderGroup(group, context)).join('');
  return `${answerOf(summary, problems)}\n\n${text}${groups === '' ? '' : `\nNeeds attention:\n${groups}`}`;
}

const renderPeriod = ({ from, to }: AuditFigures): string =>
  `recorded ${from === undefined ? 'at any time' : `from ${from}`}${to === undefined ? '' : ` until before ${to}`}`;

function renderProblems({
  badLines,
  conflicts,
  tornLines,
  remadeLines,
  duplicates,
}: AuditFigures['problems']): string {
  const parts = [
    ...(duplicates > 0 ? [`${duplicates} repeated`] : []),
    ...(badLines > 0 ? [`${quantity(badLines, 'bad line')} skipped`] : []),
    ...(conflicts > 0 ? [`${quantity(conflicts, 'conflict')} left out`] : []),
    ...(tornLines > 0 ? [`${tornLines} cut off at the end`] : []),
    ...(remadeLines > 0 ? [`${remadeLines} cut off and made again`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function renderCounts(counts: Readonly<Partial<Record<string, number>>>): string {
  const parts = Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

const renderKinds = ({ html, notebook }: KindCounts): string =>
  `${quantity(html, 'HTML report')} when opened, ${quantity(notebook, 'notebook')} when run or opened`;

/** A heading, the next command, and the first entries. */
function renderGroup(group: AttentionGroup, context: CommandContext): string {
  const { kind, count, entries } = group;
  const { heading, advice } = ATTENTION_TEXTS[kind];
  const command = nextCommand(group, context) ?? 'a name here cannot stand on a command line';
  const listed = entries.slice(0, MAX_PRINTED_ENTRIES).map((entry) => {
    const text = describeEntry(kind, entry);
    return `    ${showSafely(entry.record.object.key)}${text === '' ? '' : `  ${showSafely(text)}`}`;
  });
  const more = count - listed.length;
  const lines = [
    `  ${heading} (${count}). ${advice}`,
    `      ${command}`,
    ...listed,
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
