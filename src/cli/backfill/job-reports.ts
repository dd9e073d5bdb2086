/** Reads the completion reports of jobs, the one that ended first before the others, and sums up what became of the objects. */
import type { TaskRow } from '../../batch/completion-report.ts';
import { type BatchJob, foundNothing, phaseOf } from '../../batch/job.ts';
import { describeUnknown, type UnknownJob } from '../../batch/job-list.ts';
import { PURPOSE } from '../../batch/job-request.ts';
import { readJobReport } from '../../batch/read-job-report.ts';
import { type FailureCause, failureOf, wasMissed } from '../../batch/task-failure.ts';
import { Unreached } from '../../batch/unreached.ts';
import { quantity, renderCount } from '../../results/quantity.ts';
import { compareKeys } from '../../text/key-order.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { S3Location } from '../targets/s3-url.ts';
import type { BatchSession } from './batch-session.ts';
import type { FailedObject } from './job-rows.ts';

/** The number of failures that are listed; all are counted. */
const MAX_PRINTED_ROWS = 50;
const EXIT = { fine: 0, unfinished: 1, refused: 2, fault: 3 } as const;

/** The rows of a report. */
interface Rows {
  succeeded: number;
  failed: number;
  /** Of those, the objects that were not on record before, and are now. */
  missing: number;
}

/** The reports of several jobs. Failures are held in memory; what went well is only counted. */
export class JobReports {
  readonly #place: Pick<S3Location, 'bucket' | 'prefix'>;
  /** The objects that failed, and did not go well in a later job. */
  readonly #failures = new Map<string, FailedObject>();
  /** What is wrong with reports. */
  readonly #problems: string[] = [];
  readonly #running: BatchJob[] = [];
  /** Each that ended, and what is said of it beside its counts. */
  readonly #ended: { readonly job: BatchJob; readonly notes: readonly string[] }[] = [];
  readonly #unreached = new Unreached();

  /** @param place of the objects that are looked at */
  constructor(place: Pick<S3Location, 'bucket' | 'prefix'>) {
    this.#place = place;
  }

  /** Adds what is not known of the jobs themselves. */
  addUnknown(unknown: readonly UnknownJob[]): void {
    this.#problems.push(...unknown.map(describeUnknown));
  }

