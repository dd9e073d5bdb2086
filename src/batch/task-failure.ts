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
const CONTENDED = /(?:^|; )(?:notebook|html) contended(?=;|$)/;
const NO_REPORT = 'the key is not that of a report';

/** The failure that a row tells; the function's answers are those of `on-batch-task`. */
export function failureOf({ key, errorCode, message: answer }: TaskRow): TaskFailure {
  const message = answer.startsWith(NOT_ON_RECORD) ? answer.slice(NOT_ON_RECORD.length) : answer;
  if (message.startsWith('cannot ')) return { key, cause: 'fault', reason: 'fault', detail: message };
  // One of two objects that was refused is no reason to leave the other: another job may do it.
  if (CONTENDED.test(message)) return { key, cause: 'contended', reason: 'contended', detail: message };
  const refusal = REFUSED.exec(message)?.[1];
  if (refusal !== undefined) return { key, cause: 'refused', reason: refusal, detail: message };
  if (message.startsWith(NO_REPORT)) return { key, cause: 'refused', reason: 'no-report', detail: message };
  const reason = errorCode === '' ? 'unknown' : errorCode;
  return { key, cause: 'service', reason, detail: message === '' ? 'no message' : message };
}

/** A report that was refused is on record as such; a key that is none of a report's never is. */
export function isOnRecord(row: TaskRow): boolean {
  if (row.isSucceeded) return true;
  const { cause, reason } = failureOf(row);
  return cause === 'refused' && reason !== 'no-report';
}

/** True for an object that was not on record before this task, and is by now: not for one that failed half-way. */
export const wasMissed = (row: TaskRow): boolean => row.message.startsWith(NOT_ON_RECORD) && isOnRecord(row);
