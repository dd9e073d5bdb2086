/**
 * A server that speaks S3 Control's protocol for jobs of S3 Batch Operations, CloudFormation's for one stack, and S3's
 * for the buckets that these are about. Jobs list, count, wait, invoke a function for each object and write their
 * completion report, as the documents say; a step further with each DescribeJob.
 * Source: Amazon S3 API Reference (CreateJob, DescribeJob, ListJobs, UpdateJobStatus), Amazon S3 User Guide ("Tracking
 * job status and completion reports", "Examples: S3 Batch Operations completion reports"), DescribeStacks.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Asked, startLoopbackServer } from './loopback-server.ts';
import { answerS3, type Buckets, putObject, tagOf, unescapeXml } from './plain-s3.ts';

/** A job of the server. */
export interface ServedJob {
  readonly id: string;
  /** The request as it came. */
  request: string;
  status: string;
  reason: string;
  /** Why S3 failed it. */
  failure?: string;
  total: number;
  succeeded: number;
  failed: number;
  createdAt: Date;
  endedAt?: Date;
}

/** An answer of the function, as S3 has it in the completion report. */
export interface TaskResult {
  readonly resultCode: string;
  readonly resultString: string;
  /** In place of the result's code, for failures of S3's and Lambda's own making. */
  readonly errorCode?: string;
}

/** What the server serves, and how it differs from one where all goes well. */
export interface BatchWorld {
  readonly buckets: Buckets;
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Processes one object. */
  invoke: (bucket: string, encodedKey: string, job: ServedJob) => Promise<TaskResult>;
  /** What is answered in place of a call, which may be about a job: status, code and message. */
  fail?: (
    call: string,
    jobId: string,
  ) => readonly [status: number, code: string, message: string] | undefined;
  /** Called before a job is described: somebody else may have changed it. */
  onDescribe?: (job: ServedJob) => void;
  /** The rows of a file of a completion report as they are kept; the manifest has the MD5 of what they were. */
  changeRows?: (rows: string) => string;
  /** True while no job goes a step further. */
  isHalted?: boolean;
  /** True for a report that is not written. */
  isReportLost?: boolean;
}

/** A running server. */
export interface BatchServer {
  readonly url: string;
  readonly jobs: ServedJob[];
  readonly calls: string[];
  readonly stop: () => Promise<void>;
}

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
const XML = { 'content-type': 'application/xml' };
const JOBS = '/v20180820/jobs';
/** Source: Amazon S3 User Guide, "Troubleshooting Batch Operations"; the code is not documented. */
const NO_KEYS = 'Manifest generation found no keys matching the filter criteria.';
const ENDED = ['Complete', 'Cancelled', 'Failed'];

/** Starts the server on a free port. */
export async function startBatchServer(world: BatchWorld): Promise<BatchServer> {
  const [jobs, calls]: [ServedJob[], string[]] = [[], []];
  const { url, stop } = await startLoopbackServer((asked, response) => {
    const call = nameOf(asked);
    calls.push(call);
    const failure = world.fail?.(call, asked.path.split('/')[3] ?? '');
    if (failure !== undefined) return answerError(response, ...failure);
    void answer(asked, call, world, jobs, response);
  });
  return { url, jobs, calls, stop };
}

/** Such as `CreateJob`, or `GET bucket/key`. */
function nameOf({ method, path, body }: Asked): string {
  const { pathname } = new URL(path, 'http://server');
  if (pathname.startsWith(JOBS)) {
    if (pathname.endsWith('/status')) return 'UpdateJobStatus';
    if (method === 'POST') return 'CreateJob';
    return pathname === JOBS ? 'ListJobs' : 'DescribeJob';
  }
  if (method === 'POST' && pathname === '/') return new URLSearchParams(body).get('Action') ?? '';
  return `${method} ${decodeURIComponent(pathname.slice(1))}`;
}

