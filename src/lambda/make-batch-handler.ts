/** The handler of `on-batch-task`: processes the reports that a job of S3 Batch Operations names. */
import type { S3BatchResult, S3BatchResultResult, S3BatchResultResultCode } from 'aws-lambda';
import { PURPOSE } from '../batch/job-request.ts';
import { NOT_ON_RECORD } from '../batch/task-failure.ts';
import { Fault } from '../report/fault.ts';
import type { Finding } from '../report/finding.ts';
import { parseReportKey } from '../report/key.ts';
import { retryDelayMs } from '../report/process-object.ts';
import { showSafely } from '../text/safe-text.ts';
import { type BatchTask, batchResult, decodeBatchInvocation } from './events/batch-tasks.ts';
import { logFailure } from './failures.ts';
import { type FunctionParts, processReport } from './process-report.ts';
import type { InvocationContext } from './within-time.ts';

/** The handler: every task of an invocation is answered. @throws Error for an event that is not of S3 Batch Operations */
export type BatchHandler = (event: unknown, context: InvocationContext) => Promise<S3BatchResult>;

/** The parts of the handler. */
export interface BatchParts extends FunctionParts {
  /** What keys have to begin with; empty, or absent, for all. */
  readonly keyPrefix?: string;
  /** The number of records so far that had not been in the ledger; absent without a ledger. */
  readonly countNewRecords?: (() => number) | undefined;
}

/** Makes the handler from its parts. */
export function makeBatchHandler(parts: BatchParts): BatchHandler {
  return async (event, { awsRequestId }) => {
    const { schemaVersion, invocationId, tasks, purpose } = decodeBatchInvocation(event);
    const process = purpose === PURPOSE.reconciliation ? reconcileTask : processTask;
    const results: S3BatchResultResult[] = [];
    try {
      for (const task of tasks) results.push(await process(task, awsRequestId, parts));
    } finally {
      parts.meter.publish();
    }
    return {
      invocationSchemaVersion: schemaVersion,
      // For tasks that the results do not name.
      treatMissingKeysAs: 'PermanentFailure',
      invocationId,
      results,
    };
  };
}

/**
 * Processes a task, and answers whether what it is about was on record: if not, its event was missed. Only the invocation
 * that puts it on record can tell. So what fails for the moment after that is tried again here; and if it fails still,
 * for good: another invocation would find all on record, and the missed event would never be seen.
 */
async function reconcileTask(
  task: BatchTask,
  requestId: string,
  parts: BatchParts,
): Promise<S3BatchResultResult> {
  const before = parts.countNewRecords?.() ?? 0;
  const isMissing = () => (parts.countNewRecords?.() ?? 0) > before;
  let result = await processTask(task, requestId, parts);
  for (let round = 1; isMissing() && result.resultCode === 'TemporaryFailure'; round += 1) {
    if (round === MAX_ROUNDS) {
      result = { ...result, resultCode: 'PermanentFailure' };
      break;
    }
    await parts.clock.sleep(retryDelayMs(round + EARLIER_ATTEMPTS, parts.clock));
    result = await processTask(task, requestId, parts);
  }
  return isMissing()
    ? batchResult(task.taskId, result.resultCode, `${NOT_ON_RECORD}${result.resultString}`)
    : result;
}

/** Far within the time of an invocation, with the attempts of the SDK. */
const MAX_ROUNDS = 3;
/** Those of the SDK before a round has failed. */
const EARLIER_ATTEMPTS = 3;

/**
 * Processes the current version, also when the manifest names an earlier one: the report may have been opted out
 * since the manifest was made. Earlier versions of an HTML report are examined with its notebook.
 */
async function processTask(
  { taskId, bucket, key }: BatchTask,
  requestId: string,
  parts: BatchParts,
): Promise<S3BatchResultResult> {
  if (key === undefined || parseReportKey(key) === undefined) {
    return batchResult(taskId, 'PermanentFailure', 'the key is not that of a report: correct the manifest');
  }
  const { keyPrefix = '' } = parts;
  if (!key.startsWith(keyPrefix)) {
    return batchResult(
      taskId,
      'PermanentFailure',
      `cannot process what does not begin with ${showSafely(keyPrefix)}: the stack limits its jobs to that (JobPrefix)`,
    );
  }
  try {
    const trigger = { source: 'batch-operations', eventId: taskId, requestId } as const;
    const findings = await processReport({ bucket, key }, trigger, parts);
    return batchResult(taskId, resultCodeOf(findings), findings.map(render).join('; '));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    logFailure(error, { taskId, bucket, key }, parts);
    if (!(error instanceof Fault)) throw error;
    return batchResult(taskId, error.retryable ? 'TemporaryFailure' : 'PermanentFailure', error.message);
  }
}

/** S3 tries a task again after a temporary failure, and reports a permanent one. */
function resultCodeOf(findings: readonly Finding[]): S3BatchResultResultCode {
  if (findings.some(({ outcome }) => outcome === 'contended')) return 'TemporaryFailure';
  return findings.some(({ outcome }) => outcome === 'refused') ? 'PermanentFailure' : 'Succeeded';
}

const render = (finding: Finding): string =>
  showSafely(
    `${finding.kind} ${finding.outcome}${'reason' in finding ? ` ${finding.reason}: ${finding.detail}` : ''}`,
  );
