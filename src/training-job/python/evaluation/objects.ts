/** Lists, dictionaries and attributes, as Python changes and reads them. */
import type { SyntaxNode } from '@lezer/common';
import type { Run } from './run.ts';
import { choiceOf, type DictValue, isConstant, type ListValue, UNKNOWN, type Value } from './values.ts';

/** The attribute of a value; a method where the value has no such attribute. */
export function attributeOf(run: Run, value: Value, name: string): Value {
  if (value.kind === 'choice') {
    // None stands for what could not be imported or made, and has no attribute that anybody asks for.
    const objects = value.options.filter((option) => !isConstant(option, null));
    return choiceOf(objects.map((option) => attributeOf(run, option, name)));
  }
  if (value.kind === 'path') return { ...value, path: `${value.path}.${name}` };
  const own =
    value.kind === 'instance'
      ? (value.attributes.get(name) ?? value.scope?.names.get(name))
      : value.kind === 'class'
        ? value.scope.names.get(name)
        : value.kind === 'dict' && value.isShape
          ? value.entries.get(name)?.value
          : undefined;
  if (own?.kind === 'function' && value.kind === 'instance') return { ...own, self: value };
  if (own !== undefined) return own;
  return { kind: 'method', object: value, name };
}

/** What stands under a key or an index. */
export function itemOf(run: Run, value: Value, key: Value): Value {
  if (value.kind === 'dict') {
    const name = run.keyOfValue(key);
    return (name === undefined ? undefined : value.entries.get(name)?.value) ?? UNKNOWN;
  }
  if (value.kind !== 'list' || key.kind !== 'constant' || value.isOpen) return UNKNOWN;
  return value.items.at(Number(key.value)) ?? UNKNOWN;
}

/** Adds all that another value holds. */
export function extend(list: ListValue, added: Value): void {
  if (added.kind === 'list') {
    list.items.push(...added.items);
    list.isOpen ||= added.isOpen;
  } else list.isOpen = true;
}

/** Puts all entries of another dictionary into one. */
export function spread(run: Run, dict: DictValue, added: Value): void {
  if (added.kind !== 'dict') {
    run.unsettle(dict);
    return;
  }
  if (added.isOpen) run.unsettle(dict);
  for (const [key, entry] of added.entries) {
    run.write(dict, key, entry);
    const written = dict.entries.get(key);
    if (written !== undefined && !entry.isCertain) dict.entries.set(key, entry);
  }
}

/** The nodes between separators. */
export function splitAt(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) groups.push([]);
    else groups.at(-1)?.push(node);
  }
  return groups;
}
