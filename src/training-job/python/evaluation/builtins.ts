/** Functions of Python itself that make, copy or look up what is followed here. */
import type { CallArguments } from './arguments.ts';
import { keywordEntries } from './arguments.ts';
import { attributeOf, extend, spread } from './objects.ts';
import type { Run } from './run.ts';
import {
  choiceOf,
  type DictValue,
  type ListValue,
  type Site,
  textValue,
  UNKNOWN,
  type Value,
} from './values.ts';

/** Functions that only look at what they are given. */
const HARMLESS =
  /^(?:print|len|str|repr|type|isinstance|id|vars|dir|bool|pprint|display|(?:json|logging|logger|log|pprint)\.[\w.]+)$/;

type Builtin = (run: Run, site: Site, given: CallArguments) => Value;

const makeList: Builtin = (_, __, { positional }) => {
  const list: ListValue = { kind: 'list', items: [], isOpen: false };
  const [first] = positional;
  if (first !== undefined) extend(list, first.value);
  return list;
};

const makeDict: Builtin = (run, site, given) => {
  const dict = run.newDict(site);
  dict.isOpen = given.isOpen;
  for (const { value } of given.positional) spread(run, dict, value);
  for (const [name, entry] of keywordEntries(run, site, given)) run.write(dict, name, entry);
  return dict;
};

/** A copy of lists and dictionaries; `isDeep` when also of what they hold. */
export function copyOf(run: Run, value: Value, isDeep: boolean): Value {
  const inner = (part: Value) => (isDeep ? copyOf(run, part, true) : part);
  if (value.kind === 'list') return { ...value, items: value.items.map(inner) };
  if (value.kind !== 'dict') return isDeep && value.kind === 'instance' ? UNKNOWN : value;
  const copy: DictValue = run.newDict(value.site);
  copy.isOpen = value.isOpen;
  for (const [key, entry] of value.entries) copy.entries.set(key, { ...entry, value: inner(entry.value) });
  return copy;
}

const getAttribute: Builtin = (run, _, { positional: [object, name] }) => {
  const attribute = textValue(name?.value);
  return object === undefined || attribute === undefined
    ? UNKNOWN
    : attributeOf(run, object.value, attribute);
};

const importModule: Builtin = (_, __, { positional: [name] }) => {
  const path = textValue(name?.value);
  return path === undefined ? UNKNOWN : { kind: 'path', path, isImported: true };
};

const copier =
  (isDeep: boolean): Builtin =>
  (run, _, { positional }) =>
    choiceOf(positional.map(({ value }) => copyOf(run, value, isDeep)));

const BUILTINS: Readonly<Record<string, Builtin>> = {
  list: makeList,
  tuple: makeList,
  dict: makeDict,
  getattr: getAttribute,
  'importlib.import_module': importModule,
  'copy.copy': copier(false),
  'copy.deepcopy': copier(true),
};

/** The value of a call of Python's own function; undefined when it is none of those that are known. */
export const callBuiltin = (run: Run, site: Site, path: string, given: CallArguments): Value | undefined =>
  BUILTINS[path]?.(run, site, given) ?? (HARMLESS.test(path) ? UNKNOWN : undefined);
