/** The record in a line that was scanned: what `JSON.parse` would make of it, from texts whose places are known. Pure. */
import type { AuditRecord } from '../schema.ts';
import { type RecordScan, slotOf } from './record-scan.ts';

/** What gets its fields one after the other. */
type Building<Parts> = { -readonly [Name in keyof Parts]?: Parts[Name] };
type Html = NonNullable<AuditRecord['html']>;
type After = NonNullable<AuditRecord['after']>;
type Before = NonNullable<AuditRecord['before']>;

/** `line` is what was scanned, which is ASCII. Fields are in the order of the schema. */
export function recordIn(scan: RecordScan, line: string): AuditRecord {
  const text = (slot: number): string => line.slice(scan.begin(slot) + 1, scan.end(slot) - 1);
  const json = (slot: number): string => line.slice(scan.begin(slot), scan.end(slot));
  const has = (slot: number): boolean => scan.begin(slot) >= 0;

  const record: Building<AuditRecord> = {
    schema: 'profiler-opt-out/audit/v1',
    id: text(ID),
    digest: text(DIGEST),
    recordedAt: text(RECORDED_AT),
    outcome: text(OUTCOME) as AuditRecord['outcome'],
  };
  if (has(REASON)) record.reason = text(REASON);
  if (has(DETAIL)) record.detail = text(DETAIL);
  record.object = objectIn();
  record.report = reportIn();
  record.before = beforeIn();
  if (has(AFTER)) record.after = afterIn();
  if (has(EDITS)) record.edits = JSON.parse(json(EDITS));
  if (has(HTML)) record.html = htmlIn();
  if (has(OPTION_ONE)) record.optionOne = JSON.parse(json(OPTION_ONE));
  record.trigger = triggerIn();
  record.software = { name: text(SOFTWARE_NAME), version: text(SOFTWARE_VERSION) };
  return record as AuditRecord;

  function objectIn(): AuditRecord['object'] {
    const object: Building<AuditRecord['object']> = {
      kind: text(OBJECT_KIND) as AuditRecord['object']['kind'],
      bucket: text(BUCKET),
      key: text(KEY),
    };
    if (has(VERSION_ID)) object.versionId = text(VERSION_ID);
    if (has(IS_LATEST)) object.isLatest = json(IS_LATEST) === 'true';
    if (has(IS_COPY)) object.isCopy = true;
    object.lastModified = text(LAST_MODIFIED);
    return object as AuditRecord['object'];
  }

  function reportIn(): AuditRecord['report'] {
    const report: Building<AuditRecord['report']> = { folder: text(FOLDER) };
    if (has(RULE_NAME)) report.ruleName = text(RULE_NAME);
    if (has(TRAINING_JOB_NAME)) report.trainingJobName = text(TRAINING_JOB_NAME);
    if (has(PROCESSING_JOB_ARN)) report.processingJobArn = text(PROCESSING_JOB_ARN);
    if (has(REGION)) report.region = text(REGION);
    report.generatedAt = text(GENERATED_AT);
    report.generatedAtSource = text(GENERATED_AT_SOURCE) as NonNullable<typeof report.generatedAtSource>;
    return report as AuditRecord['report'];
  }

  function beforeIn(): Before {
    const etag = text(ETAG_BEFORE);
    const bytes = Number(json(BYTES_BEFORE));
    return has(SHA256_BEFORE) ? { etag, sha256: text(SHA256_BEFORE), bytes } : { etag, bytes };
  }

  function afterIn(): After {
    const etag = text(ETAG_AFTER);
    const rest = { sha256: text(SHA256_AFTER), bytes: Number(json(BYTES_AFTER)) };
    return has(VERSION_AFTER) ? { etag, versionId: text(VERSION_AFTER), ...rest } : { etag, ...rest };
  }

  function htmlIn(): Html {
    const isEarlier = json(GENERATED_BEFORE);
    const html: Building<Html> = {
      usageReporting: text(USAGE_REPORTING) as Html['usageReporting'],
      generatedBeforeOptOut: isEarlier === 'null' ? null : isEarlier === 'true',
    };
    if (has(OPTED_OUT_AT)) html.optedOutAt = text(OPTED_OUT_AT);
    if (has(BEACON)) html.beacon = { url: text(BEACON_URL), processingJobArn: text(BEACON_ARN) };
    return html as Html;
  }

  function triggerIn(): AuditRecord['trigger'] {
    const trigger: Building<AuditRecord['trigger']> = {
      source: text(SOURCE) as AuditRecord['trigger']['source'],
    };
    if (has(EVENT_ID)) trigger.eventId = text(EVENT_ID);
    if (has(REQUEST_ID)) trigger.requestId = text(REQUEST_ID);
    if (has(EVENT_TIME)) trigger.eventTime = text(EVENT_TIME);
    return trigger as AuditRecord['trigger'];
  }
}

const ID = slotOf('id');
const DIGEST = slotOf('digest');
const RECORDED_AT = slotOf('recordedAt');
const OUTCOME = slotOf('outcome');
const REASON = slotOf('reason');
const DETAIL = slotOf('detail');
const OBJECT_KIND = slotOf('object.kind');
const BUCKET = slotOf('object.bucket');
const KEY = slotOf('object.key');
const VERSION_ID = slotOf('object.versionId');
const IS_LATEST = slotOf('object.isLatest');
const IS_COPY = slotOf('object.isCopy');
const LAST_MODIFIED = slotOf('object.lastModified');
const FOLDER = slotOf('report.folder');
const RULE_NAME = slotOf('report.ruleName');
const TRAINING_JOB_NAME = slotOf('report.trainingJobName');
const PROCESSING_JOB_ARN = slotOf('report.processingJobArn');
const REGION = slotOf('report.region');
const GENERATED_AT = slotOf('report.generatedAt');
const GENERATED_AT_SOURCE = slotOf('report.generatedAtSource');
const ETAG_BEFORE = slotOf('before.etag');
const SHA256_BEFORE = slotOf('before.sha256');
const BYTES_BEFORE = slotOf('before.bytes');
const AFTER = slotOf('after');
const ETAG_AFTER = slotOf('after.etag');
const VERSION_AFTER = slotOf('after.versionId');
const SHA256_AFTER = slotOf('after.sha256');
const BYTES_AFTER = slotOf('after.bytes');
const EDITS = slotOf('edits');
const HTML = slotOf('html');
const USAGE_REPORTING = slotOf('html.usageReporting');
const GENERATED_BEFORE = slotOf('html.generatedBeforeOptOut');
const OPTED_OUT_AT = slotOf('html.optedOutAt');
const BEACON = slotOf('html.beacon');
const BEACON_URL = slotOf('html.beacon.url');
const BEACON_ARN = slotOf('html.beacon.processingJobArn');
const OPTION_ONE = slotOf('optionOne');
const SOURCE = slotOf('trigger.source');
const EVENT_ID = slotOf('trigger.eventId');
const REQUEST_ID = slotOf('trigger.requestId');
const EVENT_TIME = slotOf('trigger.eventTime');
const SOFTWARE_NAME = slotOf('software.name');
const SOFTWARE_VERSION = slotOf('software.version');