async function answer(
  asked: Asked,
  call: string,
  world: BatchWorld,
  jobs: ServedJob[],
  response: ServerResponse,
): Promise<void> {
  const url = new URL(asked.path, 'http://server');
  const job = jobs.find(({ id }) => url.pathname.split('/')[3] === id);
  const send = (xml: string): void => {
    response.writeHead(200, XML).end(`<?xml version="1.0"?>${xml}`);
  };
  if (call.endsWith('Job') || call.endsWith('Jobs') || call === 'UpdateJobStatus') {
    // AWS has the number in the host's name as well.
    if (asked.headers['x-amz-account-id'] !== ACCOUNT)
      return answerError(response, 403, 'AccessDenied', 'another account');
  }
  switch (call) {
    case 'DescribeStacks':
      return describeStacks(new URLSearchParams(asked.body).get('StackName') ?? '', world, response);
    case 'CreateJob': {
      const token = tagOf(asked.body, 'ClientRequestToken');
      const known = jobs.find(({ request }) => tagOf(request, 'ClientRequestToken') === token);
      if (known === undefined) jobs.push(newJob(asked.body, jobs.length));
      return send(`<CreateJobResult><JobId>${(known ?? jobs.at(-1))?.id}</JobId></CreateJobResult>`);
    }
    case 'ListJobs': {
      const start = Number(url.searchParams.get('nextToken') ?? 0);
      const page = jobs.slice(start, start + 2);
      const next = start + 2 < jobs.length ? `<NextToken>${start + 2}</NextToken>` : '';
      return send(`<ListJobsResult>${next}<Jobs>${page.map(listed).join('')}</Jobs></ListJobsResult>`);
    }
    case 'DescribeJob':
      if (job === undefined) return answerError(response, 404, 'NoSuchJob', 'no such job');
      if (!world.isHalted) await advance(job, world);
      world.onDescribe?.(job);
      return send(described(job));
    case 'UpdateJobStatus': {
      if (job === undefined) return answerError(response, 404, 'NoSuchJob', 'no such job');
      const wanted = url.searchParams.get('requestedJobStatus') ?? '';
      const isAllowed = wanted === 'Ready' ? job.status === 'Suspended' : !ENDED.includes(job.status);
      if (!isAllowed) return answerError(response, 400, 'JobStatusException', `the job is ${job.status}`);
      job.status = wanted;
      job.reason = url.searchParams.get('statusUpdateReason') ?? '';
      return send(
        `<UpdateJobStatusResult><JobId>${job.id}</JobId><Status>${wanted}</Status></UpdateJobStatusResult>`,
      );
    }
    default:
      answerS3(asked, world.buckets, response);
  }
}

const newJob = (request: string, index: number): ServedJob => ({
  id: randomUUID(),
  request,
  status: 'New',
  reason: '',
  total: 0,
  succeeded: 0,
  failed: 0,
  createdAt: new Date(Date.UTC(2026, 0, 1, 0, index)),
});

/** The parts of a request that a description repeats. */
const REPEATED = [
  'Description',
  'Operation',
  'Report',
  'ManifestGenerator',
  'Manifest',
  'Priority',
  'RoleArn',
];

const described = (job: ServedJob): string =>
  `<DescribeJobResult><Job><JobId>${job.id}</JobId><Status>${job.status}</Status>${REPEATED.map((name) => outer(job.request, name)).join('')}${progress(job)}<CreationTime>${job.createdAt.toISOString()}</CreationTime>${
    job.endedAt === undefined ? '' : `<TerminationDate>${job.endedAt.toISOString()}</TerminationDate>`
  }${job.reason === '' ? '' : `<StatusUpdateReason>${job.reason}</StatusUpdateReason>`}${
    job.failure === undefined
      ? ''
      : `<FailureReasons><member><FailureCode>ManifestGeneration</FailureCode><FailureReason>${job.failure}</FailureReason></member></FailureReasons>`
  }</Job></DescribeJobResult>`;

const listed = (job: ServedJob): string =>
  `<member><JobId>${job.id}</JobId>${outer(job.request, 'Description')}<Operation>${
    job.request.includes('<LambdaInvoke>') ? 'LambdaInvoke' : 'S3PutObjectTagging'
  }</Operation><Status>${job.status}</Status>${progress(job)}</member>`;

const progress = ({ total, succeeded, failed }: ServedJob): string =>
  `<ProgressSummary><TotalNumberOfTasks>${total}</TotalNumberOfTasks><NumberOfTasksSucceeded>${succeeded}</NumberOfTasksSucceeded><NumberOfTasksFailed>${failed}</NumberOfTasksFailed></ProgressSummary>`;

const outer = (xml: string, name: string): string =>
  new RegExp(`<${name}>.*?</${name}>`, 's').exec(xml)?.[0] ?? '';

