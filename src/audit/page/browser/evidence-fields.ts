/** The evidence of a record as named texts. Pure. */
import { showSafely } from '../../../text/safe-text.ts';
import { describeEmbedded } from '../../record/embedded.ts';
import { disagreeingGenerations } from '../../record/generation-times.ts';
import type { AuditRecord, TrainingJobRecord } from '../../record/schema.ts';
import { formatInstant } from '../format.ts';

/** One edit: where it is, and the text that it removes and inserts, safe to show. */
export interface EditText {
  readonly place: string;
  readonly removed: string;
  readonly inserted: string;
}

/** One piece of evidence. */
export type EvidenceField = readonly [name: string, value: string | readonly EditText[]];

/** Everything in a record that is evidence; what the record does not have is left out. */
export function describeEvidence(record: AuditRecord): readonly EvidenceField[] {
  const { object, before, after, html, optionOne, report, software } = record;
  const pairs: readonly (readonly [name: string, value: EvidenceField[1] | undefined])[] = [
    ['Reason', record.reason],
    ['Detail', record.detail],
    ['Bucket', object.bucket],
    ['Key', object.key],
    ['Version examined', object.versionId && `${object.versionId}${describeCurrency(object.isLatest)}`],
    ['Before', before && describeBytes(before)],
    ['After', after && describeBytes(after)],
    ['Version written', after?.versionId],
    ['Changes', record.edits?.map(describeEdit)],
    ['Usage reporting', html && describeUsageReporting(html)],
    ['Saved outputs', sentenceOf(describeEmbedded(record))],
    ['Generated', describeGeneration(record)],
    ['Notebook opted out', html?.optedOutAt && formatInstant(html.optedOutAt)],
    ['Beacon', html?.beacon?.url],
    ['Processing job', report.processingJobArn],
    ['Training job', report.trainingJobName],
    ['Option 1', optionOne && describeOptionOne(optionOne)],
    ['Triggered by', describeTrigger(record.trigger)],
    ['Software', `${software.name} ${software.version}`],
    ['Record ID', record.id],
  ];
  return pairs.filter(isField);
}

const sentenceOf = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** The same for the record of a training job. */
export function describeJob(record: TrainingJobRecord): readonly EvidenceField[] {
  const { object, outcome, trainingJob, software } = record;
  const pairs: readonly (readonly [name: string, value: EvidenceField[1] | undefined])[] = [
    ['Training job', object.name],
    ['ARN', object.arn],
    ['Created', object.createdAt && formatInstant(object.createdAt)],
    ['Option 1', outcome],
    ['Reason', record.reason],
    ['Detail', record.detail],
    ['Tuning job', trainingJob?.tuningJobArn],
    ['ProfilerReport rules', trainingJob?.rules.map(describeRule).join('; ')],
    ['Triggered by', describeTrigger(record.trigger)],
    ['Software', `${software.name} ${software.version}`],
    ['Record ID', record.id],
  ];
  return pairs.filter(isField);
}

const isField = (pair: readonly [name: string, value: EvidenceField[1] | undefined]): pair is EvidenceField =>
  pair[1] !== undefined && pair[1] !== '';

const describeRule = ({
  name,
  state,
  value,
}: NonNullable<TrainingJobRecord['trainingJob']>['rules'][number]) =>
  join([name, state, value && `opt_out_telemetry ${JSON.stringify(value)}`]);

type Part<Name extends keyof AuditRecord> = NonNullable<AuditRecord[Name]>;

const describeCurrency = (isLatest: boolean | undefined): string =>
  isLatest === undefined ? '' : isLatest ? ' (the current version then)' : ' (not the current version)';

function describeGeneration(record: AuditRecord): string | undefined {
  const { generatedAt, generatedAtSource } = record.report;
  if (generatedAt === undefined) return undefined;
  const others = disagreeingGenerations(record).map(
    ({ at, source }) => `; according to ${source} ${formatInstant(at.toISOString())}`,
  );
  return `${formatInstant(generatedAt)}, according to ${generatedAtSource}${others.join('')}`;
}

const describeBytes = ({ bytes, sha256, etag }: Part<'before'>): string =>
  `${bytes} bytes, SHA-256 ${sha256 ?? 'unknown because not all bytes were read'}, ETag ${etag}`;

const describeEdit = ({ cell, at, removed, inserted }: Part<'edits'>[number]): EditText => ({
  place: `${cell === undefined ? '' : `code cell ${cell}, `}at byte ${at}`,
  removed: decode(removed),
  inserted: decode(inserted),
});

const decode = (base64: string): string =>
  showSafely(new TextDecoder().decode(Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0))));

function describeUsageReporting({
  usageReporting,
  generatedBeforeOptOut,
  savedByBrowser,
}: Part<'html'>): string {
  const answer = generatedBeforeOptOut === null ? 'unknown' : generatedBeforeOptOut ? 'yes' : 'no';
  const saved = savedByBrowser ? '; saved by a browser' : '';
  return `${usageReporting}; generated before opting out: ${answer}${saved}`;
}

function describeOptionOne({
  state,
  value,
  reason,
  trainingJobName,
  contradiction,
}: Part<'optionOne'>): string {
  const parameter = value && `opt_out_telemetry ${JSON.stringify(value)}`;
  return join([state, parameter, reason, trainingJobName, contradiction]);
}

function describeTrigger({ source, eventId, requestId, eventTime }: Part<'trigger'>): string {
  const time = eventTime && `at ${formatInstant(eventTime)}`;
  return join([source, eventId && `event ${eventId}`, requestId && `request ${requestId}`, time]);
}

const join = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(', ');
