/** The evidence of a record as named texts. Pure. */
import { showSafely } from '../../../text/safe-text.ts';
import type { AuditRecord } from '../../record/schema.ts';
import { formatInstant } from '../format.ts';

/** One piece of evidence. */
export interface EvidenceField {
  readonly name: string;
  readonly text: string;
}

/** One edit: where it is, and the text that it removes and inserts, safe to show. */
export interface EvidenceEdit {
  readonly place: string;
  readonly removed: string;
  readonly inserted: string;
}

/** Why the record has its outcome, and which bytes of which object it is about. */
export function describeObject(record: AuditRecord): readonly EvidenceField[] {
  const { object, before, after, reason, detail } = record;
  return fieldsOf([
    ['Reason', reason],
    ['Detail', detail],
    ['Bucket', object.bucket],
    ['Key', object.key],
    ['Version examined', object.versionId && `${object.versionId}${describeCurrency(object.isLatest)}`],
    ['Before', before && describeBytes(before)],
    ['After', after && describeBytes(after)],
    ['Version written', after?.versionId],
  ]);
}

/** The findings in the HTML report, the jobs, and how the record came about. */
export function describeFindings(record: AuditRecord): readonly EvidenceField[] {
  const { html, report, software, id } = record;
  return fieldsOf([
    ['Usage reporting', html && describeUsageReporting(html)],
    ['Generated', html && formatInstant(html.generatedAt)],
    ['Notebook opted out', html?.optedOutAt && formatInstant(html.optedOutAt)],
    ['Beacon', html?.beacon?.url],
    ['Processing job', report.processingJobArn],
    ['Training job', report.trainingJobName],
    ['Option 1', record.optionOne && describeOptionOne(record.optionOne)],
    ['Triggered by', describeTrigger(record.trigger)],
    ['Software', `${software.name} ${software.version}`],
    ['Record ID', id],
  ]);
}

/** The edits with their bytes as text. */
export const describeEdits = (edits: NonNullable<AuditRecord['edits']>): readonly EvidenceEdit[] =>
  edits.map(({ cell, at, removed, inserted }) => ({
    place: cell === undefined ? `at byte ${at}` : `code cell ${cell}, at byte ${at}`,
    removed: decode(removed),
    inserted: decode(inserted),
  }));

const decode = (base64: string): string =>
  showSafely(new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))));

/** Leaves out what the record does not have. */
const fieldsOf = (
  pairs: readonly (readonly [name: string, text: string | undefined])[],
): readonly EvidenceField[] =>
  pairs.flatMap(([name, text]) => (text === undefined || text === '' ? [] : [{ name, text }]));

const describeCurrency = (isLatest: boolean | undefined): string =>
  isLatest === undefined ? '' : isLatest ? ' (the current version then)' : ' (not the current version)';

const describeBytes = ({ bytes, sha256, etag }: NonNullable<AuditRecord['before']>): string =>
  `${bytes} bytes, SHA-256 ${sha256 ?? 'unknown because not all bytes were read'}, ETag ${etag}`;

const describeUsageReporting = ({
  usageReporting,
  generatedBeforeOptOut,
}: NonNullable<AuditRecord['html']>): string =>
  `${usageReporting}; generated before opting out: ${describeBoolean(generatedBeforeOptOut)}`;

const describeBoolean = (value: boolean | null): string =>
  value === null ? 'unknown' : value ? 'yes' : 'no';

const describeOptionOne = ({
  state,
  value,
  reason,
  trainingJobName,
  contradiction,
}: NonNullable<AuditRecord['optionOne']>): string =>
  join([
    state,
    value && `opt_out_telemetry ${JSON.stringify(value)}`,
    reason,
    trainingJobName,
    contradiction,
  ]);

const describeTrigger = ({ source, eventId, requestId, eventTime }: AuditRecord['trigger']): string =>
  join([
    source,
    eventId && `event ${eventId}`,
    requestId && `request ${requestId}`,
    eventTime && `at ${formatInstant(eventTime)}`,
  ]);

const join = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(', ');
