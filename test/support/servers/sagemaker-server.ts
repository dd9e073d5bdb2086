/**
 * A server that speaks SageMaker's JSON protocol (AWS JSON 1.1) for training jobs: listing and describing, with the
 * errors that AWS answers. moto keeps no profiler rules of a training job.
 * Source: Amazon SageMaker API Reference, ListTrainingJobs and DescribeTrainingJob.
 */
import type { ServerResponse } from 'node:http';
import { startLoopbackServer } from './loopback-server.ts';

/** A job of the server. */
export interface ServedJob {
  readonly name: string;
  readonly createdAt: Date;
  readonly rules?: readonly object[];
  readonly tuningJobArn?: string;
  /** In place of that of the server's own account. */
  readonly arn?: string;
}

/** An error as SageMaker answers it, or any other answer. */
export type Failure =
  | { readonly name: string; readonly message: string; readonly status?: number }
  | { readonly body: string; readonly status?: number };

/** What was asked: `DescribeTrainingJob` and the input. */
export interface SageMakerCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A running server. */
export interface SageMakerServer {
  readonly url: string;
  readonly calls: SageMakerCall[];
  readonly stop: () => Promise<void>;
}

/** What stands in the hyperparameters of every job, and must appear nowhere. */
export const SECRET = 'made-up-secret-5e1f';
export const THROTTLED: Failure = { name: 'ThrottlingException', message: 'Rate exceeded' };
export const DENIED: Failure = { name: 'AccessDeniedException', message: 'not authorized' };
const NOT_FOUND: Failure = { name: 'ValidationException', message: 'Requested resource not found.' };
const MAX_RESULTS = 10;

/** The ARN of a job of the server. */
export const servedArn = (name: string): string =>
  `arn:aws:sagemaker:us-east-1:123456789012:training-job/${name.toLowerCase()}`;

/**
 * Starts a server on a free port. `jobs` is asked at each call, and so is `fail`: what it returns is answered in place of
 * the result.
 */
export async function startSageMaker(
  jobs: () => readonly ServedJob[],
  fail: (call: SageMakerCall, index: number) => Failure | undefined = () => undefined,
): Promise<SageMakerServer> {
  const calls: SageMakerCall[] = [];
  const { url, stop } = await startLoopbackServer(({ headers, body }, response) => {
    const operation = String(headers['x-amz-target']).replace('SageMaker.', '');
    const call = { operation, input: JSON.parse(body) };
    calls.push(call);
    const failure = fail(call, calls.length - 1);
    if (failure !== undefined) return answerFailure(response, failure);
    if (operation === 'ListTrainingJobs') return send(response, list(jobs(), call.input));
    const job = jobs().find(({ name }) => name === call.input['TrainingJobName']);
    if (operation !== 'DescribeTrainingJob' || job === undefined) return answerFailure(response, NOT_FOUND);
    return send(response, describe(job));
  });
  return { url, calls, stop };
}

const secondsOf = (time: Date): number => time.getTime() / 1000;

const describe = ({ name, createdAt, rules, tuningJobArn, arn = servedArn(name) }: ServedJob): object => ({
  TrainingJobName: name,
  TrainingJobArn: arn,
  TrainingJobStatus: 'InProgress',
  SecondaryStatus: 'Starting',
  CreationTime: secondsOf(createdAt),
  HyperParameters: { api_token: SECRET },
  Environment: { TOKEN: SECRET },
  ...(tuningJobArn === undefined ? {} : { TuningJobArn: tuningJobArn }),
  ...(rules === undefined ? {} : { ProfilerRuleConfigurations: rules }),
});

/** By time of creation, the latest first unless the order is given; filters come after the page is cut, as AWS has it. */
function list(jobs: readonly ServedJob[], input: SageMakerCall['input']): object {
  const { NextToken, MaxResults = MAX_RESULTS, NameContains = '', CreationTimeAfter, SortOrder } = input;
  const after = typeof CreationTimeAfter === 'number' ? CreationTimeAfter : Number.NEGATIVE_INFINITY;
  const sign = SortOrder === 'Ascending' ? 1 : -1;
  const all = jobs
    .filter(({ createdAt }) => secondsOf(createdAt) > after)
    .toSorted((a, b) => sign * (a.createdAt.getTime() - b.createdAt.getTime()));
  const start = Number(NextToken ?? 0);
  const end = start + Number(MaxResults);
  return {
    TrainingJobSummaries: all
      .slice(start, end)
      .filter(({ name }) => name.toLowerCase().includes(String(NameContains).toLowerCase()))
      .map(({ name, createdAt, arn = servedArn(name) }) => ({
        TrainingJobName: name,
        TrainingJobArn: arn,
        CreationTime: secondsOf(createdAt),
        TrainingJobStatus: 'InProgress',
      })),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  };
}

function answerFailure(response: ServerResponse, failure: Failure): void {
  if ('body' in failure) {
    response.writeHead(failure.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(failure.body);
  } else send(response, { __type: failure.name, message: failure.message }, failure.status ?? 400);
}

function send(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
