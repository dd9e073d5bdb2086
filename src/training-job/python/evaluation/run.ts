/** What is known while a file is gone through: where we are, and the rules and requests that were met. */
import type { SyntaxNode } from '@lezer/common';
import type { PythonUnit } from '../python-unit.ts';
import type { ConfigMade, Request, RuleMade, RuleSite } from './notes.ts';
import {
  type ClassValue,
  type DictValue,
  type Entry,
  type FunctionValue,
  type Instance,
  keyOf,
  type ListValue,
  optionsOf,
  Scope,
  type Site,
  startOf,
  textValue,
  type Value,
} from './values.ts';

/** The file asks for more work than any real one does. */
export class TooComplex extends Error {}

/** How expressions and statements are read. */
export interface Reading {
  readonly evaluate: (run: Run, expression: SyntaxNode) => Value;
  readonly execute: (run: Run, body: SyntaxNode) => Value;
}

const MAX_STEPS = 400_000;
const MAX_DEPTH = 300;

/** The state of one run through a file. */
export class Run {
  readonly module = new Scope();
  scope = this.module;
  unit: PythonUnit;
  conditions: readonly object[] = [];
  loops = 0;
  readonly rules = new Map<string, RuleSite>();
  readonly madeBy = new Map<Value, RuleMade>();
  readonly requests = new Map<string, Request>();
  readonly configs = new Map<Instance, ConfigMade>();
  readonly tuned = new Set<Value>();
  readonly classes: ClassValue[] = [];
  /** Dictionaries that hold the rules of a request, sent or not. */
  readonly requestDicts = new Set<DictValue>();
  /** Functions that were gone through without a call. */
  readonly entered = new Set<string>();
  /** The functions that are gone through for a call. */
  readonly inlined: string[] = [];
  readonly functions = new Map<string, { readonly value: FunctionValue; isCalled: boolean }>();
  /** Keys and keywords that were read as such. */
  readonly usedKeys = new Set<string>();
  /** Names that were evaluated. */
  readonly visited = new Set<string>();
  #steps = 0;
  #depth = 0;

  /** Names that the function that is gone through declares as the module's. */
  globals = new Set<string>();
  readonly #reading: Reading;

  constructor(unit: PythonUnit, reading: Reading) {
    this.unit = unit;
    this.#reading = reading;
  }

  /** The value of an expression. */
  evaluate = (node: SyntaxNode): Value => this.step(() => this.#reading.evaluate(this, node));

  /** Goes through the statements of a body; answers what it returns. */
  execute = (body: SyntaxNode): Value => this.step(() => this.#reading.execute(this, body));

  siteOf = (node: SyntaxNode): Site => ({ unit: this.unit, node });

  textOf(node: { readonly from: number; readonly to: number }): string {
    return this.unit.source.original.slice(node.from, node.to);
  }

  keyOfFunction = ({ site }: FunctionValue): string => keyOf(site);

  /** Does one step of work. @throws TooComplex */
  step<Result>(work: () => Result): Result {
    this.#steps += 1;
    this.#depth += 1;
    if (this.#steps > MAX_STEPS || this.#depth > MAX_DEPTH) throw new TooComplex();
    const result = work();
    this.#depth -= 1;
    return result;
  }

  /** Does work that Python does only under a condition. */
  underCondition<Result>(work: () => Result): Result {
    const outer = this.conditions;
    this.conditions = [...outer, {}];
    const result = work();
    this.conditions = outer;
    return result;
  }

  inLoop<Result>(work: () => Result): Result {
    this.loops += 1;
    const result = work();
    this.loops -= 1;
    return result;
  }

  newDict(site: Site, entries: Iterable<readonly [string, Entry]> = []): DictValue {
    return { kind: 'dict', entries: new Map(entries), isOpen: false, site, conditions: this.conditions };
  }

  /** Puts an entry in; under a condition under which the dictionary was not made, it is not certain. */
  write(dict: DictValue, key: string | undefined, entry: Omit<Entry, 'isCertain'>): void {
    if (key === undefined) {
      this.unsettle(dict);
      return;
    }
    if (key === 'ProfilerRuleConfigurations') this.requestDicts.add(dict);
    dict.entries.set(key, { ...entry, isCertain: this.isCertainFor(dict) });
  }

  /** Notes that entries may be added, changed or taken away: what stands under the key, or under any, is not certain. */
  unsettle(dict: DictValue, key?: string): void {
    dict.isOpen = true;
    for (const [name, entry] of dict.entries)
      if (key === undefined || name === key) dict.entries.set(name, { ...entry, isCertain: false });
  }

  /** Takes an entry away; under a condition under which the dictionary was not made, it may still be there. */
  remove(dict: DictValue, key: string | undefined): void {
    if (key !== undefined && this.isCertainFor(dict)) {
      dict.entries.delete(key);
      dict.isOpen = true;
    } else this.unsettle(dict, key);
  }

  isCertainFor({ conditions }: DictValue): boolean {
    return this.conditions.every((condition, index) => conditions[index] === condition);
  }

  /** The key that an expression names, which is marked as read. */
  keyOfValue(value: Value): string | undefined {
    if (value.kind === 'constant') this.usedKeys.add(startOf(value.site));
    return textValue(value);
  }

  /** Marks the name of a keyword, by its value, as read. */
  useKeyword({ unit, node }: Site): void {
    this.usedKeys.add(`${unit.number}:${node.prevSibling?.prevSibling?.from}`);
  }

  addRule(kind: RuleSite['kind'], site: Site, parameters: Value, config?: Instance): RuleMade {
    const key = keyOf(site);
    const known = this.rules.get(key) ?? { site, kind, made: [], isOneOfSeveral: false };
    this.rules.set(key, known);
    const noted = config === undefined ? undefined : this.configs.get(config);
    if (noted !== undefined) noted.isUsed = true;
    const made: RuleMade = {
      parameters,
      config,
      isOfChoice: false,
      isInLoop: this.loops > 0 || noted?.isInLoop === true,
      isSubclassed: noted?.isSubclassed === true,
      problem: undefined,
      handedTo: undefined,
      sent: [],
      bare: undefined,
      flag: noted?.keyword,
      keyword: undefined,
    };
    known.made.push(made);
    return made;
  }

  /** A rule of a request: a dictionary is one rule wherever it is sent. */
  requestRule(dict: DictValue, parameters: Value): RuleMade {
    const known = this.madeBy.get(dict);
    if (known !== undefined) return known;
    const made = this.addRule('request', dict.site, parameters);
    this.madeBy.set(dict, made);
    return made;
  }

  /** Notes that an estimator is sent now: what its rules and their parameters are at this time counts. */
  send(request: Request, rules: Value): void {
    const items = optionsOf(rules).flatMap((value) => (value.kind === 'list' ? value.items : [value]));
    if (!request.isSent) request.rules = copyOfList(rules);
    request.isSent = true;
    for (const item of items.flatMap(optionsOf)) {
      const made = this.madeBy.get(item);
      if (made !== undefined) this.keepState(made);
    }
  }

  keepState(made: RuleMade): void {
    for (const dict of optionsOf(made.parameters)) {
      if (dict.kind === 'dict') made.sent.push({ ...dict, entries: new Map(dict.entries) });
    }
  }
}

const copyOfList = (value: Value): Value =>
  value.kind === 'list' ? ({ ...value, items: [...value.items] } satisfies ListValue) : value;
