/** Calls of SageMaker's Python SDK and of boto3 that start or change training jobs. */
import { type ArgumentValue, argumentOf, type CallArguments } from './arguments.ts';
import type { Request } from './notes.ts';
import type { Run } from './run.ts';
import type { SdkCall } from './sdk-rules.ts';
import {
  type DictValue,
  type Instance,
  isConstant,
  keyOf,
  optionsOf,
  type Site,
  UNKNOWN,
  type Value,
} from './values.ts';

/** Notes a request; the first run over a place counts, and the rules of later ones are added. */
export function addRequest(
  run: Run,
  site: Site,
  kind: Request['kind'],
  rules: Value,
  estimator?: Instance,
): Request {
  const request: Request = {
    site,
    kind,
    rules,
    isProfilerOff: false,
    isSent: false,
    isFitted: false,
    ...(estimator === undefined ? {} : { estimator }),
  };
  run.requests.set(keyOf(site), request);
  return request;
}

export const makeEstimator: SdkCall = (run, site, given) => {
  const rules = given.keywords.get('rules');
  const none: Value = { kind: 'constant', value: null, site };
  const value = rules?.value ?? (given.isOpen ? UNKNOWN : none);
  const estimator: Instance = {
    kind: 'instance',
    type: 'estimator',
    site,
    attributes: new Map([['rules', value]]),
  };
  const request = addRequest(run, site, 'estimator', value, estimator);
  request.isProfilerOff = isConstant(given.keywords.get('disable_profiler')?.value, true);
  noteBareRule(run, rules);
  return estimator;
};

/** A rule or a configuration that stands where a list is wanted. */
function noteBareRule(run: Run, rules: ArgumentValue | undefined): void {
  const made = rules === undefined ? undefined : run.madeBy.get(rules.value);
  if (rules === undefined || made === undefined || rules.value.kind !== 'instance') return;
  if (!rules.isSpread && made.bare === undefined) made.bare = rules.site;
  else made.problem ??= 'rules wants a list of rules, not one rule: it raises TypeError';
}

export const makeTuner: SdkCall = (run, site, given) => {
  const estimator = (argumentOf(given, 'estimator', 0) ?? given.keywords.get('estimator_dict'))?.value;
  const all =
    estimator?.kind === 'dict'
      ? [...estimator.entries.values()].map(({ value }) => value)
      : optionsOf(estimator ?? UNKNOWN);
  for (const option of all) run.tuned.add(option);
  addRequest(run, site, 'tuner', { kind: 'list', items: [], isOpen: false });
  return UNKNOWN;
};

export const makeTrainer: SdkCall = (run, site, { keywords }) => {
  const rules = keywords.get('rules');
  const request = addRequest(
    run,
    site,
    'trainer',
    rules?.value ?? { kind: 'list', items: [], isOpen: false },
  );
  if (rules !== undefined)
    request.problem =
      "SDK 3's ModelTrainer takes no rules: it raises ValidationError; use TrainingJob.create";
  return UNKNOWN;
};

/** The rules of a request of the API, by boto3 or by SDK 3. */
export function sendRequest(run: Run, site: Site, kind: 'boto3' | 'create', given: CallArguments): Value {
  const written = given.keywords.get(
    kind === 'boto3' ? 'ProfilerRuleConfigurations' : 'profiler_rule_configurations',
  );
  const isMissing = written === undefined && !given.isOpen;
  const rules: Value = isMissing ? { kind: 'list', items: [], isOpen: false } : (written?.value ?? UNKNOWN);
  const request = addRequest(run, site, kind, rules);
  addRequestRules(run, rules);
  run.send(request, rules);
  return UNKNOWN;
}

/** Notes the dictionaries in the lists as rules of a request. */
export function addRequestRules(run: Run, rules: Value): void {
  for (const list of optionsOf(rules))
    for (const rule of list.kind === 'list' ? list.items.flatMap(optionsOf) : [])
      if (rule.kind === 'dict') run.requestRule(rule, parametersOf(run, rule));
}

function parametersOf(run: Run, rule: DictValue): Value {
  const entry = rule.entries.get('RuleParameters') ?? rule.entries.get('rule_parameters');
  return entry?.value ?? (rule.isOpen ? UNKNOWN : run.newDict(rule.site));
}
