/** Watches one training job that started: asks SageMaker for its rules, judges them, and puts the result on record. */
import type { Ledger } from '../../audit/record/ledger.ts';
import type { TrainingJobRecord } from '../../audit/record/schema.ts';
import { renderJobRecord } from '../../audit/record/training-job-record.ts';
import { RecentMap } from '../../aws/recent-map.ts';
import type { DescribedJobs } from '../../aws/sagemaker/described-jobs.ts';
import { findingOfJob } from '../../report/job-finding.ts';
import type { Clock } from '../../report/ports.ts';
import { software } from '../../report/software.ts';
import type { FunctionLog } from '../failures.ts';
import type { Meter } from '../meter.ts';
import type { StartedJob } from './job-event.ts';

/** The parts of the function; made once for each cold start. */
export interface JobParts {
  readonly jobs: Pick<DescribedJobs, 'describe' | 'region'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: FunctionLog;
  readonly meter: Meter;
  /** Without it the log is the only record. */
  readonly ledger?: Ledger | undefined;
  readonly writeRecord: (record: TrainingJobRecord) => void;
}

/** Records that are remembered, so that an event that comes again adds nothing to the log. */
const MAX_REMEMBERED = 10_000;

/** Watches jobs. It changes none. */
export class JobWatch {
  readonly #parts: JobParts;
  readonly #keptIds = new RecentMap<true>(MAX_REMEMBERED);

  constructor(parts: JobParts) {
    this.#parts = parts;
  }

  /** Resolves when the job is on record; to why there is nothing to do, where there is. @throws Fault */
  async watch(job: StartedJob, requestId: string): Promise<string | undefined> {
    const { clock, jobs, ledger, meter, writeRecord } = this.#parts;
    if ((await jobs.region()) !== job.region) return 'the training job is in another region';
    const description = await jobs.describe(job.name);
    // Another account's job may have the same name here.
    if (description?.arn !== undefined && description.arn.toLowerCase() !== job.arn.toLowerCase())
      return 'the training job belongs to another account';
    const finding = findingOfJob(job, description, clock.now());
    const trigger = { ...job.trigger, requestId };
    const record = renderJobRecord(finding, { trigger, software });
    if (this.#keptIds.get(record.id)) return 'the training job is on record already';
    writeRecord(record);
    meter.countTrainingJob(record.outcome);
    await ledger?.append(record);
    this.#keptIds.set(record.id, true);
    return undefined;
  }
}
