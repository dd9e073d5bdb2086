/** The ledger: one immutable document a record. A port keeps it; the key of each document is decided here. */

import { isOfTrainingJob } from './record-kind.ts';
import { hasVersion } from './render-record.ts';
import type { AuditRecord, LedgerRecord } from './schema.ts';

/** Keeps records; a record that is there already is not added again. */
export interface Ledger {
  /** Resolves when the record is durable. @throws Fault when it cannot be made so. */
  append(record: LedgerRecord): Promise<void>;
}

/**
 * The first day of a ledger, and of the table that Athena reads it by: that of the release of SageMaker Debugger's
 * reports. What claims to be older, such as a copied file, has its record on this day, or no query would find it.
 */
export const FIRST_LEDGER_DAY = '2020-12-01';

/**
 * The key of a record below a ledger's prefix, the same however often and whenever the record is made. The day is the
 * one (UTC) on which the object version examined was written, but never before `FIRST_LEDGER_DAY`; of an object that was not there, that of the event which
 * named it; else the day of recording. The name is the id; where no versions are kept, and the same can be found or done
 * again, a time comes before it: when a change was made, or when the version examined was written. Of a training job the
 * day is the one on which it was created.
 */
export function ledgerKey(record: LedgerRecord): string {
  if (!isOfTrainingJob(record)) return reportRecordKey(record);
  const { id, recordedAt, object, trigger } = record;
  return `day=${dayOf(object.createdAt ?? trigger.eventTime ?? recordedAt)}/${id}.json`;
}

function reportRecordKey(record: AuditRecord): string {
  const { id, recordedAt, object, trigger } = record;
  const written = object.lastModified ?? trigger.eventTime ?? recordedAt;
  const time = (isChange(record) ? recordedAt : written).replaceAll(':', '');
  return `day=${dayOf(written)}/${hasVersion(record) ? '' : `${time}-`}${id}.json`;
}

/** True for the record of a change that was made. */
export const isChange = ({ outcome }: AuditRecord): boolean =>
  outcome === 'opted-out' || outcome === 'silenced' || outcome === 'restored';

const dayOf = (instant: string): string =>
  instant < FIRST_LEDGER_DAY ? FIRST_LEDGER_DAY : instant.slice(0, 10);
