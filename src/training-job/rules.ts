/** Option 1: reads from a training job's rules whether reports opt out of telemetry. Pure; knows no AWS SDK. */

/** A rule of a training job, as far as it is looked at. Source: Amazon SageMaker API, ProfilerRuleConfiguration. */
export interface ProfilerRule {
  readonly RuleConfigurationName?: string | undefined;
  readonly RuleParameters?: Readonly<Record<string, string>> | undefined;
}

/** The processing job that ran a rule. Source: Amazon SageMaker API, ProfilerRuleEvaluationStatus. */
export interface RuleEvaluation {
  readonly RuleConfigurationName?: string | undefined;
  readonly RuleEvaluationJobArn?: string | undefined;
}

/** The state of Option 1; `value` is that of `opt_out_telemetry`, where the rule has it. */
export type RuleVerdict =
  | { readonly state: 'in-force'; readonly value: string }
  | { readonly state: 'absent'; readonly value?: string }
  | {
      readonly state: 'unknown';
      readonly reason: 'no-profiler-report-rule' | 'several-rules' | 'unrecognised-value';
      readonly value?: string;
    };

/**
 * Reads the rule that `processingJobArn` ran; where no evaluation names it, the only ProfilerReport rule there is.
 * Only the value `True` counts, as AWS documents it.
 */
export function readRules(
  rules: readonly ProfilerRule[],
  evaluations: readonly RuleEvaluation[],
  processingJobArn: string,
): RuleVerdict {
  const reports = rules.filter(isReportRule);
  // In older reports the names in ARNs are in lower case throughout.
  const evaluation = evaluations.find(
    ({ RuleEvaluationJobArn }) => RuleEvaluationJobArn?.toLowerCase() === processingJobArn.toLowerCase(),
  );
  const own = reports.find(
    ({ RuleConfigurationName: name }) => name !== undefined && name === evaluation?.RuleConfigurationName,
  );
  const rule = own ?? (reports.length === 1 ? reports[0] : undefined);
  if (rule === undefined) {
    return { state: 'unknown', reason: reports.length === 0 ? 'no-profiler-report-rule' : 'several-rules' };
  }
  return readRule(rule);
}

/** True for a rule that makes a profiling report. */
export const isReportRule = ({ RuleParameters }: ProfilerRule): boolean =>
  RuleParameters?.['rule_to_invoke'] === 'ProfilerReport';

/** The state that one ProfilerReport rule stands for. */
export function readRule({ RuleParameters }: ProfilerRule): RuleVerdict {
  const value = RuleParameters?.['opt_out_telemetry'];
  if (value === 'True') return { state: 'in-force', value };
  if (value === undefined) return { state: 'absent' };
  return value === 'False'
    ? { state: 'absent', value }
    : { state: 'unknown', reason: 'unrecognised-value', value };
}
