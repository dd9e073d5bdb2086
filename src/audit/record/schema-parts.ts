/** The parts of the audit record's JSON Schema that both kinds of records have. */

export const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
export const instant = { type: 'string', format: 'date-time' } as const;
export const count = { type: 'integer', minimum: 0 } as const;
export const base64 = {
  type: 'string',
  contentEncoding: 'base64',
  pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
} as const;
export const beacon = {
  type: 'object',
  additionalProperties: false,
  required: ['url', 'processingJobArn'],
  properties: { url: { type: 'string' }, processingJobArn: { type: 'string' } },
} as const;

/** The fields that every record has. */
export const COMMON_REQUIRED = [
  'schema',
  'id',
  'digest',
  'recordedAt',
  'outcome',
  'object',
  'trigger',
  'software',
] as const;
/** The first fields of every record, those on the reason, and the last ones. */
export const head = {
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
export const why = {
  reason: {
    type: 'string',
    description: 'Why, in one word; with every refused record, and with every training job without a rule.',
  },
  detail: { type: 'string', description: 'Why, in a sentence that says where and what to do.' },
} as const;
export const tail = {
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
