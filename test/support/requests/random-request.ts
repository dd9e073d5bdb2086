/** Requests for training jobs as people and programs write them down, for properties and for checks against other parsers. */
import fc from 'fast-check';
import { stringify } from 'yaml';

/** A document, and what a run over it has to find. */
export interface RandomRequest {
  readonly syntax: 'json' | 'yaml';
  readonly text: string;
  /** The members of CreateTrainingJob, as they were before anything was written down. */
  readonly request: object;
  readonly verdict: 'in-force' | 'absent' | 'no-rule';
}

const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,12}$/);
/** Names that look like other things where they stand without quotes. */
const awkward = fc.constantFrom(
  "it's",
  'a: b',
  '# c',
  'yes',
  '1.0',
  'null',
  '"q"',
  'ä\u{1f600}',
  '{x}',
  '- y',
  ' s ',
  '\\n',
);
const value = fc.oneof(name, awkward);

const otherParameters = fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{1,8}_threshold$/), value, {
  maxKeys: 3,
});

/** A ProfilerReport rule with or without the parameter, among others of its parameters. */
const reportRule = fc
  .tuple(value, otherParameters, fc.constantFrom('True', 'False', undefined), fc.boolean(), fc.boolean())
  .map(([ruleName, others, optOut, isFirst, hasPath]) => {
    const own = {
      rule_to_invoke: 'ProfilerReport',
      ...(optOut === undefined ? {} : { opt_out_telemetry: optOut }),
    };
    return {
      RuleConfigurationName: ruleName,
      ...(hasPath ? { LocalPath: '/opt/ml' } : {}),
      RuleEvaluatorImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest',
      RuleParameters: isFirst ? { ...own, ...others } : { ...others, ...own },
    };
  });

const otherRule = value.map((ruleName) => ({
  RuleConfigurationName: ruleName,
  RuleEvaluatorImage: 'i',
  RuleParameters: { rule_to_invoke: 'LowGPUUtilization' },
}));

const request = fc
  .tuple(name, fc.option(reportRule, { nil: undefined }), fc.array(otherRule, { maxLength: 2 }), fc.boolean())
  .map(([jobName, report, others, isFirst]) => {
    const reports = report === undefined ? [] : [report];
    return {
      report,
      members: {
        TrainingJobName: jobName,
        AlgorithmSpecification: { TrainingImage: 'image', TrainingInputMode: 'File' },
        RoleArn: 'arn:aws:iam::123456789012:role/service-role/train',
        OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
        ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        ProfilerRuleConfigurations: isFirst ? [...reports, ...others] : [...others, ...reports],
      },
    };
  });

const CONTAINERS: readonly ((members: object) => object)[] = [
  (members) => members,
  (Properties) => ({ Resources: { Job: { Type: 'AWS::SageMaker::TrainingJob', Properties } } }),
  (Parameters) => ({
    States: {
      Train: { Type: 'Task', Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync', Parameters },
    },
  }),
  (Arguments) => ({ Version: '2020-12-01', Steps: [{ Name: 'Train', Type: 'Training', Arguments }] }),
];

const jsonText = fc.record({
  indentation: fc.constantFrom(0, 1, 2, 4, '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
});
const yamlText = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_SINGLE' as const, 'QUOTE_DOUBLE' as const),
  defaultKeyType: fc.constantFrom('PLAIN' as const, 'QUOTE_SINGLE' as const, 'QUOTE_DOUBLE' as const),
  flowCollectionPadding: fc.boolean(),
  lineWidth: fc.constantFrom(0, 80),
});

/** One document of any syntax, container and layout; every fourth holds the request as a text. */
export const randomRequest: fc.Arbitrary<RandomRequest> = fc
  .record({
    asked: request,
    container: fc.constantFrom(...CONTAINERS),
    syntax: fc.constantFrom('json' as const, 'yaml' as const),
    json: jsonText,
    inner: jsonText,
    yaml: yamlText,
    isText: fc.nat(3).map((number) => number === 0),
  })
  .map(({ asked: { report, members }, container, syntax, json, inner, yaml, isText }) => {
    const held = container(members);
    // At the column of its key, where the writer puts it, no parser takes an empty list.
    const isEmpty = members.ProfilerRuleConfigurations.length === 0;
    const whole = isText ? { Body: JSON.stringify(held, null, inner.indentation) } : held;
    const text =
      // Quoted so that YAML 1.1, which PyYAML reads, has the same values as 1.2.
      syntax === 'json'
        ? JSON.stringify(whole, null, json.indentation).replaceAll('\n', json.lineEnd)
        : stringify(whole, {
            ...yaml,
            indentSeq: yaml.indentSeq || isEmpty,
            version: '1.1',
            blockQuote: isText ? 'literal' : true,
          });
    const optOut = report?.RuleParameters as { opt_out_telemetry?: string } | undefined;
    const verdict =
      report === undefined ? 'no-rule' : optOut?.opt_out_telemetry === 'True' ? 'in-force' : 'absent';
    return { syntax, text, request: members, verdict };
  });
