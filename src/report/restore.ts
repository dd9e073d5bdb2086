/** The use case of the way back: gives one object the exact bytes and properties it had before it was rewritten. */

import { applyEdits, invertEdits } from '../bytes/edit.ts';
import { sha256Once } from '../bytes/sha256.ts';
import { catchError } from '../text/catch-error.ts';
import { defined } from '../text/defined.ts';
import { type EarlierBytes, findEarlierBytes, type KnownRewriting } from './find-earlier-bytes.ts';
import type { Finding, HashedVersion, RestoredFinding } from './finding.ts';
import { hashedState, missingFinding, unreadFinding, versionRead } from './findings/examined-findings.ts';
import { loadPlannerWhile, planNotebook } from './planning/planners.ts';
import type { AuditTrail, Clock, ObjectVersion, ReadAnswer, ReportStore } from './ports.ts';
import { MAX_ATTEMPTS, retryDelayMs } from './process-object.ts';
import { replaceOnRecord } from './replace-on-record.ts';
import { contendedFinding, type Replacement, replacedFinding } from './replacement.ts';
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
 * is on the trail; undefined when the object was never rewritten here, or was put back and is gone by now. An object that
 * is neither what a rewriting made nor what it was before was changed by somebody else since, and is refused.
 *
 * What an object was rewritten from is on the trail before it is put back, since that removes its provenance: a run after
 * a crash finds the object as it was, and knows from that record that a restoration is not on record.
 * @throws Fault when the store or the trail cannot be used.
 */
export async function restoreObject(
  location: ObjectLocation,
  known: readonly KnownRewriting[],
  policy: RestorePolicy,
  context: RestoreContext,
): Promise<Finding | undefined> {
  const { store, trail, clock } = context;
  let replacement: Replacement | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await loadPlannerWhile(location.kind, store.read(location, policy.sizeLimitBytes));
    if (answer.kind !== 'found') return unread(location, answer, known, context);
    const { object } = answer;
    // A write that was answered `stale` may have been made all the same: its first answer was lost on the way.
    if (replacement !== undefined && isWritten(replacement, object))
      return record(replacedFinding(replacement, object), trail);
    const earlier = await findEarlierBytes(location, object, known, store, policy.sizeLimitBytes);
    if (earlier.kind === 'never-rewritten') return undefined;
    if (earlier.kind === 'as-before') {
      const { rewriting } = earlier;
      if (rewriting.isRestored) return foundAsBefore(location, object, rewriting, clock.now());
      const rewritten = await readRewritten(location, rewriting, store, policy.sizeLimitBytes);
      return record(foundAsBefore(location, object, rewriting, clock.now(), rewritten), trail);
    }
    const version = describe(location, object, clock.now());
    if (earlier.kind === 'refused') return record(refused(version, earlier), trail);
    replacement = replacementBy(version, earlier);
    if (policy.mode === 'dry-run') return record(planned(replacement), trail);
    if (earlier.unrecorded !== undefined) await trail.append(earlier.unrecorded);
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

/** The finding of an object that was not read, where one is to be restored. */
async function unread(
  location: ObjectLocation,
  answer: Exclude<ReadAnswer, { kind: 'found' }>,
  known: readonly KnownRewriting[],
  { trail, clock }: RestoreContext,
): Promise<Finding | undefined> {
  const last = known.at(-1);
  if (last === undefined) return undefined;
  if (answer.kind !== 'missing') return record(unreadFinding(location, answer, clock.now()), trail);
  return last.isRestored ? undefined : record(missingFinding(location, clock.now()), trail);
}

const isWritten = ({ bytes }: Replacement, object: ObjectVersion): boolean =>
  object.provenance === undefined && sha256Once(object.bytes) === sha256Once(bytes);

function describe(location: ObjectLocation, object: ObjectVersion, at: Date): HashedVersion {
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

const refused = (
  version: HashedVersion,
  { reason, detail }: Extract<EarlierBytes, { kind: 'refused' }>,
): Finding => ({ ...version, outcome: 'refused', reason, detail });

/** The version that a rewriting made, where the store keeps it. */
async function readRewritten(
  location: ObjectLocation,
  { after: { versionId, sha256 } }: KnownRewriting,
  store: ReportStore,
  sizeLimitBytes: number,
): Promise<ObjectVersion | undefined> {
  if (versionId === undefined) return undefined;
  const answer = await store.read({ ...location, versionId }, sizeLimitBytes);
  return answer.kind === 'found' && sha256Once(answer.object.bytes) === sha256 ? answer.object : undefined;
}

/**
 * The finding when somebody, perhaps a run that was cut off before its record was kept, has put it back already: that of
 * putting `rewritten` back. Where that version is not kept, it is made again as far as it is known.
 */
function foundAsBefore(
  location: ObjectLocation,
  object: ObjectVersion,
  rewriting: KnownRewriting,
  at: Date,
  rewritten?: ObjectVersion,
): RestoredFinding {
  const { bytes, etag, versionId } = object;
  const { after, edits, processingJobArn } = rewriting;
  const edited = edits && catchError(RangeError, () => applyEdits(bytes, edits));
  const isKnown = edited instanceof Uint8Array && sha256Once(edited) === after.sha256;
  // Versions may be kept only since the rewriting.
  const { isLatest: _isLatest, ...version } =
    rewritten === undefined
      ? describeRewritten(location, isKnown ? { ...object, bytes: edited } : object, rewriting, at)
      : describe(location, rewritten, at);
  return {
    ...version,
    outcome: 'restored',
    detail: 'found as it was before it was rewritten: nothing was written',
    isFoundAsBefore: true,
    ...(after.versionId === undefined ? {} : { isLatest: true }),
    before: after,
    after: hashedState(bytes, etag, versionId),
    ...(isKnown && edits ? { edits: invertEdits(edits) } : {}),
    ...defined({ processingJobArn }),
  };
}

/** The version that a rewriting made, by what is on record of it; it was written when the rewriting was made. */
const describeRewritten = (
  location: ObjectLocation,
  object: ObjectVersion,
  { at: lastModified, before, papermillTime }: KnownRewriting,
  at: Date,
): HashedVersion => ({
  ...describe(location, object, at),
  lastModified,
  lastModifiedBeforeRewriting: before.lastModified ?? object.lastModified,
  ...defined({ papermillTime }),
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
