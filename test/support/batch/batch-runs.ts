/** Runs of `backfill` against a server with a stack, whose jobs invoke the deployed handler. */
import { onTestFinished } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { wireBatchHandler } from '../../../src/lambda/wiring.ts';
import { type Ran, runCli, temporaryFolder } from '../cli.ts';
import { generateReport } from '../reports/report-generator.ts';
import {
  ACCOUNT,
  type BatchServer,
  type BatchWorld,
  REGION,
  startBatchServer,
} from '../servers/batch-server.ts';
import { type Buckets, putObject, tagOf } from '../servers/plain-s3.ts';
import { pointSdkAt } from '../servers/s3-server.ts';

export const REPORTS = 'reports';
export const STACK = 'opt-out';
const LEDGER = 'ledger';
export const JOB_REPORTS = 'job-reports';
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:on-batch-task`;

/** The outputs of a deployed stack. */
export const OUTPUTS = {
  OnBatchTaskArn: FUNCTION_ARN,
  BatchOperationsRoleArn: `arn:aws:iam::${ACCOUNT}:role/batch`,
  JobReportsBucket: JOB_REPORTS,
  ReportBucketNames: `${REPORTS},other`,
  ModeOfReports: 'enforce',
  LedgerPlace: `s3://${LEDGER}/`,
} as const;

/** A world in which reports lie, and the command line. */
export interface BatchRuns extends BatchServer {
  readonly world: BatchWorld;
  readonly buckets: Buckets;
  /** Has the deployed handler process an object; what jobs do unless the world differs. */
  readonly invokeHandler: BatchWorld['invoke'];
  /** Runs `backfill` with these words and the stack. */
  readonly run: (words: readonly string[], io?: Partial<Io>) => Promise<Ran>;
}

/** Puts so many reports into the bucket and starts the server. */
export async function startBatchRuns(
  count: number,
  differences: Partial<BatchWorld> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<BatchRuns> {
  const buckets: Buckets = new Map([REPORTS, LEDGER, JOB_REPORTS, 'other'].map((name) => [name, new Map()]));
  for (let index = 0; index < count; index += 1) putReport(buckets, folderOf(index));
  const settings = { LEDGER_BUCKET: LEDGER, LEDGER_PREFIX: '', ...environment };
  let handler: ReturnType<typeof wireBatchHandler> | undefined;
  const invokeHandler: BatchWorld['invoke'] = async (bucket, key, { request }) => {
    handler ??= wireBatchHandler(settings, () => {});
    const purpose = tagOf(request, 'value');
    const task = { taskId: 'task', s3Bucket: bucket, s3Key: key, s3VersionId: null };
    const event = {
      invocationSchemaVersion: '2.0',
      invocationId: 'i',
      job: { id: 'j', userArguments: { purpose } },
      tasks: [task],
    };
    const [result] = (await handler(event, { awsRequestId: 'request' })).results;
    if (result === undefined) throw new Error('the function answered nothing');
    return result;
  };
  const world: BatchWorld = {
    buckets,
    stackName: STACK,
    outputs: OUTPUTS,
    invoke: invokeHandler,
    ...differences,
  };
  const server = await startBatchServer(world);
  onTestFinished(server.stop);
  pointSdkAt(server.url);
  process.env['AWS_REGION'] = REGION;
  const folder = temporaryFolder();
  return {
    ...server,
    world,
    buckets,
    invokeHandler,
    run: (words, io = {}) =>
      runCli(
        folder,
        ['backfill', ...words, '--stack', STACK, '--endpoint-url', server.url, '--region', REGION],
        io,
      ),
  };
}

/** The folder of the report with this number. */
export const folderOf = (index: number): string =>
  `jobs/job ${String(index).padStart(3, '0')}/rule-output/ProfilerReport-1700000000/profiler-output/`;

/** Puts one report into the bucket. */
export function putReport(buckets: Buckets, folder: string, lastModified?: Date): void {
  const { notebook, html } = generateReport({ outputBytes: 2_000 });
  putObject(
    buckets,
    REPORTS,
    `${folder}profiler-report.ipynb`,
    Buffer.from(notebook).toString(),
    {},
    lastModified,
  );
  putObject(
    buckets,
    REPORTS,
    `${folder}profiler-report.html`,
    Buffer.from(html).toString(),
    {},
    lastModified,
  );
}

/** What a person answers. */
export const answer = (text: string) => ({ ask: async () => text });

/** The signal of somebody who has interrupted. */
export function aborted() {
  const controller = new AbortController();
  controller.abort();
  return { signal: controller.signal };
}

/** Fails so many calls of this name, after those that are skipped. */
export function failing(name: string, count: number, skipped = 0, status = 500, code = 'InternalError') {
  let [seen, failed] = [0, 0];
  return (call: string) => {
    if (call !== name) return undefined;
    seen += 1;
    if (seen <= skipped || failed === count) return undefined;
    failed += 1;
    return [status, code, 'not now'] as const;
  };
}
