/** Settles one object: reads its current version, decides, rewrites it conditionally, and puts that on the trail. */
import { defined } from '../text/defined.ts';
import { assess, assessEnd, type NotebookKnowledge } from './assess.ts';
import {
  contendedFinding,
  decideRewrite,
  endFinding,
  examinedFinding,
  isWrittenBy,
  type Place,
  type Rewrite,
  replacedFinding,
  unreadFinding,
} from './findings.ts';
import type { Finding } from './outcome.ts';
import type { Policy } from './policy.ts';
import type { AuditTrail, Clock, Provenance, ReportStore } from './ports.ts';
import { readForEvidence } from './read-evidence.ts';
import { rebuiltFinding } from './rebuild.ts';
import { replaceOnRecord } from './replace-on-record.ts';
import type { TargetObject } from './report-target.ts';
import type { Trigger } from './trigger.ts';

/** One object to settle, and what is known already. */
export interface Task {
  readonly place: Place;
  readonly presence: TargetObject['presence'];
  readonly policy: Policy;
  readonly notebook: NotebookKnowledge;
}

/** What an object came to. */
export interface Settled {
  /** On the trail; undefined for an optional object that is not there. */
  readonly finding?: Finding;
  /** What the version examined carried. */
  readonly provenance?: Provenance;
  /** True when the store keeps versions of this object. */
  readonly hasVersions: boolean;
}

/** The part of the surroundings that is needed here. */
export interface SettleSurroundings {
  readonly store: ReportStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  readonly software: string;
  readonly trigger: Trigger;
}

/** How often an object is read and planned anew when it changes under us. */
export const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;

/** How long to wait before the next attempt. */
export const retryDelayMs = (attempt: number, { random }: Clock): number =>
  random() * FIRST_DELAY_MS * 2 ** attempt;

/** @throws Fault */
export async function settle(task: Task, surroundings: SettleSurroundings): Promise<Settled> {
  const { store, clock } = surroundings;
  const { place, policy, notebook, presence } = task;
  let rewrite: Rewrite | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await read(task, store);
    if (answer.kind === 'missing' && presence === 'optional')
      return { hasVersions: answer.isDeleted ?? false };
    if (answer.kind === 'end') {
      const { end, beacon } = answer;
      const assessed = assessEnd(end, beacon, notebook);
      return keep(endFinding(place, end, assessed, clock.now()), surroundings);
    }
    if (answer.kind !== 'found') {
      const settled = await keep(unreadFinding(place, answer, clock.now()), surroundings);
      return answer.kind === 'missing' ? { ...settled, hasVersions: answer.isDeleted ?? false } : settled;
    }
    const { object } = answer;
    // A write that was answered `stale` may have been made all the same: its first answer was lost on the way.
    if (rewrite !== undefined && isWrittenBy(rewrite, object)) {
      return keep(replacedFinding(rewrite, object), surroundings);
    }
    const earlier = rebuiltFinding(place, object);
    if (earlier !== undefined) await surroundings.trail.append(earlier);
    const assessed = assess(object, place.kind, policy, notebook);
    const finding = examinedFinding(place, object, assessed, clock.now());
    const { outcome } = finding;
    if (outcome !== 'opted-out' && outcome !== 'silenced')
      return keep(finding, surroundings, object.provenance);
    rewrite = decideRewrite(finding, outcome, object, surroundings);
    const replaced = await replaceOnRecord(rewrite, object, surroundings);
    if (replaced !== undefined) return settledBy(replaced, object.provenance);
    if (attempt === MAX_ATTEMPTS) {
      return keep(contendedFinding(finding, clock.now(), attempt), surroundings);
    }
    await clock.sleep(retryDelayMs(attempt, clock));
  }
}

/** What is only recorded is read at its end first; what may be rewritten has to be read whole. */
const read = ({ place, policy }: Task, store: ReportStore) =>
  place.kind === 'html' && policy.html === 'record'
    ? readForEvidence(store, place, policy.sizeLimitBytes)
    : store.read(place, policy.sizeLimitBytes);

async function keep(
  finding: Finding,
  { trail }: { readonly trail: AuditTrail },
  provenance?: Provenance,
): Promise<Settled> {
  await trail.append(finding);
  return settledBy(finding, provenance);
}

const settledBy = (finding: Finding, provenance: Provenance | undefined): Settled => ({
  finding,
  hasVersions: finding.before?.versionId !== undefined,
  ...defined({ provenance }),
});
