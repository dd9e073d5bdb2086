/** The verdicts of one file's Python: what it does with training jobs, in findings with text edits. */
import { MAX_OPEN_BRACKETS } from '../../python/scanner.ts';
import { catchError } from '../../text/catch-error.ts';
import { quoteOf } from './edits/source-style.ts';
import type { Request, RuleMade, RuleSite } from './evaluation/notes.ts';
import { readUnits } from './evaluation/read-units.ts';
import { type Run, TooComplex } from './evaluation/run.ts';
import { optionsOf, type Value } from './evaluation/values.ts';
import { judgeRequest } from './judge-request.ts';
import { judgeRule } from './judge-rule.ts';
import type { Judged, UnitEdit } from './judged.ts';
import { findHidden, findStray, findUnvisited, type RefusedUnits, refuseAt } from './not-understood.ts';
import type { PythonUnit } from './python-unit.ts';
import { describeDefault } from './sdk-version.ts';

/** A verdict and the place of its rule or request in the text of a unit. */
export interface UnitFinding {
  readonly unit: PythonUnit;
  readonly at: number;
  readonly judged: Judged;
}

/** The findings of a file in their order, or why it cannot be read. */
export type UnitsPlan =
  | { readonly kind: 'findings'; readonly findings: readonly UnitFinding[] }
  | RefusedUnits;

/** Names that cannot stand in a unit that is not read as a whole. */
const RELATED = /ProfilerReport|ProfilerRule|opt_out_telemetry|(?:create|update)_training_job/;

/** Plans a file's units, of which those that nothing is to do with may have errors. */
export function planUnits(all: readonly PythonUnit[]): UnitsPlan {
  const broken = all.find((unit) => hasError(unit) && (unit.number === 0 || RELATED.test(unit.text)));
  if (broken !== undefined) return refuseBroken(broken);
  const hidden = all.flatMap(findHidden)[0];
  if (hidden !== undefined) return hidden;
  // A cell that Python cannot read does nothing.
  const [first, ...others] = all.filter((unit) => !hasError(unit));
  if (first === undefined) return { kind: 'findings', findings: [] };
  const run = catchError(TooComplex, () => readUnits([first, ...others]));
  if (run instanceof TooComplex)
    return {
      kind: 'refused',
      reason: 'nested-too-deep',
      detail: 'the file is too deep or too long to be followed: set the parameter by hand',
    };
  const missed = all.flatMap((unit) => findUnvisited(run, unit))[0];
  if (missed !== undefined) return missed;
  return { kind: 'findings', findings: withoutStray(run, all, withoutDoubles(findingsOf(run, all))) };
}

const hasError = ({ text, source }: PythonUnit): boolean =>
  source.errors.touches(0, text.length) || source.python.deepest > MAX_OPEN_BRACKETS;

function refuseBroken(unit: PythonUnit): UnitsPlan {
  if (unit.source.python.deepest > MAX_OPEN_BRACKETS)
    return {
      kind: 'refused',
      reason: 'nested-too-deep',
      detail: `more than ${MAX_OPEN_BRACKETS} brackets are open: Python cannot read it`,
    };
  let at = unit.text.length;
  unit.source.tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) at = Math.min(at, from);
    },
  });
  return refuseAt(unit, at, 'syntax-error', 'this is no Python that can be read: repair it, then run again');
}

function findingsOf(run: Run, units: readonly PythonUnit[]): UnitFinding[] {
  const quote = quoteOf(units);
  for (const [config, { isUsed }] of run.configs)
    if (!isUsed && !isRuleItself(run, config)) addLoneConfig(run, config);
  for (const request of run.requests.values()) markTogether(run, request);
  const findings: UnitFinding[] = [];
  const judgedRules = new Set<RuleMade>();
  for (const rule of run.rules.values()) {
    const judged = judgeRule(rule, quote);
    if (judged === undefined) continue;
    for (const made of rule.made) judgedRules.add(made);
    findings.push({
      unit: rule.site.unit,
      at: rule.site.node.from,
      judged: isOnlyTuned(run, rule) ? TUNED : judged,
    });
  }
  const versions = describeDefault(units);
  for (const request of run.requests.values()) {
    const judged = judgeRequest(run, request, (made) => judgedRules.has(made), versions);
    if (judged !== undefined) findings.push({ unit: request.site.unit, at: request.site.node.from, judged });
  }
  return findings.toSorted((a, b) => a.unit.number - b.unit.number || a.at - b.at);
}

const TUNED: Judged = {
  kind: 'no-rule',
  detail:
    'the rule belongs to an estimator that only a HyperparameterTuner uses, and tuned jobs are sent without profiler rules',
};

