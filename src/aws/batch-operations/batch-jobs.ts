/** Jobs of S3 Batch Operations behind one port: created, listed, described, confirmed and cancelled. */
import {
  CreateJobCommand,
  DescribeJobCommand,
  type JobListDescriptor,
  ListJobsCommand,
  S3ControlClient,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import { type BatchJob, callsFunction, isLost, type JobStatus, phaseOf } from '../../batch/job.ts';
import type { Cancellation, JobList, ListedJobs, UnknownJob } from '../../batch/job-list.ts';
import { DESCRIPTION, type JobRequest } from '../../batch/job-request.ts';
import type { BatchStack } from '../../batch/stack.ts';
import { Fault } from '../../report/fault.ts';
import { defined } from '../../text/defined.ts';
import { batchFault } from './batch-faults.ts';
import { jobOf } from './described-job.ts';
import { LIMITS } from './read-stack.ts';

const PAGE_SIZE = 1_000;

/** The jobs that call the function of one stack. */
export class BatchJobs {
  readonly #client: S3ControlClient;
  readonly #stack: BatchStack;

  constructor(stack: BatchStack, endpointUrl: string | undefined) {
    const { AWS_ENDPOINT_URL_S3_CONTROL, AWS_ENDPOINT_URL } = process.env;
    const ownServer = endpointUrl ?? AWS_ENDPOINT_URL_S3_CONTROL ?? AWS_ENDPOINT_URL;
    this.#stack = stack;
    this.#client = new S3ControlClient({
      ...LIMITS,
      region: stack.region,
      // AWS has the account's number in the host's name, too. A server of one's own has it in the header only: its
      // name, which may be an address, has nothing before it.
      ...(ownServer === undefined
        ? {}
        : { endpoint: ownServer, endpointProvider: () => ({ url: new URL(ownServer) }) }),
    });
  }

  /** Resolves to the job's id. Needs s3:CreateJob, and iam:PassRole for the role. @throws Fault */
  async create(request: JobRequest): Promise<string> {
    const { JobId } = await this.#call(
      'create a job',
      's3:CreateJob, s3:PutJobTagging, and iam:PassRole on the output BatchOperationsRoleArn',
      () => this.#client.send(new CreateJobCommand(request)),
    );
    if (JobId === undefined)
      throw new Fault('invalid', 'cannot create a job: S3 named none', { retryable: false });
    return JobId;
  }

  /** Needs s3:DescribeJob. @throws Fault */
  async describe(id: string): Promise<BatchJob> {
    const { Job } = await this.#call(`describe the job ${id}`, 's3:DescribeJob', () =>
      this.#client.send(new DescribeJobCommand({ AccountId: this.#stack.account, JobId: id })),
    );
    return jobOf(id, Job ?? {});
  }

  /**
   * The jobs that call the stack's function: those that have not ended, and of `all` those of ours too that ended in the
   * last 90 days, which is how long S3 keeps them. A job that cannot be described keeps none of the others back.
   * Needs s3:ListJobs and s3:DescribeJob. @throws Fault when nothing can be listed
   */
  async list(which: ListedJobs): Promise<JobList> {
    const jobs: BatchJob[] = [];
    const unknown: UnknownJob[] = [];
    const ids = new Set<string | undefined>();
    for await (const page of this.#listPages(unknown))
      for (const listed of page) {
        // A job that is created meanwhile may move another to the next page.
        if (!isLookedAt(listed, which) || ids.has(listed.JobId)) continue;
        ids.add(listed.JobId);
        const job = await this.#describeListed(listed, unknown);
        if (job !== undefined && callsFunction(job, this.#stack.functionArn)) jobs.push(job);
      }
    return { jobs: jobs.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()), unknown };
  }

  /**
   * Lets a job run that waits for it; that it runs already, since the answer was lost or somebody else confirmed it, is
   * no fault. Needs s3:UpdateJobStatus and s3:DescribeJob. @throws Fault
   */
  async confirmUnlessRunning(id: string): Promise<void> {
    try {
      await this.#update(id, 'Ready', 'confirm', 'confirmed');
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'invalid') throw error;
      const job = await this.describe(id);
      if (!(phaseOf(job) === 'running' || job.status === 'Complete') || isLost(job)) throw error;
    }
  }

  /** Needs s3:UpdateJobStatus. @throws Fault */
  async cancel(id: string): Promise<void> {
    await this.#update(id, 'Cancelled', 'cancel', 'cancelled');
  }

  /**
   * Cancels a job that has not ended. Resolves to the fault when it goes on; that it has ended meanwhile or is gone is
   * none, and what somebody else cancels is cancelled. Needs s3:UpdateJobStatus and s3:DescribeJob. @throws Fault when it cannot be described
   */
  async cancelUnlessEnded(id: string): Promise<Cancellation> {
    try {
      await this.cancel(id);
      return 'cancelled';
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code !== 'invalid' && error.code !== 'not-found') return error;
      const job = await this.#describeKept(id);
      if (job?.status === 'Cancelled' || job?.status === 'Cancelling') return 'cancelled';
      return job === undefined || phaseOf(job) === 'ended' ? 'ended' : error;
    }
  }

  /** Ends connections that are kept open. */
  close(): void {
    this.#client.destroy();
  }

  /** Adds the rest of the list to what is not known when S3 gives a part of it only. @throws Fault when it gives none */
  async *#listPages(unknown: UnknownJob[]): AsyncGenerator<JobListDescriptor[]> {
    const tokens = new Set<string | undefined>();
    let token: string | undefined;
    do {
      tokens.add(token);
      try {
        const { Jobs = [], NextToken } = await this.#listPage(token);
        yield Jobs;
        if (NextToken !== undefined && tokens.has(NextToken)) throw repeatedPage();
        token = NextToken;
      } catch (error) {
        if (!(error instanceof Fault) || error.isGeneral || token === undefined) throw error;
        unknown.push({ isOpen: true, fault: error });
        return;
      }
    } while (token !== undefined);
  }

  /** Undefined for a job that S3 no longer keeps, and for one that is added to what is not known. @throws Fault that meets every job */
  async #describeListed(listed: JobListDescriptor, unknown: UnknownJob[]): Promise<BatchJob | undefined> {
    const id = listed.JobId ?? '';
    try {
      return await this.#describeKept(id);
    } catch (error) {
      if (!(error instanceof Fault) || error.isGeneral) throw error;
      unknown.push({ id, isOpen: isOpen(listed), fault: error });
      return undefined;
    }
  }

  /** Undefined for a job that S3 no longer keeps. @throws Fault */
  async #describeKept(id: string): Promise<BatchJob | undefined> {
    try {
      return await this.describe(id);
    } catch (error) {
      if (error instanceof Fault && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  #listPage(token: string | undefined) {
    const { account } = this.#stack;
    return this.#call('list jobs', 's3:ListJobs', () =>
      this.#client.send(
        new ListJobsCommand({ AccountId: account, MaxResults: PAGE_SIZE, ...defined({ NextToken: token }) }),
      ),
    );
  }

  async #update(id: string, status: 'Ready' | 'Cancelled', verb: string, done: string): Promise<void> {
    await this.#call(`${verb} the job ${id}`, 's3:UpdateJobStatus', () =>
      this.#client.send(
        new UpdateJobStatusCommand({
          AccountId: this.#stack.account,
          JobId: id,
          RequestedJobStatus: status,
          StatusUpdateReason: `${done} by profiler-opt-out backfill`,
        }),
      ),
    );
  }

  async #call<Answer>(what: string, action: string, call: () => Promise<Answer>): Promise<Answer> {
    try {
      return await call();
    } catch (error) {
      throw batchFault(error, what, action);
    }
  }
}

/** The list names no function. What has ended is only looked at when its description is one of ours. */
function isLookedAt(listed: JobListDescriptor, which: ListedJobs): boolean {
  const { Operation, Description = '' } = listed;
  if (Operation !== 'LambdaInvoke') return false;
  return isOpen(listed) || (which === 'all' && Description.startsWith(DESCRIPTION));
}

const isOpen = ({ Status }: JobListDescriptor): boolean =>
  phaseOf({ status: Status as JobStatus }) !== 'ended';

const repeatedPage = (): Fault =>
  new Fault('invalid', 'cannot list jobs: S3 answers the same page again', { retryable: false });
