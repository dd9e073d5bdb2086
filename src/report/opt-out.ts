/** The use case: opt one report out, examine its HTML report, and put what happened on the trail. */
import { assess, type NotebookKnowledge } from './assess.ts';
import {
  contendedFinding,
  decideRewrite,
  examinedFinding,
  isWrittenBy,
  type Place,
  type Rewrite,
  revokedFinding,
  sha256,
  unreadFinding,
  unreplacedFinding,
  writtenFinding,
} from './findings.ts';
import type { ObjectKind } from './key.ts';
import type { Finding } from './outcome.ts';
import type { Policy } from './policy.ts';
import type { AuditTrail, Clock, Provenance, ReportStore, StoredObject } from './ports.ts';
import { rebuiltFinding } from './rebuild.ts';

/** One object to deal with. An `expected` one that is not there is recorded as missing; an `optional` one is not. */
export interface TargetObject {
  readonly kind: ObjectKind;
  readonly key: string;
  readonly presence: 'expected' | 'optional';
}

/** One report: at most one notebook and one HTML report. */
export interface ReportTarget {
  readonly bucket: string;
  readonly objects: readonly TargetObject[];
}

/** Everything the use case talks to. */
export interface Surroundings<Stored extends StoredObject = StoredObject> {
  readonly store: ReportStore<Stored>;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  /** Name and version of this software, such as `profiler-opt-out/0.1.0`. */
  readonly software: string;
}

/** How often an object is read and planned anew when it changes under us. */
export const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;

/**
 * Deals with one report: the notebook first, then the HTML report, so that the HTML report's evidence can say
 * when its notebook was opted out. Answers the findings in that order, each already on the trail. An object that
 * was rewritten earlier has the finding of that put on the trail again: its record may have been lost in a crash.
 * @throws Fault when the store or the trail cannot be used; findings made until then are on the trail.
 */
export async function optOutReport<Stored extends StoredObject>(
  target: ReportTarget,
  policy: Policy,
  surroundings: Surroundings<Stored>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let notebook: NotebookKnowledge = {};
  for (const { kind, key, presence } of notebooksFirst(target.objects)) {
    const task = { place: { kind, bucket: target.bucket, key }, presence, policy, notebook };
    const settled = await settle(task, surroundings);
    if (settled === undefined) continue;
    findings.push(settled.finding);
    if (kind === 'notebook') notebook = learn(settled);
  }
  return findings;
}

const notebooksFirst = (objects: readonly TargetObject[]): TargetObject[] =>
  (['notebook', 'html'] as const).flatMap((kind) => objects.filter((object) => object.kind === kind));

/** One object to settle, and what is known already. */
interface Task {
  readonly place: Place;
  readonly presence: TargetObject['presence'];
  readonly policy: Policy;
  readonly notebook: NotebookKnowledge;
}

/** A finding that is on the trail, and the provenance that the version examined carried. */
interface Settled {
  readonly finding: Finding;
  readonly provenance: Provenance | undefined;
}

function learn({ finding, provenance }: Settled): NotebookKnowledge {
  const optedOutAt = finding.outcome === 'opted-out' ? finding.at : provenance?.at;
  return {
    ...(optedOutAt === undefined ? {} : { optedOutAt }),
    ...(finding.processingJobArn === undefined ? {} : { processingJobArn: finding.processingJobArn }),
  };
}

async function settle<Stored extends StoredObject>(
  task: Task,
  surroundings: Surroundings<Stored>,
): Promise<Settled | undefined> {
  const { store, clock } = surroundings;
  let rewrite: Rewrite | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await store.read(task.place, task.policy.sizeLimitBytes);
    if (answer.kind === 'missing' && task.presence === 'optional') return undefined;
    if (answer.kind !== 'found') return keep(unreadFinding(task.place, answer, clock.now()), surroundings);
    const { object } = answer;
    // A write that was answered `stale` may have been made all the same: its first answer was lost on the way.
    if (rewrite !== undefined && isWrittenBy(rewrite, object)) {
      return keep(writtenFinding(rewrite, object), surroundings);
    }
    const earlier = rebuiltFinding(task.place, object, task.notebook);
    if (earlier !== undefined) await surroundings.trail.append(earlier);
    const assessed = assess(object, task.place.kind, task.policy, task.notebook);
    const finding = examinedFinding(task.place, object, assessed, clock.now());
    const { outcome } = finding;
    if (outcome !== 'opted-out' && outcome !== 'silenced')
      return keep(finding, surroundings, object.provenance);
    rewrite = decideRewrite(finding, outcome, object, surroundings.software);
    const settled = await write(rewrite, object, surroundings);
    if (settled !== undefined) return settled;
    if (attempt === MAX_ATTEMPTS) {
      return keep(contendedFinding(finding, clock.now(), attempt), surroundings);
    }
    await clock.sleep(clock.random() * FIRST_DELAY_MS * 2 ** attempt);
  }
}

/** Makes the rewriting and puts it on the trail, or answers undefined when the object is no longer what was read. */
async function write<Stored extends StoredObject>(
  rewrite: Rewrite,
  object: Stored,
  surroundings: Surroundings<Stored>,
): Promise<Settled | undefined> {
  const { store, trail, clock } = surroundings;
  const written = writtenFinding(rewrite, { etag: sha256(rewrite.bytes) });
  let isOnRecord = false;
  const answer = await store.replace(object, rewrite.bytes, rewrite.provenance, async () => {
    await trail.append(written);
    isOnRecord = true;
  });
  switch (answer.kind) {
    case 'stale':
      if (isOnRecord) await trail.append(revokedFinding(rewrite.finding, clock.now()));
      return undefined;
    case 'refused':
      return keep(
        unreplacedFinding(rewrite.finding, answer.refusal.reason, answer.refusal.detail),
        surroundings,
      );
    case 'replaced':
      return store.keepsProvenance
        ? keep(writtenFinding(rewrite, answer), surroundings)
        : { finding: written, provenance: undefined };
  }
}

async function keep(
  finding: Finding,
  { trail }: { readonly trail: AuditTrail },
  provenance?: Provenance,
): Promise<Settled> {
  await trail.append(finding);
  return { finding, provenance };
}
