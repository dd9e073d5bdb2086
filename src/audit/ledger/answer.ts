/** The answer to what a ledger is read for, in one sentence: what reported usage, what became of it, and what is left. Pure. */
import type { LedgerSummary } from './figures/summary.ts';

/** What of a ledger is not believed, and not counted. */
export interface LeftOut {
  readonly badLines: number;
  /** Records that contradict each other: neither is counted. */
  readonly conflicts: number;
  readonly tornLines: number;
}

/** Such as `Of 28 reports, 26 reported usage when opened; 26 are silenced; nothing is left that reports usage.` */
export function answerOf(summary: LedgerSummary, notCounted: LeftOut): string {
  const leftOut = countLeftOut(notCounted);
  const { records, reports, html, everReporting, everReportingGone, notebooksEmbedding, unknown } = summary;
  if (records === 0 && leftOut === 0)
    return 'There are no records, so that nothing can be said about any report.';
  const parts = [
    everReporting === 0
      ? `${amount(reports, 'report')}: ${notebooksEmbedding === 0 ? 'none' : 'no HTML report'} reported usage when opened`
      : `Of ${amount(reports, 'report')}, ${number(everReporting)} reported usage when opened`,
    ...(everReporting === 0 ? [] : [`${number(html.silenced ?? 0)} ${areOrIs(html.silenced ?? 0)} silenced`]),
    ...(everReportingGone === 0 ? [] : [`${number(everReportingGone)} ${areOrIs(everReportingGone)} gone`]),
    leftOf(summary),
    ...(unknown === 0 ? [] : [`of ${amount(unknown, 'object')} it is not known`]),
    ...(leftOut === 0
      ? []
      : [
          `${amount(leftOut, 'invalid, cut-off or conflicting entry', 'invalid, cut-off or conflicting entries')} of the ledger ${areOrIs(leftOut)} left out`,
        ]),
  ];
  return `${parts.join('; ')}.`;
}

const countLeftOut = ({ badLines, conflicts, tornLines }: LeftOut): number =>
  badLines + conflicts + tornLines;

/** True when nothing on record reports usage, and that is known of all. */
export const isSettled = (summary: LedgerSummary, notCounted: LeftOut): boolean =>
  countLeftOut(notCounted) === 0 &&
  summary.unknown === 0 &&
  countLeft(summary).every(([count]) => count === 0);

function leftOf(summary: LedgerSummary): string {
  const left = countLeft(summary).filter(([count]) => count > 0);
  if (left.length === 0) return 'nothing is left that reports usage';
  const [first = '', ...more] = left.map(([count, one, many]) => amount(count, one, many));
  const last = more.pop();
  const listed = last === undefined ? first : `${[first, ...more].join(', ')} and ${last}`;
  const total = left.reduce((sum, [count]) => sum + count, 0);
  return `${listed} still ${total === 1 ? 'reports' : 'report'} usage`;
}

type Left = readonly [count: number, one: string, many?: string];

const countLeft = ({
  reporting,
  copiesReporting,
  earlierVersionsReporting,
}: LedgerSummary): readonly Left[] => [
  [reporting.html, 'HTML report'],
  [reporting.notebook, 'notebook'],
  [copiesReporting.html + copiesReporting.notebook, 'copy', 'copies'],
  [earlierVersionsReporting.html + earlierVersionsReporting.notebook, 'earlier version'],
];

const number = (count: number): string => count.toLocaleString('en-US');
const areOrIs = (count: number): string => (count === 1 ? 'is' : 'are');
const amount = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;
