/** Random Python that starts a training job: the ways in which rules are imported, made, held, changed and sent. */

/** A source by these random numbers; it runs under the SDK with a recorder in place of the network. */
export function randomOptionOneForm(random: () => number): string {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const maybe = (text: string, chance = 0.3): string => (random() < chance ? text : '');
  const source = random() < 0.2 ? botoForm(pick, maybe) : sdkForm(pick, maybe);
  const inQuotes = random() < 0.3 ? source.replaceAll('"', "'") : source;
  const inFunction =
    random() < 0.25
      ? inFunctionOf(inQuotes, pick(['main()', 'main()  # go', 'if True:\n    main()']))
      : inQuotes;
  return random() < 0.1 ? inFunction.replaceAll('\n', '\r\n') : inFunction;
}

type Pick = <Item>(items: readonly Item[]) => Item;
type Maybe = (text: string, chance?: number) => string;

const IMPORTS: readonly (readonly [statement: string, rule: string, configs: string])[] = [
  ['from sagemaker.debugger import ProfilerRule, rule_configs', 'ProfilerRule', 'rule_configs'],
  [
    'from sagemaker.debugger import (\n    ProfilerRule,\n    rule_configs,\n)',
    'ProfilerRule',
    'rule_configs',
  ],
  ['from sagemaker.debugger import ProfilerRule as PR, rule_configs as rc', 'PR', 'rc'],
  ['import sagemaker.debugger as d', 'd.ProfilerRule', 'd.rule_configs'],
  ['import sagemaker.debugger', 'sagemaker.debugger.ProfilerRule', 'sagemaker.debugger.rule_configs'],
  ['from sagemaker import debugger', 'debugger.ProfilerRule', 'debugger.rule_configs'],
  ['from sagemaker.debugger import ProfilerRule\nimport smdebug_rulesconfig as rc', 'ProfilerRule', 'rc'],
];
const ARGUMENTS = [
  '',
  '',
  '',
  'CPUBottleneck_cpu_threshold=90',
  'CPUBottleneck_cpu_threshold=90,  # per cent\n    IOBottleneck_threshold=40\n',
  '**{"StepOutlier_stddev": 4}',
  'opt_out_telemetry=True',
  'IOBottleneck_threshold=40, opt_out_telemetry=False',
  'True',
  'nothing=1',
];
const VALUES = ['"True"', '"True"', 'True', 'False', '"False"', '"true"', 'None', '1', 'str(bool(role))'];
const WRITES: readonly ((rule: string, value: string) => string)[] = [
  (rule, value) => `${rule}.rule_parameters["opt_out_telemetry"] = ${value}`,
  (rule, value) => `${rule}.rule_parameters.update({"opt_out_telemetry": ${value}})`,
  (rule, value) => `${rule}.rule_parameters.update(opt_out_telemetry=${value})`,
  (rule, value) => `${rule}.rule_parameters.setdefault("opt_out_telemetry", ${value})`,
  (rule, value) => `parameters = ${rule}.rule_parameters\nparameters["opt_out_telemetry"] = ${value}`,
  (rule, value) => `if role:\n    ${rule}.rule_parameters["opt_out_telemetry"] = ${value}`,
  (rule, value) => `for each in [${rule}]:\n    each.rule_parameters["opt_out_telemetry"] = ${value}`,
  (rule) => `print(${rule})`,
  (rule) => `${rule}.rule_parameters["CPUBottleneck_threshold"] = 60`,
  (rule) => `${rule}.rule_parameters.pop("opt_out_telemetry", None)`,
];
const ESTIMATORS = [
  'Estimator(image, role, 1, "ml.m5.xlarge", RULES)',
  'Estimator(\n    image_uri=image,\n    role=role,\n    instance_count=1,\n    instance_type="ml.m5.xlarge",\n    RULES,\n)',
  'Estimator(**dict(image_uri=image, role=role, instance_count=1, instance_type="ml.m5.xlarge", RULES))',
];

