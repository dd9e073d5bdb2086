/** The verdict of each request without a rule that is judged by itself: what the SDK, or the API, makes of it. */
import type { Request, RuleMade } from './evaluation/notes.ts';
import type { Run } from './evaluation/run.ts';
import { optionsOf } from './evaluation/values.ts';
import { type Judged, refuse } from './judged.ts';
import { placeOf } from './python-unit.ts';

/** The verdict of a request whose rules are none of those that are judged by themselves; undefined when some are. */
export function judgeRequest(
  run: Run,
  request: Request,
  isJudged: (made: RuleMade) => boolean,
  versions: string,
): Judged | undefined {
  const lists = optionsOf(request.rules);
  const items = lists.flatMap((value) => (value.kind === 'list' ? value.items : [value])).flatMap(optionsOf);
  const rules = items.flatMap((item) => run.madeBy.get(item) ?? []);
  if (rules.some(isJudged)) return undefined;
  const place = placeOf(request.site.unit, request.site.node.from);
  if (request.problem !== undefined) return refuse('raises', `${place}: ${request.problem}`);
  const hasConfig = items.some((item) => item.kind === 'instance' && run.configs.has(item));
  if (hasConfig)
    return refuse(
      'raises',
      `${place}: rules holds a configuration instead of a rule: it raises RuntimeError; use ProfilerRule.sagemaker(...)`,
    );
  if (lists.some(({ kind }) => kind === 'instance'))
    return refuse('raises', `${place}: rules wants a list of rules, not one: it raises TypeError`);
  const isNone = (value: (typeof items)[number]) => value.kind === 'constant' && value.value === null;
  const isUnknown =
    items.some((item) => item.kind !== 'instance' && item.kind !== 'dict' && !isNone(item)) ||
    lists.some((value) => value.kind === 'list' && value.isOpen);
  if (isUnknown)
    return refuse(
      'dynamic',
      `${place}: the job's rules come from elsewhere, and are not known from this file`,
    );
  const isEmpty = items.length === 0;
  return { kind: 'no-rule', detail: describeNoRule(run, request, rules.length > 0, isEmpty, versions) };
}

function describeNoRule(
  run: Run,
  request: Request,
  hasRules: boolean,
  isEmpty: boolean,
  versions: string,
): string {
  switch (request.kind) {
    case 'tuner':
      return 'the jobs of a HyperparameterTuner are sent without profiler rules, whatever the estimator has';
    case 'trainer':
      return "SDK 3's ModelTrainer sends no profiler rules";
    case 'boto3':
    case 'create':
      return `the request names no ProfilerReport rule${hasRules ? ', but others' : ''}; the API adds none`;
    case 'default-profiling':
      return `enable_default_profiling adds the SDK's own rule: ${versions}`;
    case 'estimator':
      return describeEstimator(run, request, hasRules, isEmpty, versions);
  }
}

function describeEstimator(
  run: Run,
  request: Request,
  hasRules: boolean,
  isEmpty: boolean,
  versions: string,
): string {
  if (request.estimator !== undefined && run.tuned.has(request.estimator))
    return 'the estimator names no ProfilerReport rule, and the jobs of a HyperparameterTuner are sent without any';
  if (request.isProfilerOff) return 'disable_profiler=True: the job is sent without profiler rules';
  if (hasRules)
    return 'the job names other profiler rules and no ProfilerReport, so the SDK attaches none of its own';
  if (isEmpty) return 'rules is an empty list, so the SDK attaches no rule of its own';
  return `the job names no profiler rule: ${versions}`;
}
