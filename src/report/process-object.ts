/** Processes the current version of one object: reads it, decides, rewrites it conditionally, and records that. */
import { defined } from '../text/defined.ts';
import { assessEnd, concludeWith, type NotebookKnowledge, withNotebook } from './assess.ts';
import { examinedVersion, type Finding, isContinued } from './finding.ts';
import {
  endFinding,
  examinedFinding,
  missingFinding,
  unreadFinding,
  versionRead,
} from './findings/examined-findings.ts';
import { type Assessed, type AssessmentTask, assessAndEdit } from './planning/assess-and-edit.ts';
import { loadPlannerWhile } from './planning/planners.ts';
import type { Policy } from './policy.ts';
import type { AuditTrail, Clock, Provenance, ReportStore } from './ports.ts';
import { type EvidenceAnswer, readForEvidence } from './read-evidence.ts';
import { rebuiltFinding } from './rebuild.ts';
import { replaceOnRecord } from './replace-on-record.ts';
import {
  contendedFinding,
  decideRewrite,
  isWrittenBy,
  type Rewrite,
  replacedFinding,
} from './replacement.ts';
import type { ObjectLocation, TargetObject } from './report-target.ts';
import type { Trigger } from './trigger.ts';

/** One object to process, and what is known already. */
export interface ObjectTask {
  readonly location: ObjectLocation;
  readonly presence: TargetObject['presence'];
  readonly policy: Policy;
  readonly notebook: NotebookKnowledge;
  /** True for a copy that nobody asked to change. */
  readonly isOnlyRecorded?: true;
}

/** The result of one object. */
export interface ObjectResult {
  /** On the trail; undefined for an object that is not there, and was not expected to be. */
  readonly finding?: Finding;
  /** The provenance that the version examined carried. */
  readonly provenance?: Provenance;
  /** True when the store keeps versions of this object. */
  readonly hasVersions: boolean;
}

/** The outside that processing an object needs, and what every record of it shares. */
export interface ObjectContext {
  readonly store: ReportStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  /** Name and version of this software, such as `profiler-opt-out/0.2.0`. */
  readonly software: string;
  readonly trigger: Trigger;
  /**
   * For a run that goes on after an interrupted one: an object that was rewritten since then is done, and its finding is
   * that of the rewriting.
   */
  readonly continuesSince?: Date;
  /** Does what `assessAndEdit` does, such as in another thread; without it that is done here. */
  readonly assess?: (task: AssessmentTask) => Promise<Assessed>;
}

/** What reading an object gives; its assessment where that has begun, which can take the bytes to another thread. */
export interface FirstRead {
  readonly answer: EvidenceAnswer;
  readonly assessing?: Promise<Assessed> | undefined;
}

/** The number of times an object is read and planned when another writer keeps changing it. */
export const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;

/** The time to wait before the next attempt. */
export const retryDelayMs = (attempt: number, { random }: Pick<Clock, 'random'>): number =>
  random() * FIRST_DELAY_MS * 2 ** attempt;

/**
 * Processes the current version of one object, which `firstRead` is reading. Its finding is on the trail when this returns, and before it that of
 * an earlier rewrite, whose record may have been lost. An object that changes between reading and writing is read
 * and planned anew, `MAX_ATTEMPTS` times; then it is contended.
 * @throws Fault when the store or the trail cannot be used.
 */
export async function processObject(
  task: ObjectTask,
  context: ObjectContext,
  firstRead: Promise<FirstRead>,
): Promise<ObjectResult> {
  const { trail, clock, assess = assessAndEdit } = context;
  const { location, policy, notebook, isOnlyRecorded } = task;
  let rewrite: Rewrite | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const { answer, assessing } = await (attempt === 1 ? firstRead : readObject(task, context));
    if (answer.kind !== 'found') return processUnread(answer, task, context);
    const { object: found } = answer;
    // A write that was answered `stale` may have been made all the same: its first answer was lost on the way.
    if (rewrite !== undefined && isWrittenBy(rewrite, found)) {
      return record(replacedFinding(rewrite, found), trail);
    }
    const earlier = rebuiltFinding(location, found);
    if (earlier !== undefined) {
      await trail.append(earlier);
      if (isContinued(earlier, context.trigger, context.continuesSince))
        return resultOf(earlier, found.provenance);
    }
    const { kind } = location;
    const { bytes, assessment, edited } = await (assessing ?? assess({ object: found, kind, policy }));
    const object = { ...found, bytes };
    const version = versionRead(location, object, clock.now());
    if (edited === undefined) {
      const refusal = isOnlyRecorded ? undefined : object.replaceRefusal;
      const conclusion = concludeWith(withNotebook(assessment, object, notebook), refusal);
      return record(examinedFinding(version, conclusion), trail, object.provenance);
    }
    rewrite = decideRewrite(version, withNotebook(assessment, object, notebook), edited, context);
    const finding = await replaceOnRecord(rewrite, object, context);
    if (finding !== undefined) return resultOf(finding, object.provenance);
    if (attempt === MAX_ATTEMPTS) return record(contendedFinding(rewrite, clock.now(), attempt), trail);
    await clock.sleep(retryDelayMs(attempt, clock));
  }
}

/** Reads the end first of what is only recorded; what may be rewritten has to be read whole. */
export async function readObject(
  { location, policy }: Pick<ObjectTask, 'location' | 'policy'>,
  { store }: Pick<ObjectContext, 'store'>,
): Promise<FirstRead> {
  const isEvidence = location.kind === 'html' && policy.html === 'record';
  const answer = await (isEvidence
    ? readForEvidence(store, location, policy.sizeLimitBytes)
    : loadPlannerWhile(location.kind, store.read(location, policy.sizeLimitBytes)));
  return { answer };
}

/** Records an object that was not read, or only at its end. */
async function processUnread(
  answer: Exclude<EvidenceAnswer, { kind: 'found' }>,
  { location, presence, notebook }: ObjectTask,
  { trail, clock }: ObjectContext,
): Promise<ObjectResult> {
  switch (answer.kind) {
    case 'end': {
      const assessment = assessEnd(answer.end, answer.beacon, notebook);
      return record(endFinding(location, answer.end, assessment, clock.now()), trail);
    }
    case 'refused':
      return record(unreadFinding(location, answer, clock.now()), trail);
    case 'missing': {
      // Not every server shows the delete marker that it lists.
      const hasVersions = answer.isDeleted ?? presence === 'deleted';
      if (presence !== 'expected') return { hasVersions };
      return { ...(await record(missingFinding(location, clock.now()), trail)), hasVersions };
    }
  }
}

async function record(finding: Finding, trail: AuditTrail, provenance?: Provenance): Promise<ObjectResult> {
  await trail.append(finding);
  return resultOf(finding, provenance);
}

const resultOf = (finding: Finding, provenance: Provenance | undefined): ObjectResult => ({
  finding,
  hasVersions: examinedVersion(finding)?.before.versionId !== undefined,
  ...defined({ provenance }),
});
