/**
 * The audit record's JSON Schema, the one source of its type and of `audit.schema.json`.
 * Everything that leaves the program as a record is valid against it.
 */
import type { FromSchema } from 'json-schema-to-ts';
import { rulesOfKinds } from './schema-rules.ts';

const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const instant = { type: 'string', format: 'date-time' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const base64 = {
  type: 'string',
  contentEncoding: 'base64',
  pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
} as const;
const beacon = {
  type: 'object',
  additionalProperties: false,
  required: ['url', 'processingJobArn'],
  properties: { url: { type: 'string' }, processingJobArn: { type: 'string' } },
} as const;

/** The fields that every record has. */
const COMMON_REQUIRED = [
  'schema',
  'id',
  'digest',
  'recordedAt',
  'outcome',
  'object',
  'trigger',
  'software',
] as const;
const head = {
  schema: { const: 'profiler-opt-out/audit/v1' },
  id: {
    ...sha256,
    description:
      'SHA-256 of kind, bucket, key, version id (else before.sha256, else before.etag) and outcome, joined by line feeds; of a training job that of kind, arn, createdAt and outcome.',
  },
  digest: {
    ...sha256,
    description: 'SHA-256 of the record without this field, as JSON with sorted names (RFC 8785).',
  },
  recordedAt: instant,
} as const;
const why = {
  reason: {
    type: 'string',
    description: 'Why, in one word; with every refused record, and with every training job without a rule.',
  },
  detail: { type: 'string', description: 'Why, in a sentence that says where and what to do.' },
} as const;
const tail = {
  trigger: {
    type: 'object',
    additionalProperties: false,
    required: ['source'],
    properties: {
      source: { enum: ['s3', 'eventbridge', 'batch-operations', 'cli'] },
      eventId: { type: 'string' },
      requestId: { type: 'string' },
      eventTime: instant,
    },
  },
  software: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'version'],
    properties: { name: { type: 'string' }, version: { type: 'string' } },
  },
} as const;

/** What can become of a report object. */
export const REPORT_OUTCOMES = [
  'opted-out',
  'silenced',
  'already-opted-out',
  'no-setup-call',
  'reports-usage',
  'silent',
  'would-opt-out',
  'would-silence',
  'refused',
  'missing',
  'contended',
  'restored',
  'would-restore',
] as const;
const reportObject = {
  bucket: { type: 'string', description: 'Bucket name, or the file URL of a folder.' },
  key: { type: 'string' },
  versionId: { type: 'string', minLength: 1, description: 'The version examined.' },
  isLatest: { type: 'boolean' },
  isCopy: {
    const: true,
    description: 'A copy inside the report folder, such as a checkpoint of Jupyter.',
  },
  lastModified: { ...instant, description: 'Of the version examined; absent when it is missing.' },
} as const;
/** What only records of report objects have. */
const reportParts = {
  report: {
    type: 'object',
    additionalProperties: false,
    required: ['folder'],
    dependentRequired: { generatedAt: ['generatedAtSource'], generatedAtSource: ['generatedAt'] },
    properties: {
      folder: { type: 'string' },
      ruleName: { type: 'string' },
      trainingJobName: { type: 'string' },
      processingJobArn: { type: 'string' },
      region: { type: 'string' },
      generatedAt: {
        ...instant,
        description: 'When the report was generated, according to the source named beside it.',
      },
      generatedAtSource: {
        enum: ['papermill', 'rule-name', 'job-name', 'object'],
        description: 'The best source there was; `object` is when the object was written, perhaps as a copy.',
      },
    },
  },
  before: {
    type: 'object',
    additionalProperties: false,
    required: ['etag', 'bytes'],
    properties: {
      etag: { type: 'string', description: 'Without quotes; in a folder the SHA-256 of the bytes.' },
      sha256: { ...sha256, description: 'Of all bytes; absent when not all of them were read.' },
      bytes: count,
    },
  },
  after: {
    type: 'object',
    additionalProperties: false,
    required: ['etag', 'sha256', 'bytes'],
    properties: {
      etag: { type: 'string' },
      versionId: { type: 'string', minLength: 1 },
      sha256,
      bytes: count,
    },
  },
  edits: {
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['at', 'removed', 'inserted'],
      properties: {
        cell: { type: 'integer', minimum: 1, description: 'Code cell, counted from 1.' },
        at: { ...count, description: 'Byte offset in the version examined.' },
        removed: base64,
        inserted: base64,
      },
    },
  },
  html: {
    type: 'object',
    additionalProperties: false,
    required: ['usageReporting', 'generatedBeforeOptOut'],
    properties: {
      usageReporting: { enum: ['reports', 'silent', 'unknown'] },
      generatedBeforeOptOut: { type: ['boolean', 'null'] },
      savedByBrowser: {
        const: true,
        description: 'A browser saved the page: its beacon shows a local file and asks nobody.',
      },
      optedOutAt: instant,
      beacon,
    },
  },
  embedded: {
    type: 'array',
    minItems: 1,
    description:
      'Of a notebook: the HTML in the saved outputs of its code cells that holds the beacon, or may.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['cell', 'usageReporting'],
      properties: {
        cell: { type: 'integer', minimum: 1, description: 'Code cell, counted from 1.' },
        usageReporting: { enum: ['reports', 'unknown'] },
        beacon,
        silenced: { const: true, description: 'The edits of this record took the beacon out.' },
      },
    },
  },
  optionOne: {
    type: 'object',
    additionalProperties: false,
    required: ['state'],
    properties: {
      state: { enum: ['in-force', 'absent', 'unknown'] },
      trainingJobName: { type: 'string' },
      value: { type: 'string', description: 'Of opt_out_telemetry, as SageMaker has it.' },
      reason: { type: 'string', description: 'Why the state is unknown, in one word.' },
      contradiction: {
        enum: ['in-force-but-reports', 'absent-but-silent'],
        description: 'The rule and the HTML report do not go together: a person should look.',
      },
    },
  },
} as const;

