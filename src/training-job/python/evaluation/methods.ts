/** Methods of lists, dictionaries and estimators. */
import type { CallArguments } from './arguments.ts';
import { argumentOf, keywordEntries } from './arguments.ts';
import { copyOf } from './builtins.ts';
import { extend, spread } from './objects.ts';
import type { Run } from './run.ts';
import { addRequest } from './sdk-requests.ts';
import {
  choiceOf,
  type DictValue,
  type Instance,
  keyOf,
  type ListValue,
  type Site,
  UNKNOWN,
  type Value,
} from './values.ts';

/** The value of a method's call, which changes its object. */
export function callMethod(run: Run, site: Site, object: Value, name: string, given: CallArguments): Value {
  if (object.kind === 'list') return callListMethod(run, object, name, given);
  if (object.kind === 'dict') return callDictMethod(run, site, object, name, given);
  if (object.kind === 'instance' && object.type === 'estimator')
    callEstimatorMethod(run, site, object, name, given);
  return UNKNOWN;
}

function callListMethod(run: Run, list: ListValue, name: string, { positional }: CallArguments): Value {
  const [first, second] = positional.map(({ value }) => value);
  if (name === 'append' && first !== undefined) list.items.push(first);
  else if (name === 'insert' && second !== undefined) list.items.push(second);
  else if (name === 'extend' && first !== undefined) extend(list, first);
  else if (name === 'clear') list.items.length = 0;
  else if (name === 'copy') return copyOf(run, list, false);
  else list.isOpen = true;
  return UNKNOWN;
}

/** The key that the first argument names. */
const keyIn = (run: Run, { positional }: CallArguments): string | undefined =>
  run.keyOfValue(choiceOf(positional.slice(0, 1).map(({ value }) => value)));

type DictMethod = (run: Run, site: Site, dict: DictValue, given: CallArguments) => Value;

const updateDict: DictMethod = (run, site, dict, given) => {
  for (const { value } of given.positional) spread(run, dict, value);
  if (given.isOpen) run.unsettle(dict);
  for (const [key, entry] of keywordEntries(run, site, given))
    run.write(dict, key, { ...entry, origin: { kind: 'elsewhere' } });
  return { kind: 'constant', value: null, site };
};

const setDefault: DictMethod = (run, _, dict, given) => {
  const [, value] = given.positional;
  const name = keyIn(run, given);
  const known = dict.entries.get(String(name));
  if (known !== undefined || value === undefined) return known?.value ?? UNKNOWN;
  run.write(dict, name, { value: value.value, site: value.site, origin: { kind: 'elsewhere' } });
  return value.value;
};

const getEntry: DictMethod = (run, _, dict, given) => {
  const [, byDefault] = given.positional;
  const known = dict.entries.get(String(keyIn(run, given)));
  return known?.value ?? byDefault?.value ?? UNKNOWN;
};

const popEntry: DictMethod = (run, _, dict, given) => {
  const name = keyIn(run, given);
  const known = dict.entries.get(String(name));
  run.remove(dict, name);
  return known?.value ?? UNKNOWN;
};

const DICT_METHODS: Readonly<Record<string, DictMethod>> = {
  update: updateDict,
  setdefault: setDefault,
  get: getEntry,
  pop: popEntry,
  copy: (run, _, dict) => copyOf(run, dict, false),
  clear: (_, __, dict) => {
    dict.entries.clear();
    dict.isOpen = true;
    return UNKNOWN;
  },
};
/** Methods that only look. */
const LOOKS = ['items', 'keys', 'values'];

function callDictMethod(run: Run, site: Site, dict: DictValue, name: string, given: CallArguments): Value {
  const method = DICT_METHODS[name];
  if (method !== undefined) return method(run, site, dict, given);
  if (!LOOKS.includes(name)) run.unsettle(dict);
  return UNKNOWN;
}

function callEstimatorMethod(
  run: Run,
  site: Site,
  estimator: Instance,
  name: string,
  given: CallArguments,
): void {
  const request = run.requests.get(keyOf(estimator.site));
  if (name === 'fit' && request !== undefined) request.isFitted = true;
  if (name === 'fit' && request !== undefined) run.send(request, estimator.attributes.get('rules') as Value);
  if (name === 'enable_default_profiling')
    addRequest(run, site, 'default-profiling', { kind: 'list', items: [], isOpen: false });
  const rules = argumentOf(given, 'rules', 0)?.value;
  if (name === 'update_profiler' && request !== undefined && rules !== undefined)
    run.send({ ...request }, rules);
}
