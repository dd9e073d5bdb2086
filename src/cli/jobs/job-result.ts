/** The result of checking one training job, and how it is written. Pure. */
import { stringify } from 'csv-stringify/sync';
import { type FoundJob, findingOfJob, type NamedJob } from '../../report/job-finding.ts';
import type { Format } from '../../results/format.ts';
import { wrap } from '../../results/wrap.ts';
import { defined } from '../../text/defined.ts';
import { renderJsonLine, showSafely } from '../../text/safe-text.ts';

/** The verdicts, those that need somebody first. */
export const VERDICTS = ['refused', 'absent', 'in-force', 'no-rule'] as const;

/** The result for one job, as ndjson has it. `refused` is a value that is not understood. */
export interface JobResult {
  readonly job: string;
  readonly arn: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly verdict: (typeof VERDICTS)[number];
  readonly reason?: string;
  readonly detail?: string;
  readonly rules: readonly { readonly name: string; readonly state: string; readonly value?: string }[];
}

/** The result for a job; `found` is undefined when it was deleted since it was listed. */
export function resultOf(
  job: NamedJob & { readonly createdAt: Date },
  found: FoundJob | undefined,
): JobResult {
  const { verdict } = findingOfJob(job, found, job.createdAt);
  const named = { job: job.name, arn: job.arn, createdAt: job.createdAt.toISOString() };
  switch (verdict.state) {
    case 'gone':
      return { ...named, verdict: 'no-rule', reason: 'gone', detail: GONE, rules: [] };
    case 'unrecognised-value': {
      const { detail, rules } = verdict;
      return { ...named, verdict: 'refused', reason: 'unrecognised-value', detail, rules };
    }
    case 'in-force':
    case 'absent':
    case 'no-rule': {
      const { state, rules } = verdict;
      const reason = 'reason' in verdict ? verdict.reason : undefined;
      const detail = 'detail' in verdict ? verdict.detail : undefined;
      return { ...named, verdict: state, ...defined({ reason, detail }), rules };
    }
  }
}

const GONE = 'the job was deleted since it was listed';

/** True for a result that somebody has to act on. */
export const needsAttention = ({ verdict }: JobResult): boolean =>
  verdict === 'absent' || verdict === 'refused';

const CSV_COLUMNS = ['job', 'arn', 'createdAt', 'verdict', 'reason', 'detail'] as const;

/** The text before the results. */
export const headOf = (format: Format): string => (format === 'csv' ? stringify([[...CSV_COLUMNS]]) : '');

/** One result; `columns` is the width to fit into, undefined where no terminal reads. */
export function renderResult(result: JobResult, format: Format, columns: number | undefined): string {
  switch (format) {
    case 'ndjson':
      return `${renderJsonLine(result)}\n`;
    case 'csv':
      return stringify([CSV_COLUMNS.map((name) => showSafely(result[name] ?? ''))], {
        escape_formulas: true,
      });
    case 'table':
      return renderRow(result, columns);
  }
}

const VERDICT_WIDTH = 9;
const DAY_LENGTH = 10;
const INDENT = '  ';

function renderRow({ verdict, createdAt, job, detail = '' }: JobResult, columns: number | undefined): string {
  const head = `${verdict.padEnd(VERDICT_WIDTH)} ${createdAt.slice(0, DAY_LENGTH)}  ${showSafely(job)}`;
  if (columns === undefined || detail === '')
    return `${detail === '' ? head : `${head}  ${showSafely(detail)}`}\n`;
  const lines = wrap(showSafely(detail), columns - INDENT.length, 'words').split('\n');
  return [head, ...lines.map((line) => INDENT + line)].map((line) => `${line}\n`).join('');
}

/** The number of jobs by verdict. */
export type VerdictCounts = ReadonlyMap<JobResult['verdict'], number>;

/** Such as `1,204 training jobs: 3 absent, 1,201 no-rule`. */
export function renderCounts(counts: VerdictCounts): string {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const parts = VERDICTS.flatMap((verdict) => {
    const count = counts.get(verdict);
    return count === undefined ? [] : [`${count.toLocaleString('en-US')} ${verdict}`];
  });
  const jobs = `${total.toLocaleString('en-US')} training ${total === 1 ? 'job' : 'jobs'}`;
  return parts.length === 0 ? jobs : `${jobs}: ${parts.join(', ')}`;
}
