/** Calls of SageMaker's Python SDK that make rules, and the configurations that rules are made of. */
import { isReportParameter, sdkNameOf } from '../sdk-names.ts';
import { type ArgumentValue, argumentOf, type CallArguments } from './arguments.ts';
import type { ConfigMade, RuleMade } from './notes.ts';
import { attributeOf } from './objects.ts';
import type { Run } from './run.ts';
import {
  type DictValue,
  type Instance,
  isConstant,
  optionsOf,
  type Site,
  UNKNOWN,
  type Value,
} from './values.ts';

/** One call of the SDK; `path` is what is called, as imports write it out. */
export type SdkCall = (run: Run, site: Site, given: CallArguments, path: string) => Value;

const NO_KEYWORD =
  'ProfilerReport takes no opt_out_telemetry: with smdebug_rulesconfig 1.0.1, the newest release, it raises AssertionError';

export const makeReportConfig: SdkCall = (run, site, { positional, keywords }, path) => {
  const parameters = configParameters(run, site, path.slice(path.lastIndexOf('.') + 1));
  const flag = keywords.get('opt_out_telemetry');
  const wrong = [...keywords.keys()].find((name) => name !== 'opt_out_telemetry' && !isReportParameter(name));
  const problem =
    positional.length > 0
      ? 'ProfilerReport takes keywords only: it raises TypeError'
      : wrong !== undefined
        ? `ProfilerReport has no parameter ${wrong}: it raises AssertionError or TypeError`
        : flag?.isSpread === true
          ? NO_KEYWORD
          : undefined;
  for (const [name, { value, site: valueSite }] of keywords)
    if (name !== 'opt_out_telemetry')
      run.write(parameters, name, { value, site: valueSite, origin: { kind: 'config' } });
  const config = configOf(site, parameters);
  if (flag !== undefined) run.useKeyword(flag.site);
  const keyword = flag?.isSpread === false ? flag.site.node : undefined;
  run.configs.set(config, { isUsed: false, isSubclassed: false, isInLoop: run.loops > 0, problem, keyword });
  return config;
};

function configParameters(run: Run, site: Site, name: string): DictValue {
  const value: Value = { kind: 'constant', value: name, site };
  return run.newDict(site, [
    ['rule_to_invoke', { value, site, origin: { kind: 'config' }, isCertain: true }],
  ]);
}

const configOf = (site: Site, parameters: DictValue): Instance => ({
  kind: 'instance',
  type: 'config',
  site,
  attributes: new Map([['rule_parameters', parameters]]),
});

export const makeOtherConfig: SdkCall = (run, site, _, path) =>
  configOf(site, configParameters(run, site, path.slice(path.lastIndexOf('.') + 1)));

/** A configuration of a subclass: it sends its own name, and what the service makes of that is not known. */
export function makeSubclassed(run: Run, site: Site): Value {
  const none: CallArguments = { positional: [], keywords: new Map(), isOpen: false };
  const config = makeReportConfig(run, site, none, 'ProfilerReport');
  const noted = run.configs.get(config as Instance) as ConfigMade;
  noted.isSubclassed = true;
  return config;
}

/** A rule as an object, whose parameters are those that are sent. */
function ruleOf(run: Run, site: Site, parameters: Value, config?: Instance): { rule: Value; made: RuleMade } {
  const made = run.addRule('sdk', site, parameters, config);
  const rule: Value = {
    kind: 'instance',
    type: 'rule',
    site,
    attributes: new Map([['rule_parameters', parameters]]),
  };
  run.madeBy.set(rule, made);
  return { rule, made };
}

