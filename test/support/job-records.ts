/** Audit records of training jobs for tests, rendered from findings as the program makes them. */
import type { TrainingJobRecord } from '../../src/audit/record/schema.ts';
import { renderJobRecord } from '../../src/audit/record/training-job-record.ts';
import type { JobFinding } from '../../src/report/job-finding.ts';
import { software } from '../../src/report/software.ts';
import { judgeJob } from '../../src/training-job/job.ts';
import { expectValidRecord } from './validate-record.ts';

/** A ProfilerReport rule as SageMaker describes it. */
export const reportRule = (value?: string, name = 'ProfilerReport') => ({
  RuleConfigurationName: name,
  RuleParameters: {
    rule_to_invoke: 'ProfilerReport',
    ...(value === undefined ? {} : { opt_out_telemetry: value }),
  },
});

/** The ARN of a training job. */
export const jobArnOf = (name: string): string =>
  `arn:aws:sagemaker:us-east-1:111122223333:training-job/${name}`;

/** A valid record; what is left out is that of job-1, created on 1 January 2026, whose rule does not opt out. */
export function jobRecordOf(finding: Partial<JobFinding> = {}): TrainingJobRecord {
  const name = finding.name ?? 'job-1';
  const record = renderJobRecord(
    {
      arn: jobArnOf(name),
      name,
      createdAt: new Date('2026-01-01T00:00:00Z'),
      at: new Date('2026-01-01T00:01:00Z'),
      verdict: judgeJob({ rules: [reportRule()] }),
      ...finding,
    },
    { trigger: { source: 'eventbridge' }, software },
  );
  expectValidRecord<TrainingJobRecord>(record);
  return record;
}

/** One record of each state. */
export const recordsOfJobs: readonly TrainingJobRecord[] = [
  jobRecordOf({ name: 'in-force', verdict: judgeJob({ rules: [reportRule('True')] }) }),
  jobRecordOf({ name: 'absent' }),
  jobRecordOf({
    name: 'off',
    verdict: judgeJob({ rules: [reportRule('False', 'a'), reportRule('True', 'b')] }),
  }),
  jobRecordOf({
    name: 'odd',
    verdict: judgeJob({ rules: [reportRule('true', 'a'), reportRule('True', 'b')] }),
  }),
  jobRecordOf({ name: 'no-rule', verdict: judgeJob({ rules: [] }) }),
  jobRecordOf({
    name: 'tuned',
    tuningJobArn: `${jobArnOf('x').replace('training-job/x', 'hyper-parameter-tuning-job/t')}`,
    verdict: judgeJob({ rules: [], tuningJobArn: 'arn' }),
  }),
  jobRecordOf({ name: 'gone', verdict: { state: 'gone' } }),
];
