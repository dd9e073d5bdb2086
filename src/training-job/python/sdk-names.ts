/**
 * The names of SageMaker's Python SDK that matter for a training job's rules. Tables only.
 * Source: sagemaker 2.257.7 and 3.27.0; smdebug_rulesconfig 1.0.1, profiler_rules/rules.py.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Classes that start a training job by `fit`. */
const ESTIMATORS = words(
  'Estimator EstimatorBase Framework AlgorithmEstimator JumpStartEstimator PyTorch TensorFlow HuggingFace XGBoost SKLearn ' +
    'MXNet Chainer RLEstimator KMeans PCA LinearLearner FactorizationMachines RandomCutForest KNN NTM LDA Object2Vec ' +
    'IPInsights',
);

/** The classes of the SDK that are told apart. */
export type SdkName =
  | 'report-config'
  | 'other-config'
  | 'rule'
  | 'rule-sagemaker'
  | 'rule-custom'
  | 'debug-rule-sagemaker'
  | 'estimator'
  | 'tuner'
  | 'trainer'
  | 'shape'
  | 'create';

/** Modules of the SDK; names that a file binds nowhere may be those of the SDK. */
const SDK = /^(?:sagemaker(?:_core|_train)?|smdebug_rulesconfig)\./;
const CONFIG = /(?:^|\.)rule_configs\.[A-Za-z]\w*$|^smdebug_rulesconfig\.(?:\w+\.)*[A-Z]\w*$/;
const LAST: readonly (readonly [path: RegExp, name: SdkName])[] = [
  [
    /(?:^|\.)(?:rule_configs|smdebug_rulesconfig(?:\.profiler_rules(?:\.rules)?)?)\.ProfilerReport$/,
    'report-config',
  ],
  [/^ProfilerReport$/, 'report-config'],
  [CONFIG, 'other-config'],
  [/(?:^|\.)ProfilerRule\.sagemaker$/, 'rule-sagemaker'],
  [/(?:^|\.)ProfilerRule\.custom$/, 'rule-custom'],
  [/(?:^|\.)ProfilerRule$/, 'rule'],
  [/(?:^|\.)Rule\.sagemaker$/, 'debug-rule-sagemaker'],
  [/(?:^|\.)HyperparameterTuner(?:\.create)?$/, 'tuner'],
  [/(?:^|\.)ModelTrainer$/, 'trainer'],
  [/(?:^|\.)ProfilerRuleConfiguration$/, 'shape'],
  [/(?:^|\.)TrainingJob\.create$/, 'create'],
];

/** What a dotted path of the SDK stands for; a path of one name is one that the file binds nowhere. */
export function sdkNameOf(path: string, isBound: boolean): SdkName | undefined {
  if (isBound && !SDK.test(path)) return undefined;
  const found = LAST.find(([pattern]) => pattern.test(path))?.[1];
  return found ?? (ESTIMATORS.has(path.slice(path.lastIndexOf('.') + 1)) ? 'estimator' : undefined);
}

const RULE_PARAMETERS: Readonly<Record<string, ReadonlySet<string>>> = {
  batchsize: words(
    'cpu_threshold_p95 gpu_threshold_p95 gpu_memory_threshold_p95 patience window scan_interval_us',
  ),
  cpubottleneck: words('threshold gpu_threshold cpu_threshold patience scan_interval_us'),
  dataloader: words('min_threshold max_threshold scan_interval_us'),
  gpumemoryincrease: words('increase patience window scan_interval_us'),
  iobottleneck: words('threshold gpu_threshold io_threshold patience scan_interval_us'),
  loadbalancing: words('threshold patience scan_interval_us'),
  lowgpuutilization: words('threshold_p95 threshold_p5 window patience scan_interval_us'),
  maxinitializationtime: words('threshold scan_interval_us'),
  overallsystemusage: words('scan_interval_us'),
  stepoutlier: words('stddev mode n_outliers scan_interval_us'),
};

/** True for a keyword that `ProfilerReport` of smdebug_rulesconfig 1.0.1 takes: `<rule>_<parameter>`. */
export function isReportParameter(keyword: string): boolean {
  const [rule = '', ...parameter] = keyword.toLowerCase().split('_');
  return RULE_PARAMETERS[rule]?.has(parameter.join('_')) === true;
}
