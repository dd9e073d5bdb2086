/** The training jobs of an account and region: listed by the time of their creation, and described one by one. */
import {
  ListTrainingJobsCommand,
  type SageMakerClient,
  type TrainingJobSummary,
} from '@aws-sdk/client-sagemaker';
import { Fault } from '../../report/fault.ts';
import type { Clock } from '../../report/ports.ts';
import { defined } from '../../text/defined.ts';
import { AdaptiveCalls } from './adaptive-calls.ts';
import { describeTrainingJob, type JobDescription, openSageMaker } from './connect-sagemaker.ts';
import { reasonOf, sageMakerFault } from './sagemaker-faults.ts';

/** A job as the list has it; the list has no rules. */
export interface ListedJob {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
}

/** What is listed. */
export interface JobFilter {
  /** What names begin with; empty for all. */
  readonly prefix: string;
  /** Only jobs that were created then or later. */
  readonly since?: Date | undefined;
}

/** Where and how SageMaker is asked. */
export interface JobsConnection {
  readonly endpointUrl?: string | undefined;
  readonly region?: string | undefined;
  readonly clock: Clock;
  /** When it is aborted, nothing is waited for any more. */
  readonly signal: AbortSignal;
}

const PAGE_SIZE = 100;
const REQUEST_TIMEOUT_MS = 20_000;
/** Below this the API does not tell times apart: "after" would leave out jobs of the same second. */
const PRECISION_MS = 1_000;

/** Needs sagemaker:ListTrainingJobs and sagemaker:DescribeTrainingJob. */
export class AccountJobs {
  readonly #client: SageMakerClient;
  readonly #calls: AdaptiveCalls;

  constructor({ endpointUrl, region, clock, signal }: JobsConnection) {
    // Calls are made again by AdaptiveCalls, which knows the rate.
    this.#client = openSageMaker({
      endpointUrl,
      region,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      maxAttempts: 1,
    });
    this.#calls = new AdaptiveCalls(clock, signal);
  }

  /** The jobs, the oldest first, so that what is created meanwhile comes last. @throws Fault */
  async *list({ prefix, since }: JobFilter): AsyncGenerator<ListedJob> {
    let token: string | undefined;
    do {
      const next = await this.#listPage({ prefix, since }, token);
      for (const summary of next.jobs) {
        const job = listedJobOf(summary);
        // SageMaker finds what contains the name, wherever; and an empty page need not be the last.
        if (job?.name.startsWith(prefix) && (since === undefined || job.createdAt >= since)) yield job;
      }
      if (next.token !== undefined && next.token === token)
        throw new Fault('invalid', 'cannot list training jobs: SageMaker answers the same page again', {
          retryable: false,
        });
      token = next.token;
    } while (token !== undefined);
  }

  /** A job with its rules, or undefined when it is gone. @throws Fault */
  async describe(name: string): Promise<JobDescription | undefined> {
    try {
      return await this.#calls.run(() => describeTrainingJob(this.#client, name));
    } catch (error) {
      if (reasonOf(error) === 'not-found') return undefined;
      throw sageMakerFault(error, `describe the training job ${name}`, 'sagemaker:DescribeTrainingJob');
    }
  }

  /** Ends connections that are kept open. */
  close(): void {
    this.#client.destroy();
  }

  async #listPage({ prefix, since }: JobFilter, token: string | undefined) {
    const command = new ListTrainingJobsCommand({
      MaxResults: PAGE_SIZE,
      SortBy: 'CreationTime',
      SortOrder: 'Ascending',
      ...defined({
        NameContains: prefix === '' ? undefined : prefix,
        CreationTimeAfter: since && new Date(since.getTime() - PRECISION_MS),
        NextToken: token,
      }),
    });
    try {
      const { TrainingJobSummaries = [], NextToken } = await this.#calls.run(() =>
        this.#client.send(command),
      );
      return { jobs: TrainingJobSummaries, token: NextToken };
    } catch (error) {
      throw sageMakerFault(error, 'list training jobs', 'sagemaker:ListTrainingJobs');
    }
  }
}

function listedJobOf({
  TrainingJobName,
  TrainingJobArn,
  CreationTime,
}: TrainingJobSummary): ListedJob | undefined {
  if (TrainingJobName === undefined || TrainingJobArn === undefined || CreationTime === undefined)
    return undefined;
  return { name: TrainingJobName, arn: TrainingJobArn, createdAt: CreationTime };
}
