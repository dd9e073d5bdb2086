/** The use case: opts one report out, examines its HTML report, and puts what happened on the trail. */
import { defined } from '../text/defined.ts';
import type { NotebookKnowledge } from './assess.ts';
import { examinedVersion, type Finding } from './finding.ts';
import { withOptionOne } from './option-one.ts';
import type { Assessed, AssessmentTask } from './planning/assess-and-edit.ts';
import type { Policy } from './policy.ts';
import type { OptionOneSource } from './ports.ts';
import {
  type FirstRead,
  type ObjectContext,
  type ObjectResult,
  type ObjectTask,
  processObject,
  readObject,
} from './process-object.ts';
import { locationHash, type ReportTarget, type TargetObject } from './report-target.ts';
import { examineVersions } from './versions.ts';

/** The outside that opting out needs, and what every record of it shares. */
export interface OptOutContext extends ObjectContext {
  /** Without it Option 1 is not looked up. */
  readonly optionOne?: OptionOneSource | undefined;
  /** True to read the next object of the report while one is processed: faster, and two of them are in memory. */
  readonly readsAhead?: boolean;
  /**
   * Does what `assess` does for an object that was read ahead, where that keeps nothing else waiting; undefined
   * elsewhere, and then it is done in its turn.
   */
  readonly assessAhead?: (task: AssessmentTask) => Promise<Assessed> | undefined;
}

/**
 * Opts one report out: the notebook first, then the HTML report and its versions, so that their evidence can say
 * when the notebook was opted out. Returns the findings in that order, each already on the trail. An object that
 * was rewritten earlier has the finding of that put on the trail again: its record may have been lost in a crash.
 * @throws Fault when the store or the trail cannot be used; findings made until then are on the trail.
 */
export async function optOutReport(
  target: ReportTarget,
  policy: Policy,
  { optionOne, readsAhead = false, assessAhead = () => undefined, ...given }: OptOutContext,
): Promise<Finding[]> {
  const context: ObjectContext = { ...given, trail: withOptionOne(given.trail, optionOne) };
  const findings: Finding[] = [];
  let notebook: NotebookKnowledge = {};
  let ahead: Promise<FirstRead> | undefined;
  const objects = notebooksFirst(target.objects);
  for (const [index, object] of objects.entries()) {
    const task = taskOf(target.bucket, object, policy, notebook);
    const own = ahead ?? readObject(task, context);
    const next = readsAhead ? objects[index + 1] : undefined;
    ahead = next && readAhead(taskOf(target.bucket, next, policy, {}), context, assessAhead);
    // Its failure is met when its turn comes, if it comes.
    ahead?.catch(() => {});
    const result = await processObject(task, context, own);
    if (result.finding !== undefined) findings.push(result.finding);
    if (object.kind === 'notebook') {
      if (result.finding !== undefined && !object.isCopy) notebook = knowledgeOf(result, result.finding);
    } else if (result.hasVersions && object.versions !== undefined) {
      findings.push(
        ...(await examineVersions(task, object.versions, recordedVersions(result, task.policy), context)),
      );
    }
  }
  return findings;
}

/** Reads an object before its turn, and has it assessed while those before it are written. */
async function readAhead(
  task: ObjectTask,
  context: ObjectContext,
  assessAhead: NonNullable<OptOutContext['assessAhead']>,
): Promise<FirstRead> {
  const { answer } = await readObject(task, context);
  // With provenance the record of an earlier rewriting may have to be made again first, which takes the bytes.
  if (answer.kind !== 'found' || answer.object.provenance !== undefined) return { answer };
  const { location, policy } = task;
  const assessing = assessAhead({ object: answer.object, kind: location.kind, policy });
  assessing?.catch(() => {});
  return { answer, assessing };
}

/** The report's own notebook before all else, HTML reports after all notebooks. */
export const notebooksFirst = (objects: readonly TargetObject[]): TargetObject[] =>
  (['notebook', 'html'] as const).flatMap((kind) => objects.filter((object) => object.kind === kind));

function taskOf(
  bucket: string,
  { kind, key, presence, isCopy, isChangeRequested }: TargetObject,
  policy: Policy,
  notebook: NotebookKnowledge,
): ObjectTask {
  const location = { kind, bucket, key, ...defined({ isCopy }) };
  if (!isCopy || isChangeRequested) return { location, presence, policy, notebook };
  const readOnly = { ...policy, mode: 'dry-run', html: 'record' } as const;
  return { location, presence, policy: readOnly, notebook, isOnlyRecorded: true };
}

function knowledgeOf(result: ObjectResult, finding: Finding): NotebookKnowledge {
  const optedOutAt = timeOfOptOut(result, finding);
  const { processingJobArn, papermillTime } = examinedVersion(finding) ?? {};
  return defined({ optedOutAt, processingJobArn, papermillTime });
}

/** Known of a notebook that was opted out here, now or earlier. */
function timeOfOptOut({ provenance }: ObjectResult, finding: Finding): Date | undefined {
  if (finding.outcome === 'opted-out') return finding.at;
  const isOurs =
    finding.outcome === 'already-opted-out' &&
    provenance?.outcome === 'opted-out' &&
    provenance.locationHash === locationHash(finding);
  return isOurs ? provenance.at : undefined;
}

/**
 * The versions that have their records: the one that was processed, what it became, and what it was made of. A dry run
 * shows what still reports, so it looks at that one again: silencing the current version leaves it as it was.
 */
function recordedVersions({ finding, provenance }: ObjectResult, { mode }: Policy): Set<string> {
  if (finding === undefined) return new Set();
  const isOwn = mode === 'enforce' && provenance?.locationHash === locationHash(finding);
  const versions = [
    examinedVersion(finding)?.before.versionId,
    'after' in finding ? finding.after.versionId : undefined,
    isOwn ? provenance.before.versionId : undefined,
  ];
  return new Set(versions.filter((versionId) => versionId !== undefined));
}
