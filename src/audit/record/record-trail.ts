/** The audit trail that renders each finding as a record, once, and hands it to sinks: a log, a ledger, a list. */
import type { Finding } from '../../report/finding.ts';
import type { AuditTrail } from '../../report/ports.ts';
import { type RecordContext, renderRecord } from './render-record.ts';
import type { AuditRecord } from './schema.ts';

/** Takes records, and keeps them as durably as it can before it returns. */
export type RecordSink = (record: AuditRecord, finding: Finding) => void | Promise<void>;

/** A trail that hands each record to the sinks, one after the other: the next has it when the one before kept it. */
export const recordTrail = (context: RecordContext, ...sinks: readonly RecordSink[]): AuditTrail => ({
  append: async (finding) => {
    const record = renderRecord(finding, context);
    for (const sink of sinks) await sink(record, finding);
  },
});
