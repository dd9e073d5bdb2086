/** Jobs of S3 Batch Operations behind one port: created, listed, described, confirmed and cancelled. */
import {
  CreateJobCommand,
  DescribeJobCommand,
  type JobDescriptor,
  type JobListDescriptor,
  ListJobsCommand,
  S3ControlClient,
  type S3JobManifestGenerator,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import {
  type BatchJob,
  callsFunction,
  type GeneratedScope,
  isLost,
  type JobStatus,
  phaseOf,
} from '../../batch/job.ts';
import { bucketOfManifest, DESCRIPTION, type JobRequest } from '../../batch/job-request.ts';
import type { BatchStack } from '../../batch/stack.ts';
import { Fault } from '../../report/fault.ts';
import { defined } from '../../text/defined.ts';
import { batchFault } from './batch-faults.ts';
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
   * The jobs that call the stack's function, the oldest first: all that have not ended, and those of ours that ended in
   * the last 90 days, which is how long S3 keeps them. Needs s3:ListJobs and s3:DescribeJob. @throws Fault
   */
  async list(): Promise<BatchJob[]> {
    const jobs: BatchJob[] = [];
    let token: string | undefined;
    do {
      const page = await this.#listPage(token);
      for (const listed of page.Jobs ?? []) {
        if (!isLookedAt(listed)) continue;
        const job = await this.#describeListed(listed.JobId ?? '');
        if (job !== undefined && callsFunction(job, this.#stack.functionArn)) jobs.push(job);
      }
      if (page.NextToken !== undefined && page.NextToken === token)
        throw new Fault('invalid', 'cannot list jobs: S3 answers the same page again', { retryable: false });
      token = page.NextToken;
    } while (token !== undefined);
    return jobs.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
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
   * Cancels a job that has not ended. Resolves to the fault when it goes on; that it has ended meanwhile, or that
   * somebody else cancels it, is none. Needs s3:UpdateJobStatus and s3:DescribeJob. @throws Fault when it cannot be described
   */
  async cancelUnlessEnded(id: string): Promise<Fault | undefined> {
    try {
      await this.cancel(id);
      return undefined;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code !== 'invalid') return error;
      const { status } = await this.describe(id);
      return phaseOf({ status }) === 'ended' || status === 'Cancelling' ? undefined : error;
    }
  }

  /** Ends connections that are kept open. */
  close(): void {
    this.#client.destroy();
  }

  /** Undefined for a job that S3 no longer keeps. */
  async #describeListed(id: string): Promise<BatchJob | undefined> {
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
function isLookedAt({ Operation, Status, Description = '' }: JobListDescriptor): boolean {
  if (Operation !== 'LambdaInvoke') return false;
  return phaseOf({ status: Status as JobStatus }) !== 'ended' || Description.startsWith(DESCRIPTION);
}

function jobOf(id: string, job: JobDescriptor): BatchJob {
  const { ProgressSummary: progress, Report: report, ManifestGenerator, Manifest } = job;
  const source = ManifestGenerator?.S3JobManifestGenerator?.SourceBucket;
  const manifest = Manifest?.Location?.ObjectArn?.split(':::')[1] ?? '';
  const status = (job.Status ?? 'New') as JobStatus;
  const isCounted = phaseOf({ status }) !== 'preparing' && progress?.TotalNumberOfTasks !== undefined;
  return {
    id,
    status,
    description: job.Description ?? '',
    createdAt: job.CreationTime ?? new Date(0),
    total: isCounted ? progress.TotalNumberOfTasks : undefined,
    succeeded: progress?.NumberOfTasksSucceeded ?? 0,
    failed: progress?.NumberOfTasksFailed ?? 0,
    functionArn: job.Operation?.LambdaInvoke?.FunctionArn,
    bucket: source?.split(':::')[1] ?? bucketOfManifest(manifest.slice(manifest.indexOf('/') + 1)),
    scope: scopeOf(ManifestGenerator?.S3JobManifestGenerator),
    manifest: placeOf(manifest),
    reasons: [
      ...(job.StatusUpdateReason ? [job.StatusUpdateReason] : []),
      ...(job.FailureReasons ?? []).map(
        ({ FailureCode = '', FailureReason = '' }) => `${FailureCode}: ${FailureReason}`,
      ),
    ],
    report:
      report?.Enabled && report.Bucket !== undefined
        ? { bucket: report.Bucket.split(':::')[1] ?? '', prefix: report.Prefix ?? '' }
        : undefined,
  };
}

/** Undefined for a filter that is none of ours: what it leaves out is not known. */
function scopeOf(generator: S3JobManifestGenerator | undefined): GeneratedScope | undefined {
  const { KeyNameConstraint: names = {}, CreatedBefore, ...others } = generator?.Filter ?? {};
  const { MatchAnyPrefix: prefixes = [''], MatchAnySuffix: [suffix, ...suffixes] = [], ...more } = names;
  const [prefix = '', ...prefixesToo] = prefixes;
  const isOther = [others, more].some((part) => Object.values(part).some((value) => value !== undefined));
  if (isOther || suffix === undefined || suffixes.length + prefixesToo.length > 0) return undefined;
  const bucket = generator?.SourceBucket?.split(':::')[1] ?? '';
  return { bucket, prefix, suffix, createdBefore: CreatedBefore };
}

/** The object that a path of bucket and key names; undefined for the empty path. */
function placeOf(path: string): { readonly bucket: string; readonly key: string } | undefined {
  const [bucket = '', ...key] = path.split('/');
  return path === '' ? undefined : { bucket, key: key.join('/') };
}
