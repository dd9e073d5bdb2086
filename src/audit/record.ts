/** Renders findings as audit records. Pure: the same finding and context give the same record. */
import { createHash } from 'node:crypto';
import { parseCopyKey, parseReportKey } from '../report/key.ts';
import type { Finding, FindingEdit, HashedState, HtmlEvidence, ObjectState } from '../report/outcome.ts';
import type { Trigger } from '../report/ports.ts';
import type { AuditRecord } from './schema.ts';

/** What every record of one run shares. */
export interface RecordContext {
  readonly trigger: Trigger;
  readonly software: AuditRecord['software'];
}

/** The audit record of a finding. */
export function renderRecord(finding: Finding, context: RecordContext): AuditRecord {
  const { before, after, edits, html } = finding;
  return {
    schema: 'profiler-opt-out/audit/v1',
    id: recordId(finding),
    recordedAt: finding.at.toISOString(),
    outcome: finding.outcome,
    ...(finding.reason === undefined ? {} : { reason: finding.reason }),
    ...(finding.detail === undefined ? {} : { detail: finding.detail }),
    object: renderObject(finding),
    report: renderReport(finding),
    ...(before === undefined ? {} : { before: renderBefore(before) }),
    ...(after === undefined ? {} : { after: renderAfter(after) }),
    ...(edits === undefined ? {} : { edits: edits.map(renderEdit) }),
    ...(html === undefined ? {} : { html: renderHtml(html) }),
    ...(finding.optionOne === undefined ? {} : { optionOne: finding.optionOne }),
    trigger: renderTrigger(finding.rebuilt?.trigger ?? context.trigger),
    software: finding.rebuilt === undefined ? context.software : softwareOf(finding.rebuilt.software),
  };
}

/** In one order, so that a record made again is the same to the byte. */
const renderTrigger = ({ source, eventId, requestId, eventTime }: Trigger): AuditRecord['trigger'] => ({
  source,
  ...(eventId === undefined ? {} : { eventId }),
  ...(requestId === undefined ? {} : { requestId }),
  ...(eventTime === undefined ? {} : { eventTime }),
});

/** `name/version`, as provenance keeps it. */
function softwareOf(text: string): AuditRecord['software'] {
  const [name = '', version = ''] = text.split('/');
  return { name, version };
}

/** The record's identity: the same object version coming to the same outcome is the same record. */
export const recordId = ({ kind, bucket, key, before, outcome }: Finding): string =>
  hashId([kind, bucket, key, before?.versionId ?? before?.sha256 ?? before?.etag ?? '', outcome]);

/** The id that a record's content has. */
export const idOf = (record: AuditRecord): string => {
  const { kind, bucket, key } = record.object;
  return hashId([kind, bucket, key, versionOf(record), record.outcome]);
};

/** What tells the version that a record is about from others of its key: the version id, else a hash. */
export const versionOf = ({ object, before }: AuditRecord): string =>
  object.versionId ?? before?.sha256 ?? before?.etag ?? '';

/** Whether it is about a version that nothing can become again; `null` is that of a bucket that keeps none any more. */
export const hasVersion = ({ object: { versionId } }: AuditRecord): boolean =>
  versionId !== undefined && versionId !== 'null';

const hashId = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

function renderObject(finding: Finding): AuditRecord['object'] {
  const { kind, bucket, key, before, isLatest, isCopy, lastModified } = finding;
  return {
    kind,
    bucket,
    key,
    ...(before?.versionId === undefined ? {} : { versionId: before.versionId }),
    ...(isLatest === undefined ? {} : { isLatest }),
    ...(isCopy === undefined ? {} : { isCopy }),
    ...(lastModified === undefined ? {} : { lastModified: lastModified.toISOString() }),
  };
}

function renderReport(finding: Finding): AuditRecord['report'] {
  const place = parseReportKey(finding.key) ?? parseCopyKey(finding.key);
  const arn = finding.processingJobArn ?? finding.html?.beacon?.processingJobArn;
  const region = arn?.split(':')[3] ?? finding.html?.beacon?.region;
  return {
    folder: place?.folder ?? finding.key.slice(0, finding.key.lastIndexOf('/') + 1),
    ...(place?.ruleName === undefined ? {} : { ruleName: place.ruleName }),
    ...(place?.trainingJobName === undefined ? {} : { trainingJobName: place.trainingJobName }),
    ...(arn === undefined ? {} : { processingJobArn: arn }),
    ...(region ? { region } : {}),
  };
}

const renderBefore = (state: ObjectState): NonNullable<AuditRecord['before']> => ({
  etag: state.etag,
  ...(state.sha256 === undefined ? {} : { sha256: state.sha256 }),
  bytes: state.sizeBytes,
});

const renderAfter = (state: HashedState): NonNullable<AuditRecord['after']> => ({
  etag: state.etag,
  ...(state.versionId === undefined ? {} : { versionId: state.versionId }),
  sha256: state.sha256,
  bytes: state.sizeBytes,
});

const renderEdit = (edit: FindingEdit): NonNullable<AuditRecord['edits']>[number] => ({
  ...(edit.cell === undefined ? {} : { cell: edit.cell }),
  at: edit.start,
  removed: Buffer.from(edit.removed).toString('base64'),
  inserted: Buffer.from(edit.content).toString('base64'),
});

const renderHtml = (html: HtmlEvidence): NonNullable<AuditRecord['html']> => ({
  usageReporting: html.usageReporting,
  generatedBeforeOptOut: html.generatedBeforeOptOut,
  generatedAt: html.generatedAt.toISOString(),
  ...(html.optedOutAt === undefined ? {} : { optedOutAt: html.optedOutAt.toISOString() }),
  ...(html.beacon === undefined
    ? {}
    : { beacon: { url: html.beacon.url, processingJobArn: html.beacon.processingJobArn } }),
});