const itemsOf = (request: Request) =>
  optionsOf(request.rules)
    .flatMap((value) => (value.kind === 'list' ? value.items : [value]))
    .flatMap(optionsOf);

/** True for a configuration that stands in a list of rules, which the request's own verdict is about. */
const isRuleItself = (run: Run, config: Parameters<Run['configs']['get']>[0]): boolean =>
  [...run.requests.values()].some((request) => itemsOf(request).includes(config));

/** A configuration whose rule is made elsewhere can be fixed where it is made. */
function addLoneConfig(run: Run, config: Parameters<Run['configs']['get']>[0]): void {
  const parameters = config.attributes.get('rule_parameters') as Value;
  const made = run.addRule('sdk', config.site, parameters, config);
  made.problem = run.configs.get(config)?.problem;
  run.keepState(made);
}

/** What the rules of one request mean together. */
function markTogether(run: Run, request: Request): void {
  const made = itemsOf(request).flatMap((item) => run.madeBy.get(item) ?? []);
  const sites = [...run.rules.values()].filter((rule) => rule.made.some((each) => made.includes(each)));
  const reports = sites.filter((rule) => judgeRule(rule, '"') !== undefined);
  const isList = optionsOf(request.rules).length === 1;
  if (isList && reports.length > 1) for (const rule of reports) rule.isOneOfSeveral = true;
  const problem = request.problem ?? (request.isProfilerOff ? CONTRADICTION : undefined);
  if (problem !== undefined) for (const each of made) each.problem ??= problem;
}

const CONTRADICTION =
  'disable_profiler=True and a profiler rule contradict each other: it raises RuntimeError';

/** True when the rule's only estimators are given to tuners and never fitted themselves. */
function isOnlyTuned(run: Run, rule: RuleSite): boolean {
  const own = [...run.requests.values()].filter((request) =>
    itemsOf(request).some((item) => rule.made.some((made) => run.madeBy.get(item) === made)),
  );
  return (
    own.length > 0 &&
    own.every(({ estimator, isFitted }) => estimator !== undefined && run.tuned.has(estimator) && !isFitted)
  );
}

/** Edits that an earlier finding already makes are left out: one configuration may serve several rules. */
function withoutDoubles(findings: readonly UnitFinding[]): UnitFinding[] {
  const known = new Set<string>();
  const isNew = ({ unit, from, to, insert }: UnitEdit): boolean => {
    const key = `${unit.number}:${from}:${to}:${insert}`;
    const isFirst = !known.has(key);
    known.add(key);
    return isFirst;
  };
  return findings.map((finding) =>
    finding.judged.kind === 'absent'
      ? { ...finding, judged: { ...finding.judged, edits: finding.judged.edits.filter(isNew) } }
      : finding,
  );
}

/** Where the parameter is mentioned in a way that is not understood, no rule is said not to have it. */
function withoutStray(
  run: Run,
  units: readonly PythonUnit[],
  findings: readonly UnitFinding[],
): UnitFinding[] {
  const stray = units.flatMap((unit) => findStray(run, unit))[0];
  if (stray === undefined) return [...findings];
  return findings.map((finding) =>
    finding.judged.kind === 'absent'
      ? {
          ...finding,
          judged: {
            kind: 'refused',
            reason: 'dynamic',
            detail: `${stray}: opt_out_telemetry is used in a way that is not understood: set it by hand`,
          },
        }
      : finding,
  );
}

/** Every edit of the findings, by the unit it is in. */
export function editsByUnit(findings: readonly UnitFinding[]): Map<number, UnitEdit[]> {
  const edits = findings.flatMap(({ judged }) => (judged.kind === 'absent' ? judged.edits : []));
  return Map.groupBy(inOrder(edits), ({ unit }) => unit.number);
}

/** In the order of the text; what is inserted at a place comes before what is removed there. */
export const inOrder = (edits: readonly UnitEdit[]): UnitEdit[] =>
  edits.toSorted((a, b) => a.unit.number - b.unit.number || a.from - b.from || a.to - b.to);

/** True when a second plan says what the first has promised: in force where it was absent, and else the same. */
export function isAsPromised(before: readonly UnitFinding[], after: UnitsPlan): boolean {
  return (
    after.kind === 'findings' &&
    after.findings.length === before.length &&
    before.every(({ judged }, index) => {
      const now = after.findings[index]?.judged.kind;
      return now === (judged.kind === 'absent' ? 'in-force' : judged.kind);
    })
  );
}
