/** The handler of `on-batch-task`: deals with the reports that a job of S3 Batch Operations names. */

import { Fault } from '../report/fault.ts';
import { parseReportKey } from '../report/key.ts';
import type { Finding } from '../report/outcome.ts';
import { showSafely } from '../text/safe-text.ts';
import {
  type BatchAnswer,
  type BatchResult,
  type BatchTask,
  batchResult,
  decodeBatchInvocation,
  type ResultCode,
} from './batch-tasks.ts';
import type { InvocationContext } from './make-handler.ts';
import { dealWithReport, type FunctionParts, logFailure } from './process-report.ts';

/** Answers each task of an invocation. @throws Error for an event that is none of S3 Batch Operations */
export type BatchHandler = (event: unknown, context: InvocationContext) => Promise<BatchAnswer>;

/** Puts a handler together. */
export function makeBatchHandler(parts: FunctionParts): BatchHandler {
  return async (event, { awsRequestId }) => {
    const { schemaVersion, invocationId, tasks } = decodeBatchInvocation(event);
    const results: BatchResult[] = [];
    try {
      for (const task of tasks) results.push(await dealWithTask(task, awsRequestId, parts));
    } finally {
      parts.meter.publish();
    }
    return {
      invocationSchemaVersion: schemaVersion,
      treatMissingKeysAs: 'PermanentFailure',
      invocationId,
      results,
    };
  };
}

/**
 * The current version is what counts, also when the manifest names an earlier one: the report may have been
 * opted out since the manifest was made. Earlier versions of an HTML report are examined with its notebook.
 */
async function dealWithTask(
  { taskId, bucket, key }: BatchTask,
  requestId: string,
  parts: FunctionParts,
): Promise<BatchResult> {
  if (key === undefined || parseReportKey(key) === undefined) {
    return batchResult(taskId, 'PermanentFailure', 'the key is no report object: correct the manifest');
  }
  try {
    const trigger = { source: 'batch-operations', eventId: taskId, requestId } as const;
    const findings = await dealWithReport({ bucket, key }, trigger, parts);
    return batchResult(taskId, codeOf(findings), findings.map(render).join('; '));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    logFailure(error, { taskId, bucket, key }, parts);
    if (!(error instanceof Fault)) throw error;
    return batchResult(taskId, error.retryable ? 'TemporaryFailure' : 'PermanentFailure', error.message);
  }
}

function codeOf(findings: readonly Finding[]): ResultCode {
  if (findings.some(({ outcome }) => outcome === 'contended')) return 'TemporaryFailure';
  return findings.some(({ outcome }) => outcome === 'refused') ? 'PermanentFailure' : 'Succeeded';
}

const render = ({ kind, outcome, reason, detail }: Finding): string =>
  showSafely(`${kind} ${outcome}${reason === undefined ? '' : ` ${reason}: ${detail}`}`);
