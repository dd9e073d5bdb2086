/**
 * The canonical JSON of a valid record, faster than that of any value: the schema knows all names, so they stand here in
 * their order and `JSON.stringify` writes them, which leaves out what is undefined. Pure.
 */
import type { AuditRecord, LedgerRecord, TrainingJobRecord } from './schema.ts';

/** What `canonicalJson` makes of a valid record. */
export function canonicalRecord(record: LedgerRecord): string {
  const { digest, id, outcome, reason, detail, recordedAt, schema, software, trigger } = record;
  const { after, before, edits, embedded, html, object, optionOne, report, trainingJob } = record as Partial<
    Omit<AuditRecord, 'object'>
  > &
    AnyKind;
  return JSON.stringify({
    after: after && stateInOrder(after),
    before: before && stateInOrder(before),
    detail,
    digest,
    edits: edits?.map(({ at, cell, inserted, removed }) => ({ at, cell, inserted, removed })),
    embedded: embedded?.map(({ beacon, cell, silenced, usageReporting }) => ({
      beacon: beacon && beaconInOrder(beacon),
      cell,
      silenced,
      usageReporting,
    })),
    html: html && htmlInOrder(html),
    id,
    object: objectInOrder(object),
    optionOne: optionOne && optionOneInOrder(optionOne),
    outcome,
    reason,
    recordedAt,
    report: report && reportInOrder(report),
    schema,
    software: { name: software.name, version: software.version },
    trainingJob: trainingJob && {
      rules: trainingJob.rules.map(({ name, state, value }) => ({ name, state, value })),
      tuningJobArn: trainingJob.tuningJobArn,
    },
    trigger: triggerInOrder(trigger),
  });
}

/** The fields of both kinds of records, of which a record has those of its own. */
type AnyObject = Partial<AuditRecord['object'] & Omit<TrainingJobRecord['object'], 'kind'>>;
interface AnyKind {
  readonly object: AnyObject;
  readonly trainingJob?: TrainingJobRecord['trainingJob'];
}

const stateInOrder = ({ bytes, etag, sha256, versionId }: Partial<NonNullable<AuditRecord['after']>>) => ({
  bytes,
  etag,
  sha256,
  versionId,
});

const beaconInOrder = ({
  processingJobArn,
  url,
}: NonNullable<NonNullable<AuditRecord['html']>['beacon']>) => ({
  processingJobArn,
  url,
});

const htmlInOrder = (html: NonNullable<AuditRecord['html']>) => ({
  beacon: html.beacon && beaconInOrder(html.beacon),
  generatedBeforeOptOut: html.generatedBeforeOptOut,
  optedOutAt: html.optedOutAt,
  savedByBrowser: html.savedByBrowser,
  usageReporting: html.usageReporting,
});

const objectInOrder = (object: AnyObject) => ({
  arn: object.arn,
  bucket: object.bucket,
  createdAt: object.createdAt,
  isCopy: object.isCopy,
  isLatest: object.isLatest,
  key: object.key,
  kind: object.kind,
  lastModified: object.lastModified,
  name: object.name,
  versionId: object.versionId,
});

const optionOneInOrder = (optionOne: NonNullable<AuditRecord['optionOne']>) => ({
  contradiction: optionOne.contradiction,
  reason: optionOne.reason,
  state: optionOne.state,
  trainingJobName: optionOne.trainingJobName,
  value: optionOne.value,
});

const reportInOrder = (report: AuditRecord['report']) => ({
  folder: report.folder,
  generatedAt: report.generatedAt,
  generatedAtSource: report.generatedAtSource,
  processingJobArn: report.processingJobArn,
  region: report.region,
  ruleName: report.ruleName,
  trainingJobName: report.trainingJobName,
});

const triggerInOrder = ({ eventId, eventTime, requestId, source }: LedgerRecord['trigger']) => ({
  eventId,
  eventTime,
  requestId,
  source,
});
