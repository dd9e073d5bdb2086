/** The training jobs on record, for the reports that came of them. Pure. */

import type { AuditRecord, TrainingJobRecord } from '../record/schema.ts';
import { type JobHistory, lastKnownOf } from '../training-job/job-history.ts';

/** The number of jobs that a page has beside reports. */
export const MAX_JOBS = 20_000;
/** The number of jobs that the section of training jobs lists; all are counted. */
export const MAX_LISTED_JOBS = 250;

/** The jobs whose reports will report usage, or may. */
export interface JobsToAct {
  readonly count: number;
  /** The first ones, in the order of ARNs. */
  readonly listed: readonly TrainingJobRecord[];
}

/** Jobs come first, then the reports are asked about; memory is bounded. */
export class JobsOnRecord {
  readonly #maxJobs: number;
  /** Names in lower case: in the ARNs of older reports they are. */
  readonly #byName = new Map<string, TrainingJobRecord[]>();
  readonly #listed: TrainingJobRecord[] = [];
  #toActCount = 0;
  #kept = 0;

  /** @param maxJobs the most jobs that are kept */
  constructor(maxJobs: number) {
    this.#maxJobs = maxJobs;
  }

  /** Adds the last known state of a job. */
  add(history: JobHistory): void {
    const record = lastKnownOf(history);
    if (record.outcome === 'absent' || record.outcome === 'unrecognised-value') {
      this.#toActCount += 1;
      if (this.#listed.length < MAX_LISTED_JOBS) this.#listed.push(record);
    }
    if (this.#kept >= this.#maxJobs) return;
    this.#kept += 1;
    const name = record.object.name.toLowerCase();
    const same = this.#byName.get(name);
    if (same === undefined) this.#byName.set(name, [record]);
    else same.push(record);
  }

  get toAct(): JobsToAct {
    return { count: this.#toActCount, listed: this.#listed };
  }

  /** The jobs that a report may have come of: of its job's name, in its account and region as far as these are known. */
  of({ report, optionOne }: AuditRecord): readonly TrainingJobRecord[] {
    const name = report.trainingJobName ?? optionOne?.trainingJobName;
    const jobs = this.#byName.get(name?.toLowerCase() ?? '') ?? [];
    const [, , , region, account] = report.processingJobArn?.split(':') ?? [];
    if (!region || !account) return jobs;
    return jobs.filter(({ object }) => object.arn.includes(`:${region}:${account}:`));
  }
}
