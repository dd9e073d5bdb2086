/**
 * The audit record's JSON Schema, the one source of its type and of `audit.schema.json`.
 * Everything that leaves the program as a record is valid against it.
 */
import type { FromSchema } from 'json-schema-to-ts';
import { JOB_OUTCOMES, jobObject, jobParts, type jobRecord } from './job-record-schema.ts';
import { REPORT_OUTCOMES, reportObject, reportParts, type reportRecord } from './report-record-schema.ts';
import { COMMON_REQUIRED, head, tail, why } from './schema-parts.ts';
import { rulesOfKinds } from './schema-rules.ts';

/**
 * JSON Schema (draft 2020-12) of `profiler-opt-out/audit/v1`: the fields of both kinds of records, and which of them
 * each kind has.
 */
export const auditRecordSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'profiler-opt-out/audit/v1',
  title: 'Audit record of profiler-opt-out',
  description:
    'What was found in one version of a report object, what was done, and the evidence; or whether Option 1 is in force for a training job.',
  type: 'object',
  additionalProperties: false,
  required: COMMON_REQUIRED,
  properties: {
    ...head,
    outcome: { enum: [...REPORT_OUTCOMES, ...JOB_OUTCOMES] },
    ...why,
    object: {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      dependentRequired: { isLatest: ['versionId'] },
      properties: { kind: { enum: ['notebook', 'html', 'training-job'] }, ...reportObject, ...jobObject },
    },
    ...reportParts,
    ...jobParts,
    ...tail,
  },
  ...rulesOfKinds({
    report: { parts: reportParts, objectFields: reportObject, outcomes: REPORT_OUTCOMES },
    job: { parts: jobParts, objectFields: jobObject, outcomes: JOB_OUTCOMES },
  }),
};

/** One audit record of a report object, as it is on the log, in a ledger and on stdout. */
export type AuditRecord = FromSchema<typeof reportRecord>;
/** One audit record of a training job, as it is on the log and in a ledger. */
export type TrainingJobRecord = FromSchema<typeof jobRecord>;
/** Any record of a ledger. */
export type LedgerRecord = AuditRecord | TrainingJobRecord;
