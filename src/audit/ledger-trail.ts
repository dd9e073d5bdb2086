/** The ledger: one immutable document a record. What keeps it is behind the port; where it lies is decided here. */
import type { AuditTrail } from '../report/ports.ts';
import { hasVersion, type RecordContext, renderRecord } from './record.ts';
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
 * The key of a record below a ledger's prefix. The day is the one (UTC) on which the object version examined was
 * written, so that the same record has the same key whenever it is made; where that is not known, the day of recording.
 * The name is the id; where no versions are kept, and the same can be found or done again, a time stands before it.
 */
export function ledgerKey(record: AuditRecord): string {
  const day = (record.object.lastModified ?? record.recordedAt).slice(0, 10);
  const time = hasVersion(record) ? undefined : timeOf(record);
  return `day=${day}/${time === undefined ? '' : `${time.replaceAll(':', '')}-`}${record.id}.json`;
}

/** When a change was made, and of what was only looked at, when it was written: however often it is recorded. */
function timeOf({ outcome, recordedAt, object }: AuditRecord): string | undefined {
  const isChange = outcome === 'opted-out' || outcome === 'silenced' || outcome === 'restored';
  return isChange ? recordedAt : object.lastModified;
}
