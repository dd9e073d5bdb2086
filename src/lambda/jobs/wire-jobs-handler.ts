/** Connects `on-jobs` to the real environment, S3 Control, S3, clock and log; once for each cold start. */
import { BatchJobs } from '../../aws/batch-operations/batch-jobs.ts';
import { createJobFile, openJobFile } from '../../aws/batch-operations/job-files.ts';
import { connectS3 } from '../../aws/connect.ts';
import { objectExists } from '../../aws/object-exists.ts';
import { systemClock } from '../../aws/system-clock.ts';
import { type BatchStack, batchStackOf } from '../../batch/stack.ts';
import { software } from '../../report/software.ts';
import { EmfMeter } from '../meter.ts';
import { SafeLogger, type WriteLine } from '../safe-logger.ts';
import { type Environment, parseJobPrefix } from '../settings.ts';
import { type JobsHandler, makeJobsHandler } from './make-jobs-handler.ts';

/** The variables of the environment, by the output of the stack that says the same. */
const VARIABLES = {
  OnBatchTaskArn: 'ON_BATCH_TASK_ARN',
  BatchOperationsRoleArn: 'BATCH_OPERATIONS_ROLE_ARN',
  JobReportsBucket: 'JOB_REPORTS_BUCKET',
  ReportBucketNames: 'REPORT_BUCKETS',
  ModeOfReports: 'MODE',
} as const;

/** The stack that the environment describes, as its outputs would. @throws Error for variables that are not set */
export function stackOfEnvironment(environment: Environment): BatchStack {
  const missing = ['STACK_ID', ...Object.values(VARIABLES)].filter((variable) => !environment[variable]);
  if (missing.length > 0)
    throw new Error(`${missing.join(', ')} must be set: they name the deployed stack, as its template does`);
  const outputs = Object.entries(VARIABLES).map(
    ([output, variable]) => [output, environment[variable] ?? ''] as const,
  );
  return batchStackOf({
    arn: environment['STACK_ID'] ?? '',
    outputs: new Map([...outputs, ['JobPrefixOfStack', parseJobPrefix(environment)]]),
  });
}

/** The handler of `on-jobs`. @throws Error for an invalid setting */
export function wireJobsHandler(environment: Environment, writeLine: WriteLine): JobsHandler {
  const stack = stackOfEnvironment(environment);
  const log = new SafeLogger(software.name, writeLine);
  const jobs = new BatchJobs(stack, undefined);
  const s3 = connectS3({});
  return makeJobsHandler({
    stack,
    isStopped: environment['DRAIN_QUEUE'] === 'false',
    jobs: {
      list: (which) => jobs.list(which),
      describe: (id) => jobs.describe(id),
      create: (request) => jobs.create(request),
      cancelUnlessEnded: (id) => jobs.cancelUnlessEnded(id),
    },
    open: (bucket, key) => openJobFile(s3, { bucket, key }),
    exists: (bucket, key) => objectExists(s3, { bucket, key }),
    create: (bucket, key, text) => createJobFile(s3, { bucket, key }, text),
    log: {
      debug: (message, extra = {}) => log.debug(message, extra),
      info: (message, extra) => log.info(message, extra),
      error: (message, extra) => log.error(message, extra),
    },
    meter: EmfMeter.ofStack(environment['STACK_NAME'], writeLine, systemClock),
    clock: systemClock,
  });
}
