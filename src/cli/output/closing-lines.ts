/** The closing lines of a table: how often each outcome came up, and what to do about it. */
import type { AuditRecord } from '../../audit/record/schema.ts';

import { wrap } from './wrap.ts';

type Outcome = AuditRecord['outcome'];

/**
 * The counts of outcomes in one line, then a sentence for each outcome that calls for something; `columns` is the
 * width to fit into, undefined where no terminal reads.
 */
export function renderClosingLines(counts: ReadonlyMap<Outcome, number>, columns?: number): string {
  if (counts.size === 0) return '';
  const parts = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, count]) => `${count} ${outcome}`);
  const sentences = ADVICE.flatMap(([outcome, advise]) => {
    const count = counts.get(outcome);
    return count === undefined ? [] : [advise(count)];
  });
  const toWidth = (line: string): string => (columns === undefined ? line : wrap(line, columns, 'words'));
  return `\n${[parts.join(', '), ...sentences].map((line) => `${toWidth(line)}\n`).join('')}`;
}

const ADVICE: readonly (readonly [Outcome, (count: number) => string])[] = [
  [
    'would-opt-out',
    (count) =>
      count === 1
        ? '1 notebook reports usage when it is run. Opt it out with apply.'
        : `${count} notebooks report usage when they are run. Opt them out with apply.`,
  ],
  [
    'reports-usage',
    (count) =>
      count === 1
        ? '1 HTML report reports usage whenever it is opened. Silence it with apply --html silence.'
        : `${count} HTML reports report usage whenever they are opened. Silence them with apply --html silence.`,
  ],
  ['reports-usage', () => 'Copies and earlier versions are only recorded.'],
  [
    'refused',
    (count) =>
      count === 1
        ? '1 object was refused and left unchanged. Review it: the reason is listed above.'
        : `${count} objects were refused and left unchanged. Review them: the reasons are listed above.`,
  ],
];
