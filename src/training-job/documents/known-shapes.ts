/** The shapes in which AWS's services and tools write requests for training jobs down, and those that are none. */
import { memberOf, type ObjectTree, resolveAlias, stringOf, type Tree } from './tree.ts';

/** AWS's built-in profiler rules. Source: smdebug_rulesconfig 1.0.1, profiler_rules. */
const PROFILER_RULES = [
  'BatchSize',
  'CPUBottleneck',
  'Dataloader',
  'GPUMemoryIncrease',
  'IOBottleneck',
  'LoadBalancing',
  'LowGPUUtilization',
  'MaxInitializationTime',
  'OverallFrameworkMetrics',
  'OverallSystemUsage',
  'ProfilerReport',
  'StepOutlier',
];

/** True for a root that is the value of `ProfilerRuleConfigurations` alone; lists of debugging rules look alike. */
export const isBareList = (root: Tree): boolean =>
  root.kind === 'array' &&
  root.items.some((item) => {
    const invoked = stringOf(memberOf(item, 'RuleParameters'), 'rule_to_invoke');
    const name = stringOf(item, 'RuleConfigurationName');
    if (name === undefined) return false;
    return PROFILER_RULES.includes(invoked ?? '') || (invoked === undefined && isReportName(name));
  });

/** True for a ProfilerReport rule with its name, which may stand under any key of a tool's own configuration. */
export const isLoneRule = (tree: Tree): boolean =>
  stringOf(tree, 'RuleConfigurationName') !== undefined &&
  stringOf(memberOf(tree, 'RuleParameters'), 'rule_to_invoke') === 'ProfilerReport';

/** True for the keys of a request's lists of rules; debugging rules look alike. */
export const isRuleList = (key: string): boolean =>
  /^(?:[pP]rofiler|[dD]ebug)RuleConfigurations(?:\.\$)?$/.test(key);

/** True for the names that the Python SDK gives, with or without a number behind. */
export const isReportName = (name: string): boolean => /^ProfilerReport(?:$|[-_])/.test(name);

/** True for what AWS answered or logged, which asks for nothing; `key` is the one that the object stands under. */
export function isAnswer(tree: ObjectTree, key: string | undefined): boolean {
  const has = (name: string) => stringOf(tree, name) !== undefined;
  const isDated =
    memberOf(tree, 'CreationTime') !== undefined || memberOf(tree, 'CreationDate') !== undefined;
  return (
    key === 'requestParameters' ||
    key === 'responseElements' ||
    has('TrainingJobArn') ||
    has('TrainingJobStatus') ||
    (has('eventSource') && has('eventName')) ||
    (isDated && (has('PipelineArn') || has('stateMachineArn') || has('PipelineDefinition')))
  );
}

/** Tuning jobs send no profiler rules: the API has no such member. */
export const isTuningDefinition = (key: string | undefined): boolean =>
  key !== undefined && /^[tT]rainingJobDefinitions?$/.test(key);

const CREATES = /:sagemaker:(?:create|update)TrainingJob\b/;

/** True for a state of Step Functions that makes a training job. */
export function isState(tree: Tree): boolean {
  const resource = memberOf(tree, 'Resource');
  const text = resource?.kind === 'object' ? stringOf(resource, 'Fn::Sub') : stringOf(tree, 'Resource');
  return text !== undefined && CREATES.test(text);
}

/** The request of a CloudFormation resource, a state, a step of a pipeline or a manifest; undefined for other objects. */
export function requestedBy(tree: ObjectTree): Tree | undefined {
  const type = stringOf(tree, 'Type');
  if (type === 'AWS::SageMaker::TrainingJob') return memberOf(tree, 'Properties');
  if (type === 'Training') return memberOf(tree, 'Arguments');
  if (isState(tree)) return memberOf(tree, 'Parameters') ?? memberOf(tree, 'Arguments') ?? tree;
  const isManifest = stringOf(tree, 'apiVersion')?.startsWith('sagemaker.services.k8s.aws/') === true;
  return isManifest && stringOf(tree, 'kind') === 'TrainingJob' ? memberOf(tree, 'spec') : undefined;
}

/** True for the members of CreateTrainingJob or UpdateTrainingJob, wherever they stand. */
export function isTrainingJob(tree: ObjectTree): boolean {
  const has = (owner: Tree | undefined, ...names: readonly string[]) =>
    names.some((name) => memberOf(owner, name) !== undefined || memberOf(owner, `${name}.$`) !== undefined);
  const rules = resolveAlias(memberOf(tree, 'ProfilerRuleConfigurations'));
  if (rules?.kind === 'array' || isComputed(rules) || has(tree, 'ProfilerRuleConfigurations.$')) return true;
  const algorithm = memberOf(tree, 'AlgorithmSpecification');
  const isCreated =
    has(algorithm, 'TrainingImage', 'AlgorithmName', 'TrainingInputMode') &&
    has(tree, 'OutputDataConfig', 'ResourceConfig', 'TrainingJobName');
  const profiler = memberOf(tree, 'ProfilerConfig');
  return isCreated || (has(tree, 'TrainingJobName') && profiler?.kind === 'object');
}

/** True for a value that is known only when the document is used: references, functions, expressions, placeholders, aliases of nothing. */
export function isComputed(tree: Tree | undefined): boolean {
  if (tree === undefined) return false;
  if (tree.tag !== undefined) return true;
  switch (tree.kind) {
    case 'object':
      return tree.members.some(({ key }) => /^(?:Fn::|Std:)/.test(key)) || isReference(tree);
    case 'string':
      return /\$\{|\{\{|^\s*\{%|^\$/.test(tree.value);
    case 'alias':
      return true;
    case 'array':
    case 'scalar':
      return false;
  }
}

const isReference = ({ members }: ObjectTree): boolean =>
  members.length === 1 && members.every(({ key }) => ['Ref', 'Get', 'Condition'].includes(key));
