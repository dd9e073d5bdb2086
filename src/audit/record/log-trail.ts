/** An audit trail that gives each record to a sink, such as a log: on record as soon as the sink has it. */
import type { Finding } from '../../report/finding.ts';
import type { AuditTrail } from '../../report/ports.ts';
import { type RecordContext, renderRecord } from './render-record.ts';
import type { AuditRecord } from './schema.ts';

/** Renders each finding as a record of this context, and gives it to the sink together with the finding. */
export const logTrail = (
  context: RecordContext,
  sink: (record: AuditRecord, finding: Finding) => void,
): AuditTrail => ({
  append: async (finding) => sink(renderRecord(finding, context), finding),
});
