/** Goes through a whole file: every statement of the module, then every function that nothing in it calls. */
import type { PythonUnit } from '../python-unit.ts';
import { enter, objectOf } from './calls.ts';
import { evaluate } from './expressions.ts';
import { Run } from './run.ts';
import { addRequestRules } from './sdk-requests.ts';
import { execute } from './statements.ts';
import type { DictValue, Value } from './values.ts';

/** What the units of one file, in their order, do with rules and requests. @throws TooComplex */
export function readUnits(units: readonly [PythonUnit, ...PythonUnit[]]): Run {
  const run = new Run(units[0], { evaluate, execute });
  for (const unit of units) {
    run.unit = unit;
    run.execute(unit.source.tree.topNode);
  }
  enterRest(run);
  for (const request of run.requests.values()) {
    const rules = request.estimator?.attributes.get('rules');
    if (rules !== undefined && !request.isSent) run.send(request, rules);
  }
  for (const dict of run.requestDicts) addUnsent(run, dict);
  for (const { made } of run.rules.values())
    for (const each of made) if (each.sent.length === 0) run.keepState(each);
  return run;
}

/** The rules of a request that this file writes down and hands to what it does not show, such as an operator of Airflow. */
function addUnsent(run: Run, dict: DictValue): void {
  // What AWS answered asks for nothing.
  if (dict.entries.has('TrainingJobArn') || dict.entries.has('TrainingJobStatus')) return;
  const rules = dict.entries.get('ProfilerRuleConfigurations')?.value;
  if (rules !== undefined) addRequestRules(run, rules);
}

/** Functions and methods that nothing calls are entry points; what they are given is not known. */
function enterRest(run: Run): void {
  const methods = new Map<string, Value>();
  for (const value of run.classes) {
    const self = objectOf(value.site, value);
    for (const method of value.scope.names.values())
      if (method.kind === 'function') methods.set(run.keyOfFunction(method), self);
  }
  // A function may define others.
  for (let before = -1; before !== run.functions.size; ) {
    before = run.functions.size;
    for (const [key, { value, isCalled }] of [...run.functions]) {
      if (isCalled || run.entered.has(key)) continue;
      run.entered.add(key);
      const self = methods.get(key);
      run.underCondition(() =>
        enter(run, self === undefined ? value : { ...value, self }, {
          positional: [],
          keywords: new Map(),
          isOpen: true,
        }),
      );
    }
  }
}
