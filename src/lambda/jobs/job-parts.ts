/** What the work of `on-jobs` needs of the world. */
import type { BatchJob } from '../../batch/job.ts';
import type { Cancellation, JobList, ListedJobs } from '../../batch/job-list.ts';
import type { JobRequest } from '../../batch/job-request.ts';
import type { OpenJobFile } from '../../batch/read-job-report.ts';
import type { BatchStack } from '../../batch/stack.ts';
import type { Clock } from '../../report/ports.ts';
import type { FunctionLog } from '../failures.ts';
import type { Meter } from '../meter.ts';

/** The jobs of one stack, and the files of their reports. */
export interface JobParts {
  readonly stack: BatchStack;
  /** True when the kill switch is thrown. */
  readonly isStopped: boolean;
  readonly jobs: {
    /** @throws Fault when nothing can be listed */
    readonly list: (which: ListedJobs) => Promise<JobList>;
    /** @throws Fault */
    readonly describe: (id: string) => Promise<BatchJob>;
    /** The same token and request again creates nothing. Resolves to the job's id. @throws Fault */
    readonly create: (request: JobRequest) => Promise<string>;
    /** @throws Fault when it is not known whether the job goes on */
    readonly cancelUnlessEnded: (id: string) => Promise<Cancellation>;
  };
  readonly open: OpenJobFile;
  readonly exists: (bucket: string, key: string) => Promise<boolean>;
  /** Creates a file that is not there. False when somebody else has: that stays. @throws Fault */
  readonly create: (bucket: string, key: string, text: string) => Promise<boolean>;
  readonly log: FunctionLog & {
    readonly info: (message: string, extra: Readonly<Record<string, unknown>>) => void;
  };
  readonly meter: Pick<Meter, 'countCoverage' | 'countPassedOver' | 'countJobsNotCancelled' | 'publish'>;
  readonly clock: Pick<Clock, 'now'>;
}