export const makeBuiltInRule: SdkCall = (run, site, given) => {
  const base = argumentOf(given, 'base_config', 0);
  const value = base?.value ?? UNKNOWN;
  const configs = optionsOf(value).filter((option) => option.kind === 'instance');
  for (const config of configs) markUsed(run, config);
  const isKnown = configs.length === optionsOf(value).length;
  const parameters = isKnown ? attributeOf(run, value, 'rule_parameters') : UNKNOWN;
  const [config] = configs;
  const { rule, made } = ruleOf(run, site, parameters, configs.length === 1 ? config : undefined);
  made.problem = problemOfRule(run, base, given, config);
  const noted = configs.flatMap((option) => run.configs.get(option) ?? []);
  made.isOfChoice =
    configs.length > 1 && isKnown && noted.every(({ problem, keyword }) => !problem && !keyword);
  made.keyword = given.keywords.get('rule_parameters')?.site.node;
  return rule;
};

function markUsed(run: Run, config: Instance): void {
  const noted = run.configs.get(config);
  if (noted !== undefined) noted.isUsed = true;
}

const RULE_KEYWORDS = [
  'base_config',
  'name',
  'container_local_output_path',
  's3_output_path',
  'instance_type',
  'volume_size_in_gb',
];
/** Parameters that say what AWS's example says, and nothing else. */
const EXAMPLE_PARAMETERS = ['opt_out_telemetry', 'rule_to_invoke'];

function problemOfRule(
  run: Run,
  base: ArgumentValue | undefined,
  given: CallArguments,
  config: Instance | undefined,
): string | undefined {
  const { keywords, isOpen } = given;
  if (base === undefined)
    return isOpen ? undefined : 'ProfilerRule.sagemaker needs a configuration: it raises TypeError';
  if (base.value.kind === 'path' && sdkNameOf(base.value.path, base.value.isImported) === 'report-config')
    return 'ProfilerRule.sagemaker is given the class ProfilerReport instead of ProfilerReport(): it raises AttributeError';
  const parameters = keywords.get('rule_parameters');
  const wrong = [...keywords.keys()].find((name) => !RULE_KEYWORDS.includes(name));
  const isExample =
    parameters?.value.kind === 'dict' &&
    parameters.isSpread === false &&
    !parameters.value.isOpen &&
    [...parameters.value.entries.keys()].every((name) => EXAMPLE_PARAMETERS.includes(name));
  if (wrong !== undefined && !(wrong === 'rule_parameters' && isExample))
    return `ProfilerRule.sagemaker has no parameter ${wrong}: it raises TypeError`;
  return config === undefined ? undefined : run.configs.get(config)?.problem;
}

export const ruleMaker =
  (place: number, isCopied: boolean): SdkCall =>
  (run, site, given) => {
    const value = argumentOf(given, 'rule_parameters', place)?.value;
    const isUnknown = given.isOpen && value === undefined;
    const parameters = isUnknown ? UNKNOWN : (value ?? run.newDict(site));
    const isDict = parameters.kind === 'dict';
    const own = isDict && isCopied ? run.newDict(parameters.site, parameters.entries) : parameters;
    if (isDict && own.kind === 'dict') own.isOpen = parameters.isOpen;
    const { rule, made } = ruleOf(run, site, own);
    const invoked = given.keywords.get('rule_to_invoke');
    const source = given.keywords.get('source');
    if (
      isCopied &&
      (invoked === undefined || isConstant(invoked.value, null)) !==
        (source === undefined || isConstant(source.value, null))
    )
      made.problem = 'ProfilerRule.custom wants source and rule_to_invoke together: it raises ValueError';
    return rule;
  };

export const makeDebugRule: SdkCall = (run, site, given) => {
  const config = argumentOf(given, 'base_config', 0)?.value;
  if (config?.kind !== 'instance' || !run.configs.has(config))
    return { kind: 'instance', type: 'object', site, attributes: new Map() };
  markUsed(run, config);
  const { rule, made } = ruleOf(run, site, attributeOf(run, config, 'rule_parameters'), config);
  made.problem =
    'Rule.sagemaker is for debugging rules: with ProfilerReport it raises TypeError; use ProfilerRule.sagemaker';
  return rule;
};
