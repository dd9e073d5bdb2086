/** The JSON Schema of a record of a training job. */
import { COMMON_REQUIRED, head, instant, tail, why } from './schema-parts.ts';

/** The states of Option 1 that a training job can be in. */
export const JOB_OUTCOMES = ['in-force', 'absent', 'no-rule', 'unrecognised-value', 'gone'] as const;
/** The fields of a training job. */
export const jobObject = {
  arn: { type: 'string', description: 'Of a training job.' },
  name: { type: 'string', description: 'Of a training job.' },
  createdAt: { ...instant, description: 'Of a training job.' },
} as const;
/** What only records of training jobs have. */
export const jobParts = {
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
