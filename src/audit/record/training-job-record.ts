/** Renders what was found about a training job as an audit record. Pure: the same finding and context give the same record. */
import { sha256 } from '../../bytes/sha256.ts';
import type { JobFinding } from '../../report/job-finding.ts';
import { defined } from '../../text/defined.ts';
import { withDigest } from './digest.ts';
import { type RecordContext, renderTrigger } from './render-record.ts';
import type { TrainingJobRecord } from './schema.ts';

/** The audit record of a training job. It holds nothing of the job but what is named here. */
export function renderJobRecord(
  finding: JobFinding,
  { trigger, software }: RecordContext,
): TrainingJobRecord {
  const { arn, name, createdAt, at, tuningJobArn, verdict } = finding;
  const object = {
    kind: 'training-job',
    arn,
    name,
    ...defined({ createdAt: createdAt?.toISOString() }),
  } as const;
  const outcome = verdict.state;
  return withDigest({
    schema: 'profiler-opt-out/audit/v1',
    id: jobRecordId({ object, outcome }),
    recordedAt: at.toISOString(),
    outcome,
    ...defined({
      reason: 'reason' in verdict ? verdict.reason : undefined,
      detail: 'detail' in verdict ? verdict.detail : undefined,
    }),
    object,
    ...('rules' in verdict
      ? { trainingJob: { ...defined({ tuningJobArn }), rules: [...verdict.rules] } }
      : {}),
    trigger: renderTrigger(trigger),
    software,
  });
}

/** The record's identity: the same job coming to the same state. A deleted job's name can be used again, at another time. */
export const jobRecordId = ({ object, outcome }: Pick<TrainingJobRecord, 'object' | 'outcome'>): string =>
  sha256([object.kind, object.arn, object.createdAt ?? '', outcome].join('\n'));
