/** Calls: of the SDK, of the file's own functions and classes, and of Python's lists and dictionaries. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from '../../../python/syntax.ts';
import { sdkNameOf } from '../sdk-names.ts';
import { bindParameters, type CallArguments, readArguments } from './arguments.ts';
import { callBuiltin } from './builtins.ts';
import { callMethod } from './methods.ts';
import type { Run } from './run.ts';
import { callSdk } from './sdk-calls.ts';
import { sendRequest } from './sdk-requests.ts';
import { makeSubclassed } from './sdk-rules.ts';
import {
  type ClassValue,
  choiceOf,
  type FunctionValue,
  isConstant,
  keyOf,
  optionsOf,
  Scope,
  type Site,
  UNKNOWN,
  type Value,
} from './values.ts';

/** Methods of boto3's client that start or change a training job. */
const REQUESTS = ['create_training_job', 'update_training_job'];
const MAX_INLINED = 8;
/** Keywords that tell an estimator from another class of its name, where the file binds the name nowhere. */
const ESTIMATOR_KEYWORDS = ['role', 'rules', 'instance_type', 'instance_count'];

/** The value of a call. */
export function evaluateCall(run: Run, node: SyntaxNode): Value {
  const [callee, argList] = childrenOf(node) as [SyntaxNode, SyntaxNode];
  // Python cannot fail to bind a name to a module and then call it.
  const options = optionsOf(run.evaluate(callee)).filter((value) => !isConstant(value, null));
  const given = readArguments(run, argList);
  const [only] = options;
  if (REQUESTS.includes(nameOf(run, callee, only)) && only?.kind !== 'function')
    return sendRequest(run, run.siteOf(node), 'boto3', given);
  // `update` of SDK 3's TrainingJob; nothing else has the keyword.
  if (given.keywords.has('profiler_rule_configurations') && only?.kind !== 'function')
    return sendRequest(run, run.siteOf(node), 'create', given);
  if (options.length !== 1 || only === undefined) return handOver(run, run.siteOf(node), given);
  return callValue(run, run.siteOf(node), only, given);
}

/** The name of what is called: of the method that it stands for, or else as it is written. */
function nameOf(run: Run, callee: SyntaxNode, value: Value | undefined): string {
  if (value?.kind === 'method') return value.name;
  if (value?.kind === 'path') return value.path.slice(value.path.lastIndexOf('.') + 1);
  return callee.name === 'MemberExpression' && callee.lastChild !== null ? run.textOf(callee.lastChild) : '';
}

function callValue(run: Run, site: Site, callee: Value, given: CallArguments): Value {
  if (callee.kind === 'path') {
    const name = sdkNameOf(callee.path, callee.isImported);
    const isEstimator =
      name === 'estimator' &&
      (callee.isImported || ESTIMATOR_KEYWORDS.some((keyword) => given.keywords.has(keyword)));
    if (name !== undefined && (name !== 'estimator' || isEstimator))
      return callSdk(run, site, name, callee.path, given);
    return callBuiltin(run, site, callee.path, given) ?? handOver(run, site, given);
  }
  if (callee.kind === 'function') return inline(run, site, callee, given);
  if (callee.kind === 'class') return construct(run, site, callee, given);
  if (callee.kind === 'method')
    return choiceOf(
      optionsOf(callee.object).map((object) => callMethod(run, site, object, callee.name, given)),
    );
  return handOver(run, site, given);
}

/** A call of something that cannot be read: rules that are handed to it may be changed. */
function handOver(run: Run, site: Site, { positional, keywords }: CallArguments): Value {
  for (const { value } of [...positional, ...keywords.values()]) {
    for (const item of value.kind === 'list' ? value.items : [value]) {
      const made = run.madeBy.get(item);
      if (made !== undefined) made.handedTo = site;
    }
  }
  return UNKNOWN;
}

/** Goes through a function of the file for one call. */
function inline(run: Run, site: Site, callee: FunctionValue, given: CallArguments): Value {
  const key = keyOf(callee.site);
  if (run.inlined.includes(key) || run.inlined.length >= MAX_INLINED) return handOver(run, site, given);
  run.functions.set(key, { value: callee, isCalled: true });
  return enter(run, callee, given);
}

/** Goes through a function with these arguments. */
export function enter(run: Run, { site, scope, self }: FunctionValue, given: CallArguments): Value {
  const outer = { scope: run.scope, unit: run.unit, globals: run.globals };
  const children = childrenOf(site.node);
  const paramList = children.find(({ name }) => name === 'ParamList') as SyntaxNode;
  const body = children.at(-1) as SyntaxNode;
  run.inlined.push(keyOf(site));
  run.scope = new Scope(scope);
  run.unit = site.unit;
  run.globals = new Set();
  bindParameters(run, paramList, given, self);
  const value = body.name === 'Body' ? run.execute(body) : run.evaluate(body);
  Object.assign(run, outer);
  run.inlined.pop();
  return value;
}

/** Makes an object of a class of the file. */
function construct(run: Run, site: Site, callee: ClassValue, given: CallArguments): Value {
  const base = callee.bases.find(({ kind }) => kind === 'path');
  const name = base?.kind === 'path' ? sdkNameOf(base.path, base.isImported) : undefined;
  const start = callee.scope.names.get('__init__');
  if (name === 'report-config') return makeSubclassed(run, site);
  if (name === 'estimator' && start === undefined) return callSdk(run, site, name, callee.name, given);
  const made = objectOf(site, callee);
  if (start?.kind === 'function') inline(run, site, { ...start, self: made }, given);
  return made;
}

/** A new object of a class of the file. */
export const objectOf = (site: Site, { scope, bases }: ClassValue): Value => {
  const all = new Scope();
  for (const base of bases)
    if (base.kind === 'class') for (const [name, value] of base.scope.names) all.names.set(name, value);
  for (const [name, value] of scope.names) all.names.set(name, value);
  return { kind: 'instance', type: 'object', site, attributes: new Map(), scope: all };
};
