/** Renders findings as audit records. Pure: the same finding and context give the same record. */

import { sha256 } from '../../bytes/sha256.ts';
import {
  examinedVersion,
  type Finding,
  type HashedState,
  type HtmlEvidence,
  type VersionState,
} from '../../report/finding.ts';
import { type GenerationFacts, generationOf } from '../../report/findings/generation.ts';
import { parseReportFile } from '../../report/key.ts';
import type { Trigger } from '../../report/trigger.ts';
import { defined } from '../../text/defined.ts';
import type { Beacon, EmbeddedPage } from '../../verdict.ts';
import { withDigest } from './digest.ts';
import { encodeEdit } from './edits.ts';
import type { AuditRecord } from './schema.ts';

/** The facts that every record of one run shares. */
export interface RecordContext {
  readonly trigger: Trigger;
  readonly software: AuditRecord['software'];
}

/** The audit record of a finding. */
export function renderRecord(finding: Finding, context: RecordContext): AuditRecord {
  const { before, html, embedded, optionOne } = examinedVersion(finding) ?? {};
  const rebuilt = 'rebuilt' in finding ? finding.rebuilt : undefined;
  return withDigest({
    schema: 'profiler-opt-out/audit/v1',
    id: recordId(finding),
    recordedAt: finding.at.toISOString(),
    outcome: finding.outcome,
    ...defined({
      reason: 'reason' in finding ? finding.reason : undefined,
      detail: 'detail' in finding ? finding.detail : undefined,
    }),
    object: renderObject(finding),
    report: renderReport(finding),
    ...defined({
      before: before && renderBefore(before),
      after: 'after' in finding ? renderAfter(finding.after) : undefined,
      edits: 'edits' in finding ? finding.edits?.map(encodeEdit) : undefined,
      html: html && renderHtml(html),
      embedded: embedded && renderEmbedded(embedded, finding),
      optionOne,
    }),
    trigger: renderTrigger(rebuilt?.trigger ?? context.trigger),
    software: rebuilt === undefined ? context.software : softwareOf(rebuilt.software),
  });
}

/** In one order, so that a record made again is the same to the byte. */
export const renderTrigger = ({
  source,
  eventId,
  requestId,
  eventTime,
}: Trigger): AuditRecord['trigger'] => ({
  source,
  ...defined({ eventId, requestId, eventTime }),
});

/** `name/version`, as provenance keeps it. */
function softwareOf(text: string): AuditRecord['software'] {
  const [name = '', version = ''] = text.split('/');
  return { name, version };
}

/** The record's identity: the same object version coming to the same outcome is the same record. */
export function recordId(finding: Finding): string {
  const { kind, bucket, key, outcome } = finding;
  const { before } = examinedVersion(finding) ?? {};
  return hashId([kind, bucket, key, versionIdOf(finding) ?? before?.sha256 ?? before?.etag ?? '', outcome]);
}

/** The id that a record's content has. */
export const idOf = (record: AuditRecord): string => {
  const { kind, bucket, key } = record.object;
  return hashId([kind, bucket, key, versionOf(record), record.outcome]);
};

/** The version that a record is about, as distinct from others of its key: the version id, else a hash. */
export const versionOf = ({ object, before }: AuditRecord): string =>
  object.versionId ?? before?.sha256 ?? before?.etag ?? '';

/** True for a record of a version that nothing can become again; a bucket that keeps none any more has `null`. */
export const hasVersion = ({ object: { versionId } }: AuditRecord): boolean =>
  versionId !== undefined && versionId !== 'null';

/** That of the version examined, also of one that could not be read at all, and of a delete marker. */
const versionIdOf = (finding: Finding): string | undefined =>
  examinedVersion(finding)?.before.versionId ?? ('versionId' in finding ? finding.versionId : undefined);

const hashId = (parts: readonly string[]): string => sha256(parts.join('\n'));

function renderObject(finding: Finding): AuditRecord['object'] {
  const { kind, bucket, key, isCopy } = finding;
  const lastModified = 'lastModified' in finding ? finding.lastModified : undefined;
  const isLatest = 'isLatest' in finding ? finding.isLatest : undefined;
  return {
    kind,
    bucket,
    key,
    ...defined({
      versionId: versionIdOf(finding),
      isLatest,
      isCopy,
      lastModified: lastModified?.toISOString(),
    }),
  };
}

function renderReport(finding: Finding): AuditRecord['report'] {
  const parsed = parseReportFile(finding);
  const { processingJobArn, html } = examinedVersion(finding) ?? {};
  const arn = processingJobArn ?? html?.beacon?.processingJobArn;
  const region = arn?.split(':')[3] ?? html?.beacon?.region;
  return {
    folder: parsed?.folder ?? finding.key.slice(0, finding.key.lastIndexOf('/') + 1),
    ...defined({
      ruleName: parsed?.ruleName,
      trainingJobName: parsed?.trainingJobName,
      processingJobArn: arn,
    }),
    ...(region ? { region } : {}),
    ...renderGeneration(finding, {
      ruleName: parsed?.ruleName,
      trainingJobName: parsed?.trainingJobName,
      processingJobArn: arn,
    }),
  };
}

/** Of an object that was not read the time is not known. */
function renderGeneration(
  finding: Finding,
  names: Omit<GenerationFacts, 'papermillTime' | 'objectTime'>,
): Pick<AuditRecord['report'], 'generatedAt' | 'generatedAtSource'> {
  const version = examinedVersion(finding);
  if (version === undefined) return {};
  const { papermillTime, lastModifiedBeforeRewriting, lastModified } = version;
  const objectTime = lastModifiedBeforeRewriting ?? lastModified;
  const { at, source } = generationOf({ ...names, papermillTime, objectTime });
  return { generatedAt: at.toISOString(), generatedAtSource: source };
}

const renderBefore = (state: VersionState): NonNullable<AuditRecord['before']> => ({
  etag: state.etag,
  ...defined({ sha256: state.sha256 }),
  bytes: state.sizeBytes,
});

const renderAfter = (state: HashedState): NonNullable<AuditRecord['after']> => ({
  etag: state.etag,
  ...defined({ versionId: state.versionId }),
  sha256: state.sha256,
  bytes: state.sizeBytes,
});

const renderHtml = (html: HtmlEvidence): NonNullable<AuditRecord['html']> => ({
  usageReporting: html.usageReporting,
  generatedBeforeOptOut: html.generatedBeforeOptOut,
  ...defined({ savedByBrowser: html.savedByBrowser, optedOutAt: html.optedOutAt?.toISOString() }),
  ...defined({ beacon: html.beacon && renderBeacon(html.beacon) }),
});

const SILENCED = true as const;

/** A beacon was taken out where its edits are among those that were made. */
function renderEmbedded(
  embedded: readonly EmbeddedPage[],
  finding: Finding,
): NonNullable<AuditRecord['embedded']> {
  const isRewritten = finding.outcome === 'opted-out' || finding.outcome === 'silenced';
  const made = new Set(isRewritten ? finding.edits?.map(({ start }) => start) : []);
  return embedded.map(({ cell, usageReporting, beacon, edits }) => ({
    cell,
    usageReporting,
    ...defined({
      beacon: beacon && renderBeacon(beacon),
      silenced: edits?.every(({ start }) => made.has(start)) ? SILENCED : undefined,
    }),
  }));
}

const renderBeacon = ({ url, processingJobArn }: Beacon) => ({ url, processingJobArn });
