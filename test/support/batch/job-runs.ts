/** Runs of `on-jobs` as it is deployed, against the server of batch-runs.ts. */
import { onTestFinished } from 'vitest';
import type { Coverage } from '../../../src/batch/coverage.ts';
import { wireJobsHandler } from '../../../src/lambda/jobs/wire-jobs-handler.ts';
import { ACCOUNT, type BatchWorld, REGION } from '../servers/batch-server.ts';
import { startLoopbackServer } from '../servers/loopback-server.ts';
import { type BatchRuns, JOB_REPORTS, OUTPUTS, REPORTS, STACK, startBatchRuns } from './batch-runs.ts';

/** The environment that the template gives to the function. */
export const ENVIRONMENT = {
  STACK_ID: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${STACK}/0a1b2c3d`,
  STACK_NAME: STACK,
  ON_BATCH_TASK_ARN: OUTPUTS.OnBatchTaskArn,
  BATCH_OPERATIONS_ROLE_ARN: OUTPUTS.BatchOperationsRoleArn,
  JOB_REPORTS_BUCKET: JOB_REPORTS,
  REPORT_BUCKETS: REPORTS,
  MODE: 'enforce',
  JOB_PREFIX: '',
  DRAIN_QUEUE: 'true',
} as const;

/** The server, its jobs, and the function. */
export interface JobRuns extends BatchRuns {
  /** Invokes the function. */
  readonly invoke: (event: unknown, remainingMs?: number) => Promise<void>;
  /** Gives the function other variables, as a deployment does. */
  readonly redeploy: (variables: Readonly<Record<string, string>>) => void;
  /** What it has written on the log so far. */
  readonly log: Record<string, unknown>[];
  /** The sums of its metrics so far. */
  readonly metrics: () => Record<string, number>;
  /** The records of coverage in the bucket of job reports. */
  readonly coverage: () => Coverage[];
  /** Lets all jobs run to their end. */
  readonly finishJobs: () => Promise<void>;
}

/** Starts a server with so many reports. */
export async function startJobRuns(
  count: number,
  differences: Partial<BatchWorld> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<JobRuns> {
  const runs = await startBatchRuns(count, differences);
  process.env['AWS_ENDPOINT_URL_S3_CONTROL'] = runs.url;
  const log: Record<string, unknown>[] = [];
  const wire = (variables: Readonly<Record<string, string>>) =>
    wireJobsHandler({ ...ENVIRONMENT, ...environment, ...variables }, (line) => log.push(JSON.parse(line)));
  let handler = wire({});
  return {
    ...runs,
    log,
    invoke: (event, remainingMs) =>
      handler(event, remainingMs === undefined ? {} : { getRemainingTimeInMillis: () => remainingMs }),
    redeploy: (variables) => {
      handler = wire(variables);
    },
    metrics: () => {
      const sums: Record<string, number> = {};
      for (const line of log.filter((item) => '_aws' in item))
        for (const [name, value] of Object.entries(line))
          if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
      return sums;
    },
    coverage: () =>
      [...(runs.buckets.get(JOB_REPORTS) ?? [])]
        .filter(([key]) => key.endsWith('/coverage.json'))
        .map(([, { body }]) => JSON.parse(body)),
    finishJobs: async () => {
      while ((await runs.run(['status'])).exitCode === 1);
    },
  };
}

/** The input of the schedule. */
export const SCHEDULED = { scheduledTime: '2026-03-01T03:00:00Z' };

/** EventBridge's event about the completion report of a job. */
export const reportLanded = (
  id: string,
  bucket: string = JOB_REPORTS,
  folder = 'reconciliation',
): object => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key: `${folder}/job-${id}/manifest.json` } },
});

/** A request of CloudFormation, and what is answered to it. */
export async function deployment(change: object = {}) {
  const answers: Record<string, unknown>[] = [];
  const { url, stop } = await startLoopbackServer(({ body }, response) => {
    answers.push(JSON.parse(body));
    response.end();
  });
  onTestFinished(stop);
  const request = {
    RequestType: 'Update',
    ResponseURL: url,
    StackId: ENVIRONMENT.STACK_ID,
    RequestId: 'request',
    LogicalResourceId: 'JobsOfStack',
    PhysicalResourceId: 'jobs',
    ResourceType: 'Custom::JobsOfStack',
    ResourceProperties: { DrainQueue: 'false' },
    ...change,
  };
  return { request, answers };
}