/** A record of one version of a report object; `schema-rules.ts` has the rules between the fields. */
export const reportRecord = {
  type: 'object',
  additionalProperties: false,
  required: [...COMMON_REQUIRED, 'report'],
  properties: {
    ...head,
    outcome: { enum: REPORT_OUTCOMES },
    ...why,
    object: {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'bucket', 'key'],
      properties: { kind: { enum: ['notebook', 'html'] }, ...reportObject },
    },
    ...reportParts,
    ...tail,
  },
} as const;

/** The states of Option 1 that a training job can be in. */
export const JOB_OUTCOMES = ['in-force', 'absent', 'no-rule', 'unrecognised-value', 'gone'] as const;
const jobObject = {
  arn: { type: 'string', description: 'Of a training job.' },
  name: { type: 'string', description: 'Of a training job.' },
  createdAt: { ...instant, description: 'Of a training job.' },
} as const;
/** What only records of training jobs have. */
const jobParts = {
  trainingJob: {
    type: 'object',
    additionalProperties: false,
    required: ['rules'],
    description: 'The job as SageMaker described it; absent when it is gone.',
    properties: {
      tuningJobArn: { type: 'string', description: 'Of the tuning job that started it.' },
      rules: {
        type: 'array',
        description: 'Its ProfilerReport rules.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['name', 'state'],
          properties: {
            name: { type: 'string' },
            state: { enum: ['in-force', 'absent', 'unrecognised-value'] },
            value: { type: 'string', description: 'Of opt_out_telemetry, as SageMaker has it.' },
          },
        },
      },
    },
  },
} as const;

/** A record of a training job: whether Option 1 is in force for it. */
export const jobRecord = {
  type: 'object',
  additionalProperties: false,
  required: COMMON_REQUIRED,
  properties: {
    ...head,
    outcome: { enum: JOB_OUTCOMES },
    ...why,
    object: {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'arn', 'name'],
      properties: { kind: { const: 'training-job' }, ...jobObject },
    },
    ...jobParts,
    ...tail,
  },
} as const;

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