function sdkForm(pick: Pick, maybe: Maybe): string {
  const [statement, rule, configs] = pick(IMPORTS);
  const config = `${configs}.ProfilerReport(${maybe(' ', 0.1)}${pick(ARGUMENTS)})`;
  const lines = [
    'from sagemaker.estimator import Estimator',
    statement,
    maybe('\n# ProfilerRule.sagemaker(rule_configs.ProfilerReport())'),
  ];
  const isConfigBound = maybe('x') !== '';
  if (isConfigBound)
    lines.push(`config = ${config}${maybe('  # the report')}`, maybe(pick(WRITES)('config', pick(VALUES))));
  const made = makeRule(pick, maybe, rule, isConfigBound ? 'config' : config, isConfigBound);
  const isRuleBound = maybe('x', 0.5) !== '';
  if (isRuleBound)
    lines.push(
      `rule${maybe(`: ${rule}`, 0.1)} = ${made}${maybe('; n = 1', 0.1)}`,
      maybe(pick(WRITES)('rule', pick(VALUES)), 0.5),
    );
  const item = isRuleBound ? 'rule' : made;
  const other = `${rule}.sagemaker(${configs}.LowGPUUtilization())`;
  // What is made is sent, too.
  const without = isConfigBound || isRuleBound ? [] : [`[${other}]`, 'None', '[]'];
  const list = pick([
    `[${item}]`,
    `[\n    ${item},\n]`,
    `[${other}, ${item}]`,
    `[\n    ${item},  # the report\n    ${other}\n]`,
    `(${item},)`,
    `[] + [${item}]`,
    `[${item}] if role else []`,
    item,
    `[${item} for _ in range(1)]`,
    ...without,
  ]);
  const isListBound = maybe('x', 0.5) !== '';
  if (isListBound)
    lines.push(
      ...pick([
        [`rules = ${list}`],
        [
          'rules = []',
          `${list.startsWith('[') && !list.includes(' else ') ? 'rules +=' : 'rules ='} ${list}`,
        ],
        [`rules = ${list}`, 'copies = rules'],
      ]),
    );
  const call = pick(ESTIMATORS).replace('RULES', () => `rules=${isListBound ? 'rules' : list}`);
  lines.push(`estimator = ${call}${maybe('  # go')}`, 'estimator.fit()');
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function makeRule(pick: Pick, maybe: Maybe, rule: string, config: string, isConfigBound: boolean): string {
  const custom =
    'name="ProfilerReport", image_uri="DEFAULT_RULE_EVALUATOR_IMAGE", instance_type=None, volume_size_in_gb=None';
  const parameters = pick(PARAMETERS);
  const withoutConfig = [
    `${rule}.custom(${custom}, rule_parameters=${parameters})`,
    `${rule}("ProfilerReport", "DEFAULT_RULE_EVALUATOR_IMAGE", None, None, None, None, ${parameters})`,
  ];
  return pick([
    `${rule}.sagemaker(${config})`,
    `${rule}.sagemaker(${config})`,
    `${rule}.sagemaker(${config}${maybe(', name="nightly"')})`,
    `${rule}.sagemaker(base_config=${config},)`,
    `${rule}.sagemaker(\n    name="r",\n    base_config=${config}\n)`,
    `(${rule}.sagemaker(${config}))`,
    `${rule}.sagemaker((lambda report: report.rule_parameters.update(opt_out_telemetry="True") or report)(${config}))`,
    `${rule}.sagemaker(${config}, rule_parameters={"opt_out_telemetry": "True"})`,
    ...(isConfigBound ? [] : withoutConfig),
  ]);
}

const PARAMETERS = [
  '{"rule_to_invoke": "ProfilerReport"}',
  '{"rule_to_invoke":"ProfilerReport",}',
  '{\n    "rule_to_invoke": "ProfilerReport"\n}',
  '{\n    "rule_to_invoke": "ProfilerReport",  # the report\n}',
  '{\n    "rule_to_invoke": "ProfilerReport"  # the report\n}',
  '{"rule_to_invoke": "ProfilerReport", "opt_out_telemetry": "True"}',
  '{"rule_to_invoke": "ProfilerReport", "opt_out_telemetry": "False"}',
  '{**{"rule_to_invoke": "ProfilerReport"}}',
  'dict(rule_to_invoke="ProfilerReport")',
  'dict(\n    rule_to_invoke="ProfilerReport",\n)',
  '{"rule_to_invoke": "LowGPUUtilization"}',
];

function botoForm(pick: Pick, maybe: Maybe): string {
  const parameters = pick(PARAMETERS);
  const rule = pick([
    `{"RuleConfigurationName": "r", "RuleEvaluatorImage": IMAGE, "RuleParameters": ${parameters}}`,
    `{\n    "RuleConfigurationName": "r",\n    "RuleEvaluatorImage": IMAGE,\n    "RuleParameters": ${parameters},\n}`,
    `dict(RuleConfigurationName="r", RuleEvaluatorImage=IMAGE, RuleParameters=${parameters})`,
  ]);
  const isBound = maybe('x', 0.5) !== '';
  const change = pick([
    'rule["RuleParameters"]["opt_out_telemetry"] = "True"',
    'rule["RuleParameters"].update(opt_out_telemetry="True")',
    'rule["RuleConfigurationName"] = "nightly"',
    'rule["RuleParameters"]["opt_out_telemetry"] = "False"',
  ]);
  const lines = isBound ? [`rule = ${rule}`, maybe(change)] : [];
  const rules = `[${isBound ? 'rule' : rule}]`;
  lines.push(
    ...pick([
      [`client.create_training_job(**JOB, ProfilerRuleConfigurations=${rules})`],
      [`request = {"ProfilerRuleConfigurations": ${rules}}`, 'client.create_training_job(**JOB, **request)'],
      [
        'request = {}',
        `request["ProfilerRuleConfigurations"] = ${rules}`,
        'client.create_training_job(**JOB, **request)',
      ],
      [`client.update_training_job(TrainingJobName="job", ProfilerRuleConfigurations=${rules})`],
    ]),
  );
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function inFunctionOf(source: string, call: string): string {
  return `def main():\n${source.replace(/^(?=.)/gm, '    ')}${call}\n`;
}
