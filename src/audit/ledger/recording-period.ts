/** The period in which records were made that are looked at. Pure. */
import type { LedgerRecord } from '../record/schema.ts';
import { type JobHistory, restrictHistory } from '../training-job/job-history.ts';
import type { ObjectHistory } from './object-history.ts';

/** Times are ISO 8601, and records of `to` itself are left out. */
export interface RecordingPeriod {
  readonly from?: string;
  readonly to?: string;
}

export const isInPeriod = ({ recordedAt }: LedgerRecord, { from = '', to }: RecordingPeriod): boolean =>
  recordedAt >= from && (to === undefined || recordedAt < to);

/** The part of a history that was recorded in the period; undefined when that is nothing. */
export const restrictToPeriod = (
  history: ObjectHistory | JobHistory,
  period: RecordingPeriod,
): ObjectHistory | JobHistory | undefined =>
  period.from === undefined && period.to === undefined
    ? history
    : restrictHistory(history, (record) => isInPeriod(record, period));