/** Goes a step further. */
async function advance(job: ServedJob, world: BatchWorld): Promise<void> {
  switch (job.status) {
    case 'New':
      job.status = 'Preparing';
      return;
    case 'Preparing':
      job.total = keysOf(job, world.buckets).length;
      if (job.total === 0 && job.request.includes('<S3JobManifestGenerator>')) {
        job.status = 'Failed';
        job.failure = NO_KEYS;
        return;
      }
      job.status = tagOf(job.request, 'ConfirmationRequired') === 'false' ? 'Ready' : 'Suspended';
      return;
    case 'Ready':
      job.status = 'Active';
      return;
    case 'Active':
      await run(job, world);
  }
}

/** The bucket and the URL-encoded keys that a job is for. */
function keysOf({ request }: ServedJob, buckets: Buckets): (readonly [bucket: string, key: string])[] {
  const generator = outer(request, 'S3JobManifestGenerator');
  if (generator === '') {
    const [bucket = '', ...key] = tagOf(request, 'ObjectArn').split(':::')[1]?.split('/') ?? [];
    const text = buckets.get(bucket)?.get(key.join('/'))?.body ?? '';
    return text.split('\n').flatMap((line) => {
      const [own = '', encoded] = line.split(',');
      return encoded === undefined ? [] : [[own, encoded] as const];
    });
  }
  const bucket = tagOf(generator, 'SourceBucket').split(':::')[1] ?? '';
  const prefix = tagOf(outer(generator, 'MatchAnyPrefix'), 'member');
  const suffix = tagOf(outer(generator, 'MatchAnySuffix'), 'member');
  const before = tagOf(generator, 'CreatedBefore');
  return [...(buckets.get(bucket) ?? [])]
    .filter(([key, { lastModified }]) => {
      const isEarly = before === '' || lastModified < new Date(before);
      return isEarly && key.startsWith(unescapeXml(prefix)) && key.endsWith(suffix);
    })
    .map(([key]) => [bucket, encodeURIComponent(key).replaceAll('%2F', '/')] as const);
}

async function run(job: ServedJob, world: BatchWorld): Promise<void> {
  const rows = { succeeded: '', failed: '' };
  for (const [bucket, key] of keysOf(job, world.buckets)) {
    const { resultCode, resultString, errorCode = resultCode } = await world.invoke(bucket, key, job);
    const status = resultCode === 'Succeeded' ? 'succeeded' : 'failed';
    job[status] += 1;
    const code = status === 'succeeded' ? '' : errorCode;
    rows[status] += `${bucket},${key},,${status},200,${code},"${resultString.replaceAll('"', '""')}"\n`;
  }
  job.status = 'Complete';
  if (!world.isReportLost) writeReport(job, rows, world);
}

function writeReport(
  { id, request }: ServedJob,
  rows: Readonly<Record<'succeeded' | 'failed', string>>,
  { buckets, changeRows = (text) => text }: BatchWorld,
): void {
  const report = outer(request, 'Report');
  const bucket = tagOf(report, 'Bucket').split(':::')[1] ?? '';
  const folder = `${tagOf(report, 'Prefix')}/job-${id}`;
  const results = (['succeeded', 'failed'] as const).flatMap((status) => {
    if (rows[status] === '') return [];
    const key = `${folder}/results/${status}.csv`;
    putObject(buckets, bucket, key, changeRows(rows[status]));
    const md5 = createHash('md5').update(rows[status]).digest('hex');
    return [{ TaskExecutionStatus: status, Bucket: bucket, MD5Checksum: md5, Key: key }];
  });
  const manifest = {
    Format: 'Report_CSV_20180820',
    ReportCreationDate: '2026-01-01T00:00:00.000Z',
    Results: results,
    ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
  };
  putObject(buckets, bucket, `${folder}/manifest.json`, JSON.stringify(manifest));
}

function describeStacks(name: string, { stackName, outputs }: BatchWorld, response: ServerResponse): void {
  if (name !== stackName) {
    answerError(response, 400, 'ValidationError', `Stack with id ${name} does not exist`);
    return;
  }
  const arn = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/0a1b2c3d`;
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  response
    .writeHead(200, XML)
    .end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackId>${arn}</StackId><StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00.000Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
}

function answerError(response: ServerResponse, status: number, code: string, message: string): void {
  response
    .writeHead(status, XML)
    .end(
      `<?xml version="1.0"?><ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    );
}