  /** Adds a job, which ended after all that were added before. @throws Fault when no file can be read */
  async add(job: BatchJob, session: BatchSession): Promise<void> {
    const { id, succeeded, failed } = job;
    if (phaseOf(job) !== 'ended') {
      this.#running.push(job);
      return;
    }
    const isWhole = job.status === 'Complete' || foundNothing(job);
    const fault = isWhole ? undefined : await this.#unreached.add(job, session.open);
    if (fault !== undefined) this.#problems.push(`job ${id}: ${fault.message}`);
    const rows: Rows = { succeeded: 0, failed: 0, missing: 0 };
    const take = (row: TaskRow): void => {
      rows[row.isSucceeded ? 'succeeded' : 'failed'] += 1;
      if (wasMissed(row)) rows.missing += 1;
      this.#unreached.reach(row);
      this.#take(row, job);
    };
    const problems = doneOf(job) === 0 ? [] : await readJobReport(job, session.open, take);
    this.#problems.push(...problems.map(({ text }) => `job ${id}: ${text}`));
    if (rows.succeeded !== succeeded || rows.failed !== failed)
      this.#problems.push(
        `job ${id}: its report has ${renderCount(rows.succeeded)} succeeded and ${renderCount(rows.failed)} failed, where S3 counted ${renderCount(succeeded)} and ${renderCount(failed)}: the report is not whole`,
      );
    if (isWhole) {
      this.#unreached.complete(job);
      if (problems.length === 0 && rows.succeeded + rows.failed === doneOf(job)) this.#dropGone(job);
    }
    const notes =
      job.report?.prefix === PURPOSE.reconciliation
        ? [
            `  of them not on record before this reconciliation, and now on record: ${renderCount(rows.missing)}`,
          ]
        : [];
    this.#ended.push({ job, notes });
  }

  /** 0 when all objects of all jobs went well, in whatever job. */
  get exitCode(): number {
    const causes = new Set([...this.#failures.values()].map(({ cause }) => cause));
    if (!this.isWhole || [...causes].some((cause) => cause !== 'refused')) return EXIT.fault;
    if (causes.has('refused')) return EXIT.refused;
    return this.#running.length + this.#early.length > 0 ? EXIT.unfinished : EXIT.fine;
  }

  /** False when what became of some objects is not known from the reports. */
  get isWhole(): boolean {
    return this.#problems.length === 0;
  }

  /** The jobs that ended before their end, and of which no later job did the rest. */
  get #early(): readonly BatchJob[] {
    return this.#ended.map(({ job }) => job).filter(({ id }) => this.#unreached.has(id));
  }

  /** All objects that failed, in the order of keys. */
  get failures(): readonly FailedObject[] {
    return [...this.#failures.values()].sort((a, b) => compareKeys(a.key, b.key));
  }

  /** Counts, what failed and why, and what is wrong with the reports; `maxListed` of what failed is listed. */
  render(maxListed = MAX_PRINTED_ROWS): string {
    const { failures } = this;
    const listed = failures.slice(0, maxListed);
    const rest = failures.length - listed.length;
    const groups = Map.groupBy(failures, ({ cause, reason }) => `${cause} ${reason}`);
    const heads = [...groups].map(
      ([, [first, ...others]]) =>
        `${renderCount(others.length + 1)} ${first === undefined ? '' : HEADS[first.cause](first.reason)}`,
    );
    return [
      ...this.#renderCounts(),
      ...heads,
      ...listed.map(({ key, cause, detail }) => `  ${cause} ${key}: ${detail}`),
      ...(rest > 0 && maxListed > 0 ? [`  and ${renderCount(rest)} more`] : []),
      ...this.#running.map(({ id, status }) => `job ${id} is ${status}: its report comes when it has ended`),
      ...this.#early.map(renderEarly),
      ...this.#problems,
    ]
      .map((line) => `${showSafely(line)}\n`)
      .join('');
  }

  /** A line for each job, and the sum, in which an object counts as not reached when no later job reached it. */
  #renderCounts(): string[] {
    const sum = { total: 0, succeeded: 0, failed: 0 };
    const lines = this.#ended.flatMap(({ job, notes }) => {
      const { id, total = 0, succeeded, failed } = job;
      const isMadeUp = total > doneOf(job) && !this.#unreached.has(id);
      sum.total += isMadeUp ? doneOf(job) : total;
      sum.succeeded += succeeded;
      sum.failed += failed;
      const end = isMadeUp ? ', which later jobs did' : '';
      return [`job ${id}: ${renderSum({ total, succeeded, failed })}${end}`, ...notes];
    });
    return this.#ended.length > 1 ? [...lines, `all jobs: ${renderSum(sum)}`] : lines;
  }

  /** What failed in a job that was created before one that did all of its scope, and that this did not find, is gone. */
  #dropGone({ id, scope, createdAt }: BatchJob): void {
    if (scope === undefined || scope.createdBefore !== undefined) return;
    const earlier = new Set(
      this.#ended
        .map(({ job }) => job)
        .filter((job) => job.createdAt < createdAt)
        .map((job) => job.id),
    );
    for (const { bucket, key, jobId } of this.#failures.values())
      if (
        jobId !== id &&
        earlier.has(jobId) &&
        bucket === scope.bucket &&
        key.startsWith(scope.prefix) &&
        key.endsWith(scope.suffix)
      )
        this.#failures.delete(key);
  }

  /** A list that somebody made may be about several buckets. */
  #take(row: TaskRow, job: BatchJob): void {
    const { bucket, prefix } = this.#place;
    if (!row.key.startsWith(prefix) || (job.bucket === undefined && row.bucket !== bucket)) return;
    if (row.isSucceeded) this.#failures.delete(row.key);
    else this.#failures.set(row.key, { ...failureOf(row), bucket: row.bucket, jobId: job.id });
  }
}

const doneOf = ({ succeeded, failed }: BatchJob): number => succeeded + failed;

const renderEarly = (job: BatchJob): string => {
  const { id, status, reasons, total = 0 } = job;
  const why = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
  const notReached =
    total === 0
      ? 'none of its objects was reached, and they were not counted'
      : `${renderCount(total - doneOf(job))} of its ${quantity(total, 'object')} ${total - doneOf(job) === 1 ? 'was' : 'were'} not reached`;
  return `job ${id} is ${status}${why}: ${notReached}`;
};

/** What adds up, or does not. */
const renderSum = ({
  total,
  succeeded,
  failed,
}: Readonly<Record<'total' | 'succeeded' | 'failed', number>>): string =>
  `${quantity(total, 'object')} = ${renderCount(succeeded)} succeeded + ${renderCount(failed)} failed + ${renderCount(total - succeeded - failed)} not reached`;

const HEADS: Readonly<Record<FailureCause, (reason: string) => string>> = {
  refused: (reason) =>
    `refused (${reason}): look at them, see docs/TROUBLESHOOTING.md; they were left as they are`,
  fault: () => 'could not be reached by the function: remove the cause, then run backfill again',
  contended: () => 'kept changing: run backfill again',
  service: (reason) => `failed in S3 or Lambda (${reason}): run backfill again; what is done is found done`,
};
