/** What was found about a training job, from which its audit record is rendered. */
import type { JobVerdict } from '../training-job/job.ts';

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
