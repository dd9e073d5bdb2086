/** What an expression of a Python file stands for, as far as the file tells it. Objects are shared as Python shares them. */
import type { SyntaxNode } from '@lezer/common';
import type { PythonUnit } from '../python-unit.ts';

/** A place in the source. */
export interface Site {
  readonly unit: PythonUnit;
  readonly node: SyntaxNode;
}

/** What Python's name, call or literal stands for. */
export type Value =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'path'; readonly path: string; readonly isImported: boolean }
  | Constant
  | ListValue
  | DictValue
  | FunctionValue
  | ClassValue
  | Instance
  | { readonly kind: 'method'; readonly object: Value; readonly name: string }
  | { readonly kind: 'choice'; readonly options: readonly Value[] };

/** A string, True, False, None or a number; other constants are unknown. */
export interface Constant {
  readonly kind: 'constant';
  readonly value: string | boolean | number | null;
  readonly site: Site;
}

/** A list or a tuple; `isOpen` when it may hold more than is known. */
export interface ListValue {
  readonly kind: 'list';
  readonly items: Value[];
  isOpen: boolean;
}

/** One entry of a dictionary: `site` is the expression of the value, `origin` what put it there. */
export interface Entry {
  readonly value: Value;
  readonly site: Site;
  readonly origin: EntryOrigin;
  /** False when it is set only under a condition, or may have been changed or taken away since. */
  readonly isCertain: boolean;
}

/** What put an entry there; where another one can be put beside it. */
export type EntryOrigin =
  | { readonly kind: 'literal' | 'call' | 'assignment'; readonly site: Site }
  | { readonly kind: 'config' }
  | { readonly kind: 'elsewhere' };

/** A dictionary; `isOpen` when it may hold more than is known. */
export interface DictValue {
  readonly kind: 'dict';
  /** Set for an object of SDK 3 that holds members of a request: its entries are its attributes. */
  readonly isShape?: true;
  readonly entries: Map<string, Entry>;
  isOpen: boolean;
  /** Where it was made, and under which conditions. */
  readonly site: Site;
  readonly conditions: readonly object[];
}

/** A function or a lambda of the file. */
export interface FunctionValue {
  readonly kind: 'function';
  readonly site: Site;
  readonly scope: Scope;
  /** What a method is bound to. */
  readonly self?: Value;
}

/** A class of the file. */
export interface ClassValue {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly Value[];
  readonly scope: Scope;
  readonly site: Site;
}

/** An object of a class of the SDK or of the file. */
export interface Instance {
  readonly kind: 'instance';
  readonly type: 'config' | 'rule' | 'estimator' | 'object';
  readonly site: Site;
  readonly attributes: Map<string, Value>;
  readonly scope?: Scope;
}

/** The names of a module, a class or a function. */
export class Scope {
  names = new Map<string, Value>();
  readonly parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  /** The value of a name here or further out. */
  find(name: string): Value | undefined {
    return this.names.get(name) ?? this.parent?.find(name);
  }
}

export const UNKNOWN: Value = { kind: 'unknown' };

/** The value that is one of these. */
export function choiceOf(values: readonly Value[]): Value {
  const options = new Set(values.flatMap((value) => (value.kind === 'choice' ? value.options : [value])));
  const [only = UNKNOWN] = options;
  return options.size <= 1 ? only : { kind: 'choice', options: [...options] };
}

/** The values that this one may be. */
export const optionsOf = (value: Value): readonly Value[] =>
  value.kind === 'choice' ? value.options : [value];

/** The text of a string constant. */
export const textValue = (value: Value | undefined): string | undefined =>
  value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;

/** True for the constant, such as True or None. */
export const isConstant = (value: Value | undefined, constant: boolean | null): boolean =>
  value?.kind === 'constant' && value.value === constant;

/** Where a place begins, for keeping what is known of it. */
export const startOf = ({ unit, node }: Site): string => `${unit.number}:${node.from}`;

/** The name of a place, for keeping what is known of it. */
export const keyOf = ({ unit, node }: Site): string => `${unit.number}:${node.from}:${node.to}`;
