/** What was found about a training job, from which its audit record is rendered. Pure. */
import { defined } from '../text/defined.ts';
import { type DescribedJob, type JobVerdict, judgeJob } from '../training-job/job.ts';

/** A training job as it was named. */
export interface NamedJob {
  readonly arn: string;
  readonly name: string;
  readonly createdAt?: Date | undefined;
}

/** A training job as SageMaker describes it. */
export interface FoundJob extends DescribedJob {
  readonly name: string | undefined;
  readonly createdAt: Date | undefined;
}

/** A training job that was looked at, and when. */
export interface JobFinding {
  readonly arn: string;
  readonly name: string;
  /** Of the job that `verdict` is about. */
  readonly createdAt?: Date;
  readonly tuningJobArn?: string;
  readonly at: Date;
  /** `gone` when SageMaker has no such job any more. */
  readonly verdict: JobVerdict | { readonly state: 'gone' };
}

/** The closed set of states. */
export type JobState = JobFinding['verdict']['state'];

/** The finding about a job; `found` is undefined when SageMaker has no such job. */
export function findingOfJob(
  { arn, name, createdAt }: NamedJob,
  found: FoundJob | undefined,
  at: Date,
): JobFinding {
  if (found === undefined) return { arn, name, ...defined({ createdAt }), at, verdict: { state: 'gone' } };
  return {
    arn,
    name: found.name ?? name,
    ...defined({ createdAt: found.createdAt ?? createdAt, tuningJobArn: found.tuningJobArn }),
    at,
    verdict: judgeJob(found),
  };
}
