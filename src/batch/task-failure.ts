/** Why a task of a job failed: by what its function answered, or by S3 and Lambda themselves. Pure. */
import type { TaskRow } from './completion-report.ts';

/**
 * `refused` needs a person; the others may go well in another job: `fault` is what the function could not reach,
 * `contended` what kept changing, `service` what S3 or Lambda made of it, whatever the function would have answered.
 */
export type FailureCause = 'refused' | 'fault' | 'contended' | 'service';

/** One object that failed. */
export interface TaskFailure {
  readonly key: string;
  readonly cause: FailureCause;
  /** The word to count by: a reason of refusal, or S3's own code. */
  readonly reason: string;
  readonly detail: string;
}

/** Begins the answer of a task of a reconciliation whose object was not on record. */
export const NOT_ON_RECORD = 'not on record before: ';

const REFUSED = /\b(?:notebook|html) refused ([a-z0-9-]+): /;
const NO_REPORT = 'the key is not that of a report';

/** The failure that a row tells; the function's answers are those of `on-batch-task`. */
export function failureOf({ key, errorCode, message: answer }: TaskRow): TaskFailure {
  const message = answer.startsWith(NOT_ON_RECORD) ? answer.slice(NOT_ON_RECORD.length) : answer;
  const refusal = REFUSED.exec(message)?.[1];
  if (refusal !== undefined) return { key, cause: 'refused', reason: refusal, detail: message };
  if (message.startsWith(NO_REPORT)) return { key, cause: 'refused', reason: 'no-report', detail: message };
  if (message.startsWith('cannot ')) return { key, cause: 'fault', reason: 'fault', detail: message };
  if (/\b(?:notebook|html) contended\b/.test(message))
    return { key, cause: 'contended', reason: 'contended', detail: message };
  const reason = errorCode === '' ? 'unknown' : errorCode;
  return { key, cause: 'service', reason, detail: message === '' ? 'no message' : message };
}
