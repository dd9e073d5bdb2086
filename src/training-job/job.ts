/** Option 1 of a whole training job: whether the reports that it will make opt out of telemetry. Pure. */
import { defined } from '../text/defined.ts';
import { isReportRule, type ProfilerRule, readRule } from './rules.ts';

/** One ProfilerReport rule of a job; `value` is that of `opt_out_telemetry`, where the rule has it. */
export interface JudgedRule {
  readonly name: string;
  readonly state: 'in-force' | 'absent' | 'unrecognised-value';
  readonly value?: string;
}

/** A job as SageMaker describes it, as far as it is looked at: never its hyperparameters. */
export interface DescribedJob {
  readonly rules: readonly ProfilerRule[];
  /** Set for a job that a hyperparameter tuning job started. */
  readonly tuningJobArn?: string | undefined;
}

/** The state of a job: `in-force` only when all of its ProfilerReport rules opt out. */
export type JobVerdict =
  | { readonly state: 'in-force'; readonly rules: readonly JudgedRule[] }
  | {
      readonly state: 'absent' | 'unrecognised-value';
      readonly rules: readonly JudgedRule[];
      readonly detail: string;
    }
  | {
      readonly state: 'no-rule';
      readonly reason: 'no-profiler-report-rule' | 'tuning-job';
      readonly rules: readonly [];
      readonly detail: string;
    };

/** Judges every ProfilerReport rule of a job. A job that has just started has made no report that could be asked for. */
export function judgeJob({ rules: all, tuningJobArn }: DescribedJob): JobVerdict {
  const rules = all.filter(isReportRule).map(judgeRule);
  if (rules.length === 0) {
    return tuningJobArn === undefined
      ? { state: 'no-rule', reason: 'no-profiler-report-rule', rules: [], detail: NO_RULE }
      : { state: 'no-rule', reason: 'tuning-job', rules: [], detail: TUNING_JOB };
  }
  const absent = rules.filter(({ state }) => state === 'absent');
  if (absent.length > 0) return { state: 'absent', rules, detail: describeAbsent(absent) };
  const unrecognised = rules.filter(({ state }) => state === 'unrecognised-value');
  return unrecognised.length > 0
    ? { state: 'unrecognised-value', rules, detail: describeUnrecognised(unrecognised) }
    : { state: 'in-force', rules };
}

const NO_RULE = 'the job has no ProfilerReport rule: it makes no profiling report';
const TUNING_JOB =
  'a hyperparameter tuning job started the job: tuned jobs have no profiler rules and make no profiling report';

function judgeRule(rule: ProfilerRule): JudgedRule {
  const { state, value } = readRule(rule);
  return {
    name: rule.RuleConfigurationName ?? '',
    state: state === 'unknown' ? 'unrecognised-value' : state,
    ...defined({ value }),
  };
}

/** A rule can be added to a job that runs, but not changed. */
const describeAbsent = (rules: readonly JudgedRule[]): string =>
  `${rules.map(({ name, value }) => `rule ${name} ${value === undefined ? 'has no opt_out_telemetry' : `has opt_out_telemetry ${JSON.stringify(value)}`}`).join(', ')}: its report will report usage; set "opt_out_telemetry": "True" on the rule before the next job, and opt this report out when it lands`;

const describeUnrecognised = (rules: readonly JudgedRule[]): string =>
  `${rules.map(({ name, value }) => `rule ${name} has opt_out_telemetry ${JSON.stringify(value)}`).join(', ')}: only "True" is documented to opt out; write it so before the next job`;
