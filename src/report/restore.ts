/** The use case of the way back: gives one object the exact bytes and properties it had before it was rewritten. */

import { invertEdits } from '../bytes/edit.ts';
import { defined } from '../text/defined.ts';
import { type EarlierBytes, findEarlierBytes, type KnownRewriting } from './find-earlier-bytes.ts';
import type { Finding, HashedVersion, RestoredFinding } from './finding.ts';
import { hashedState, missingFinding, unreadFinding, versionRead } from './findings/examined-findings.ts';
import { loadPlannerWhile, planNotebook } from './planning/planners.ts';
import type { AuditTrail, Clock, ObjectVersion, ReadAnswer, ReportStore, StoredObject } from './ports.ts';
import { MAX_ATTEMPTS, retryDelayMs } from './process-object.ts';
import { replaceOnRecord } from './replace-on-record.ts';
import { contendedFinding, type Replacement } from './replacement.ts';
import type { ObjectLocation } from './report-target.ts';

/** The outside that restoring needs. */
export interface RestoreContext {
  readonly store: ReportStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/** The user's wishes; `dry-run` records `would-restore`, and never writes. */
export interface RestorePolicy {
  readonly mode: 'enforce' | 'dry-run';
  readonly sizeLimitBytes: number;
}

/**
 * Restores one object from the rewritings that are known of it, or from its own provenance. Returns the finding, which
 * is on the trail; undefined when the object was never rewritten here. An object that is neither what a rewriting made
 * nor what it was before was changed by somebody else since, and is refused.
 * @throws Fault when the store or the trail cannot be used.
 */
export async function restoreObject(
  location: ObjectLocation,
  known: readonly KnownRewriting[],
  policy: RestorePolicy,
  context: RestoreContext,
): Promise<Finding | undefined> {
  const { store, trail, clock } = context;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await loadPlannerWhile(location.kind, store.read(location, policy.sizeLimitBytes));
    if (answer.kind !== 'found') {
      return known.length === 0 ? undefined : record(unread(location, answer, clock.now()), trail);
    }
    const { object } = answer;
    const version = describe(location, object, clock.now());
    const earlier = await findEarlierBytes(location, object, known, store, policy.sizeLimitBytes);
    if (earlier.kind === 'never-rewritten') return undefined;
    if (earlier.kind !== 'found') return record(withoutReplacement(version, object, earlier), trail);
    const replacement = replacementBy(version, earlier);
    if (policy.mode === 'dry-run') return record(planned(replacement), trail);
    const finding = await replaceOnRecord(replacement, object, context);
    if (finding !== undefined) return finding;
    if (attempt === MAX_ATTEMPTS) return record(contendedFinding(replacement, clock.now(), attempt), trail);
    await clock.sleep(retryDelayMs(attempt, clock));
  }
}

async function record(finding: Finding, trail: AuditTrail): Promise<Finding> {
  await trail.append(finding);
  return finding;
}

const unread = (
  location: ObjectLocation,
  answer: Exclude<ReadAnswer, { kind: 'found' }>,
  at: Date,
): Finding =>
  answer.kind === 'missing' ? missingFinding(location, at) : unreadFinding(location, answer, at);

function describe(location: ObjectLocation, object: StoredObject, at: Date): HashedVersion {
  const version = versionRead(location, object, at);
  if (location.kind === 'notebook') {
    const { embedded } = planNotebook(object.bytes, { sizeLimitBytes: Number.POSITIVE_INFINITY });
    return { ...version, ...defined({ embedded }) };
  }
  return {
    ...version,
    html: { usageReporting: 'silent', generatedBeforeOptOut: true },
    ...defined({ papermillTime: object.provenance?.papermillTime }),
  };
}

/** The finding of an object that is not replaced. */
const withoutReplacement = (
  version: HashedVersion,
  object: ObjectVersion,
  earlier: Extract<EarlierBytes, { kind: 'as-before' | 'refused' }>,
): Finding =>
  earlier.kind === 'refused'
    ? { ...version, outcome: 'refused', reason: earlier.reason, detail: earlier.detail }
    : foundAsBefore(version, object, earlier.rewriting);

/** The finding when somebody, perhaps a run that was cut off before its record was kept, has put it back already. */
const foundAsBefore = (
  version: HashedVersion,
  { bytes, etag, versionId }: ObjectVersion,
  { after }: KnownRewriting,
): RestoredFinding => ({
  ...version,
  outcome: 'restored',
  detail: 'found as it was before it was rewritten: nothing was written',
  before: after,
  after: hashedState(bytes, etag, versionId),
});

/** The replacement that puts the earlier bytes back; its edits are those of the way back. */
function replacementBy(
  version: HashedVersion,
  { bytes, rewriting }: Extract<EarlierBytes, { kind: 'found' }>,
): Replacement {
  const { edits, processingJobArn } = rewriting;
  return {
    version: { ...version, ...defined({ processingJobArn }) },
    change: { outcome: 'restored', ...defined({ edits: edits && invertEdits(edits) }) },
    bytes,
    provenance: undefined,
  };
}

const planned = ({ version, change }: Replacement): Finding => ({
  ...version,
  ...change,
  outcome: 'would-restore',
});
