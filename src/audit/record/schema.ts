/**
 * The audit record's JSON Schema, the one source of its type and of `audit.schema.json`.
 * Everything that leaves the program as a record is valid against it.
 */
import type { FromSchema } from 'json-schema-to-ts';
import { recordRules } from './schema-rules.ts';

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

const fields = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'profiler-opt-out/audit/v1',
  title: 'Audit record of profiler-opt-out',
  description: 'What was found in one version of a report object, what was done, and the evidence.',
  type: 'object',
  additionalProperties: false,
  required: ['schema', 'id', 'digest', 'recordedAt', 'outcome', 'object', 'report', 'trigger', 'software'],
  properties: {
    schema: { const: 'profiler-opt-out/audit/v1' },
    id: {
      ...sha256,
      description:
        'SHA-256 of kind, bucket, key, version id (else before.sha256, else before.etag) and outcome, joined by line feeds.',
    },
    digest: {
      ...sha256,
      description: 'SHA-256 of the record without this field, as JSON with sorted names (RFC 8785).',
    },
    recordedAt: instant,
    outcome: {
      enum: [
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
      ],
    },
    reason: { type: 'string', description: 'Why, in one word; with every refused record.' },
    detail: { type: 'string', description: 'Why, in a sentence that says where and what to do.' },
    object: {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'bucket', 'key'],
      dependentRequired: { isLatest: ['versionId'] },
      properties: {
        kind: { enum: ['notebook', 'html'] },
        bucket: { type: 'string', description: 'Bucket name, or the file URL of a folder.' },
        key: { type: 'string' },
        versionId: { type: 'string', minLength: 1, description: 'The version examined.' },
        isLatest: { type: 'boolean' },
        isCopy: {
          const: true,
          description: 'A copy inside the report folder, such as a checkpoint of Jupyter.',
        },
        lastModified: { ...instant, description: 'Of the version examined; absent when it is missing.' },
      },
    },
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
          description:
            'The best source there was; `object` is when the object was written, perhaps as a copy.',
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
  },
} as const;

/** JSON Schema (draft 2020-12) of `profiler-opt-out/audit/v1`. */
export const auditRecordSchema = { ...fields, allOf: recordRules };

/** One audit record, as it is on the log, in a ledger and on stdout. */
export type AuditRecord = FromSchema<typeof fields>;
