/** Decides what one request calls for: each of its ProfilerReport rules, or that it has none. */
import type { TextEdit } from '../../text/text-edit.ts';
import type { RequestRefusal } from '../finding.ts';
import type { Request } from './find-requests.ts';
import { insertMember, type NewMember, replaceValue } from './insert-member.ts';
import { isComputed, isReportName } from './known-shapes.ts';
import { hasDuplicateKeys, memberOf, type ObjectTree, resolveAlias, stringOf, type Tree } from './tree.ts';

export const PARAMETER = 'opt_out_telemetry';
const VALUE = 'True';

/** How the parameter gets into a rule: edits of the request's own document; `object` is what they change. */
export interface Change {
  readonly object: ObjectTree;
  /** The name of the member that holds the parameter, where the rule has none yet. */
  readonly wrapper?: string;
  readonly edits: readonly TextEdit[];
}

/** The verdict of a rule or request, in places of the request's own document. */
export type Judgement = { readonly tree: Tree } & (
  | { readonly kind: 'in-force' | 'no-rule'; readonly detail: string }
  | { readonly kind: 'absent'; readonly detail: string; readonly change: Change }
  | { readonly kind: 'refused'; readonly reason: RequestRefusal; readonly detail: string }
);

/** A judgement for each ProfilerReport rule, and for each that may be one; else one for the request. */
export function judgeRequest(request: Request): Judgement[] {
  const { tree } = request;
  if (request.isInput) return [refuse(tree, 'dynamic', INPUT)];
  const own = resolveAlias(tree);
  if (own === undefined || (own.kind !== 'object' && own.kind !== 'array') || isComputed(own))
    return [refuse(tree, 'dynamic', UNKNOWN_REQUEST)];
  if (request.hasDuplicates || hasDuplicateKeys(own)) return [refuse(tree, 'duplicate-keys', DUPLICATES)];
  const rules = own.kind === 'array' ? own : memberOf(own, 'ProfilerRuleConfigurations');
  const list = resolveAlias(rules);
  if (memberOf(own, 'ProfilerRuleConfigurations.$') !== undefined || isComputed(list))
    return [refuse(tree, 'dynamic', UNKNOWN_RULES)];
  if (list === undefined || list.kind !== 'array') return [noRule(tree, own, list)];
  const isShared = request.isShared || rules !== list || request.document.shared.has(list) || own !== tree;
  const judge = new RuleJudge(request, isShared);
  const rated = list.items.map((item) => ({ item, role: roleOf(item) }));
  const reports = rated.filter(({ role }) => role === 'report').map(({ item }) => judge.judge(item));
  const areAllInForce = reports.every(({ kind }) => kind === 'in-force');
  const isClear = reports.length < 2 || areAllInForce;
  const decided = isClear ? reports : reports.map(refuseOneOfSeveral);
  const unknown = rated
    .filter(({ role }) => role === 'unknown')
    .map(({ item }) => refuse(item, 'dynamic', UNKNOWN_RULE));
  const all = [...decided, ...unknown];
  return all.length === 0 ? [noRule(tree, own, list)] : all;
}

const refuseOneOfSeveral = (judgement: Judgement): Judgement =>
  judgement.kind === 'absent' ? refuse(judgement.tree, 'several-rules', SEVERAL) : judgement;

/** Whether an item of the list is a ProfilerReport rule. Only `rule_to_invoke` tells; without it, the SDK's name does. */
function roleOf(item: Tree): 'report' | 'other' | 'unknown' {
  const rule = resolveAlias(item);
  if (rule?.kind !== 'object' || isComputed(rule)) return 'unknown';
  const parameters = resolveAlias(memberOf(rule, 'RuleParameters'));
  const invoked = resolveAlias(memberOf(parameters, 'rule_to_invoke'));
  const isHidden =
    memberOf(rule, 'RuleParameters.$') !== undefined ||
    memberOf(parameters, 'rule_to_invoke.$') !== undefined;
  if (isHidden || isComputed(parameters) || isComputed(invoked)) return 'unknown';
  if (invoked !== undefined)
    return invoked.kind === 'string' && invoked.value === 'ProfilerReport' ? 'report' : 'other';
  return isReportName(stringOf(rule, 'RuleConfigurationName') ?? '') ? 'report' : 'other';
}

class RuleJudge {
  readonly #request: Request;
  readonly #isShared: boolean;

  constructor(request: Request, isShared: boolean) {
    this.#request = request;
    this.#isShared = isShared;
  }

