/** The JSON Schema of a record of one version of a report object. */
import { base64, beacon, COMMON_REQUIRED, count, head, instant, sha256, tail, why } from './schema-parts.ts';

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
/** The fields of a report object. */
export const reportObject = {
  bucket: { type: 'string', description: 'Bucket name, or the file URL of a folder.' },
  key: { type: 'string' },
  versionId: {
    type: 'string',
    minLength: 1,
    description: 'The version examined; of a missing object its delete marker.',
  },
  isLatest: { type: 'boolean' },
  isCopy: {
    const: true,
    description: 'A copy inside the report folder, such as a checkpoint of Jupyter.',
  },
  lastModified: {
    ...instant,
    description: 'Of the version examined; of a missing object that of its delete marker, where it is known.',
  },
} as const;
/** What only records of report objects have. */
export const reportParts = {
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
