/** The ledger: one immutable document a record. What keeps it is behind the port; where it lies is decided here. */
import type { AuditTrail } from '../../report/ports.ts';
import { hasVersion, type RecordContext, renderRecord } from './render-record.ts';
import type { AuditRecord } from './schema.ts';

/** Keeps records; a record that is there already is not added again. */
export interface Ledger {
  /** Resolves when the record is durable. @throws Fault when it cannot be made so. */
  append(record: AuditRecord): Promise<void>;
}

/** A trail that goes on to the ledger when the trail before it has the finding. */
export const ledgerTrail = (before: AuditTrail, ledger: Ledger, context: RecordContext): AuditTrail => ({
  append: async (finding) => {
    await before.append(finding);
    await ledger.append(renderRecord(finding, context));
  },
});

/**
 * The key of a record below a ledger's prefix, the same however often and whenever the record is made. The day is the
 * one (UTC) on which the object version examined was written; of what was not there, that of the event which named it;
 * else the day of recording. The name is the id; where no versions are kept, and the same can be found or done again,
 * a time stands before it: when a change was made, or when what was looked at was written.
 */
export function ledgerKey(record: AuditRecord): string {
  const { id, outcome, recordedAt, object, trigger } = record;
  const written = object.lastModified ?? trigger.eventTime ?? recordedAt;
  const isChange = outcome === 'opted-out' || outcome === 'silenced' || outcome === 'restored';
  const time = (isChange ? recordedAt : written).replaceAll(':', '');
  return `day=${written.slice(0, 10)}/${hasVersion(record) ? '' : `${time}-`}${id}.json`;
}
