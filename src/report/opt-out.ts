/** The use case: opt one report out, examine its HTML report, and put what happened on the trail. */
import { defined } from '../text/defined.ts';
import type { NotebookKnowledge } from './assess.ts';
import { placeMark } from './findings.ts';
import { withOptionOne } from './option-one.ts';
import type { Finding } from './outcome.ts';
import type { Policy } from './policy.ts';
import type { AuditTrail, Clock, OptionOneSource, ReportStore } from './ports.ts';
import { type Settled, settle, type Task } from './process-object.ts';
import type { ReportTarget, TargetObject } from './report-target.ts';
import type { Trigger } from './trigger.ts';
import { examineVersions } from './versions.ts';

/** Everything the use case talks to. */
export interface Surroundings {
  readonly store: ReportStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  /** Name and version of this software, such as `profiler-opt-out/0.1.0`. */
  readonly software: string;
  readonly trigger: Trigger;
  /** Without it Option 1 is not looked up. */
  readonly optionOne?: OptionOneSource | undefined;
}

/**
 * Deals with one report: the notebook first, then the HTML report and its versions, so that their evidence can say
 * when the notebook was opted out. Answers the findings in that order, each already on the trail. An object that
 * was rewritten earlier has the finding of that put on the trail again: its record may have been lost in a crash.
 * @throws Fault when the store or the trail cannot be used; findings made until then are on the trail.
 */
export async function optOutReport(
  target: ReportTarget,
  policy: Policy,
  surroundings: Surroundings,
): Promise<Finding[]> {
  const seen: Surroundings = {
    ...surroundings,
    trail: withOptionOne(surroundings.trail, surroundings.optionOne),
  };
  const findings: Finding[] = [];
  let notebook: NotebookKnowledge = {};
  for (const object of notebooksFirst(target.objects)) {
    const task = taskOf(target.bucket, object, policy, notebook);
    const settled = await settle(task, seen);
    if (settled?.finding !== undefined) findings.push(settled.finding);
    if (object.kind === 'notebook') {
      if (settled?.finding !== undefined && !object.isCopy) notebook = learn(settled, settled.finding);
    } else if (settled?.hasVersions && object.versions !== undefined) {
      findings.push(...(await examineVersions(task, object.versions, accountedBy(settled), seen)));
    }
  }
  return findings;
}

/** The report's own notebook before all else, HTML reports after all notebooks. */
const notebooksFirst = (objects: readonly TargetObject[]): TargetObject[] =>
  (['notebook', 'html'] as const).flatMap((kind) => objects.filter((object) => object.kind === kind));

function taskOf(
  bucket: string,
  { kind, key, presence, isCopy }: TargetObject,
  policy: Policy,
  notebook: NotebookKnowledge,
): Task {
  if (!isCopy) return { place: { kind, bucket, key }, presence, policy, notebook };
  const readOnly = { ...policy, mode: 'dry-run', html: 'record' } as const;
  return { place: { kind, bucket, key, isCopy }, presence, policy: readOnly, notebook };
}

function learn(settled: Settled, finding: Finding): NotebookKnowledge {
  const optedOutAt = timeOfOptOut(settled, finding);
  return {
    ...defined({ optedOutAt, processingJobArn: finding.processingJobArn }),
  };
}

/** Known of a notebook that was opted out here, now or earlier. */
function timeOfOptOut({ provenance }: Settled, finding: Finding): Date | undefined {
  if (finding.outcome === 'opted-out') return finding.at;
  const isOurs = finding.outcome === 'already-opted-out' && provenance?.place === placeMark(finding);
  return isOurs ? provenance.at : undefined;
}

/** The versions that have their records once the current one was settled: it, what it became, what it was made of. */
function accountedBy({ finding, provenance }: Settled): Set<string> {
  const isOwn = finding !== undefined && provenance?.place === placeMark(finding);
  const versions = [
    finding?.before?.versionId,
    finding?.after?.versionId,
    isOwn ? provenance?.before.versionId : undefined,
  ];
  return new Set(versions.filter((versionId) => versionId !== undefined));
}