  /** An item that is a ProfilerReport rule. */
  judge(item: Tree): Judgement {
    const rule = resolveAlias(item) as ObjectTree;
    const given = memberOf(rule, 'RuleParameters');
    const parameters = resolveAlias(given);
    const value = memberOf(parameters, PARAMETER);
    const plain = resolveAlias(value);
    if ([rule, ...(parameters === undefined ? [] : [parameters])].some(hasDuplicateKeys))
      return refuse(item, 'duplicate-keys', DUPLICATES);
    if (memberOf(parameters, `${PARAMETER}.$`) !== undefined || isComputed(plain))
      return refuse(item, 'dynamic', UNKNOWN_VALUE);
    if (plain?.kind === 'string' && plain.value === VALUE)
      return { tree: item, kind: 'in-force', detail: IN_FORCE };
    const found = describeValue(plain);
    if (found === undefined) return refuse(item, 'unrecognised-value', NOT_UNDERSTOOD);
    if (parameters !== undefined && parameters.kind !== 'object' && !isNull(parameters))
      return refuse(item, 'dynamic', NO_PARAMETERS);
    const path = [item, rule, given, parameters, value];
    if (
      this.#isShared ||
      path.some((tree) => this.#isNamedElsewhere(tree)) ||
      [rule, parameters].some(isMerged)
    )
      return refuse(item, 'alias', SHARED);
    return { tree: item, kind: 'absent', detail: found, change: this.#changeOf(rule, parameters, value) };
  }

  #isNamedElsewhere(tree: Tree | undefined): boolean {
    return tree !== undefined && (tree.kind === 'alias' || this.#request.document.shared.has(tree));
  }

  #changeOf(rule: ObjectTree, parameters: Tree | undefined, value: Tree | undefined): Change {
    const { document } = this.#request;
    if (parameters?.kind === 'object') {
      const edits =
        value === undefined
          ? insertMember(document, parameters, { key: PARAMETER, value: VALUE })
          : [replaceValue(document, parameters, value, VALUE)];
      return { object: parameters, edits };
    }
    const isLowerCase = rule.members.some(({ key }) => key === 'ruleConfigurationName');
    const wrapper = isLowerCase ? 'ruleParameters' : 'RuleParameters';
    const member: NewMember = { key: PARAMETER, value: VALUE };
    const edits =
      parameters === undefined
        ? insertMember(document, rule, { key: wrapper, value: member })
        : [replaceValue(document, rule, parameters, member)];
    return { object: rule, wrapper, edits };
  }
}

const isNull = (tree: Tree): boolean => tree.kind === 'scalar' && tree.value === null;

const isMerged = (tree: Tree | undefined): boolean =>
  tree?.kind === 'object' && tree.members.some(({ key }) => key === '<<');

/** Why the parameter is not in force; undefined for a value of which nobody can say what it does. */
function describeValue(value: Tree | undefined): string | undefined {
  if (value === undefined) return ABSENT;
  if (value.kind === 'string' && value.value === 'False')
    return `${PARAMETER} is "False", so the report sends telemetry`;
  if (value.kind === 'scalar' && typeof value.value === 'boolean')
    return value.value
      ? `${PARAMETER} is a boolean, and has to be the string "True": the API takes strings only`
      : `${PARAMETER} is the boolean false, so nothing is opted out`;
  return undefined;
}

function noRule(tree: Tree, request: Tree, rules: Tree | undefined): Judgement {
  const disabled = resolveAlias(memberOf(memberOf(request, 'ProfilerConfig'), 'DisableProfiler'));
  const isDisabled = disabled?.kind === 'scalar' && disabled.value === true;
  const what =
    rules?.kind === 'array' ? 'none of its profiler rules is ProfilerReport' : 'it names no profiler rule';
  const why = isDisabled ? `${what}, and DisableProfiler turns profiling off` : what;
  return { tree, kind: 'no-rule', detail: `${why}: it asks for no profiling report` };
}

const refuse = (tree: Tree, reason: RequestRefusal, detail: string): Judgement => ({
  tree,
  kind: 'refused',
  reason,
  detail,
});

const IN_FORCE = `${PARAMETER} is "True"`;
const ABSENT = `the ProfilerReport rule has no ${PARAMETER}, so the report sends telemetry`;
const INPUT = "the state's whole input is the request: set the parameter where that input is made";
const UNKNOWN_REQUEST = 'the request comes from elsewhere: set the parameter there';
const UNKNOWN_RULES = 'the rules come from elsewhere: set the parameter there';
const UNKNOWN_RULE = 'the rule comes from elsewhere and may be a ProfilerReport: set the parameter there';
const UNKNOWN_VALUE = `the value of ${PARAMETER} comes from elsewhere: write "True" here, or see that it is "True" there`;
const NO_PARAMETERS = 'RuleParameters is no object with names and values: write it as one';
const NOT_UNDERSTOOD = `the value of ${PARAMETER} is not documented; only "True" is known to opt out: write "True"`;
const DUPLICATES = 'a key is there twice, and programs do not agree on which one counts: remove one';
const SEVERAL =
  'the request has several ProfilerReport rules, where one is expected: remove the others, or opt each out by hand';
const SHARED =
  'the rule is made with YAML anchors, aliases or merge keys, so an edit would change other places as well: edit it by hand';
