/** Finds the bytes of an object before it was rewritten here: by the edits on record, or in an earlier version. */

import { applyEdits, type ByteEdit, invertEdits } from '../bytes/edit.ts';
import { sha256, sha256Once } from '../bytes/sha256.ts';
import { catchError } from '../text/catch-error.ts';
import { defined } from '../text/defined.ts';
import { assess, isRewrite } from './assess.ts';
import type { HashedState, RewrittenFinding } from './finding.ts';
import type { ObjectVersion, ReportStore } from './ports.ts';
import { rebuiltFinding } from './rebuild.ts';
import { locationHash, type ObjectLocation } from './report-target.ts';

/** One rewriting that is on record: when it was made, and from which bytes to which. */
export interface KnownRewriting {
  readonly at: Date;
  readonly before: HashedState & { readonly lastModified?: Date };
  readonly after: HashedState;
  /** Offsets of the bytes before; absent where only the earlier version has them. */
  readonly edits?: readonly ByteEdit[];
  readonly processingJobArn?: string;
  readonly papermillTime?: Date;
  /** True when a record says that it was put back, after this was made. */
  readonly isRestored?: boolean;
}

/** The bytes to put back, or why there are none. */
export type EarlierBytes =
  | { readonly kind: 'never-rewritten' }
  | { readonly kind: 'as-before'; readonly rewriting: KnownRewriting }
  | {
      readonly kind: 'found';
      readonly bytes: Uint8Array;
      readonly rewriting: KnownRewriting;
      /** The finding of the rewriting, where no record of it is known. */
      readonly unrecorded?: RewrittenFinding;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly detail: string };

const CHANGED: EarlierBytes = {
  kind: 'refused',
  reason: 'changed-since',
  detail: 'changed by somebody else since it was rewritten: review it, and correct it by hand',
};

/** Finds the bytes that were rewritten into those of `object`. @throws Fault when the store cannot be used. */
export async function findEarlierBytes(
  location: ObjectLocation,
  object: ObjectVersion,
  known: readonly KnownRewriting[],
  store: ReportStore,
  sizeLimitBytes: number,
): Promise<EarlierBytes> {
  const hash = sha256Once(object.bytes);
  const recorded = known.findLast(({ after }) => after.sha256 === hash);
  // The version before may be known better by the object itself.
  const unrecorded = recorded?.edits ? undefined : rebuiltFinding(location, object);
  const rewriting = unrecorded === undefined ? recorded : rewritingOf(unrecorded);
  if (rewriting === undefined) {
    const undone = known.findLast(({ before }) => before.sha256 === hash);
    if (undone !== undefined) return { kind: 'as-before', rewriting: undone };
    return known.length > 0 || object.provenance?.locationHash === locationHash(location)
      ? CHANGED
      : { kind: 'never-rewritten' };
  }
  const earlier =
    rewriting.edits === undefined
      ? await readEarlierVersion(location, object, rewriting, store, sizeLimitBytes)
      : undoEdits(object, rewriting, rewriting.edits);
  return earlier.kind === 'found' && recorded === undefined
    ? { ...earlier, ...defined({ unrecorded }) }
    : earlier;
}

/** The rewriting that the object's own provenance shows. */
const rewritingOf = ({
  at,
  lastModified,
  before,
  after,
  edits,
  processingJobArn,
  papermillTime,
}: RewrittenFinding): KnownRewriting => ({
  at,
  before: { ...before, lastModified },
  after,
  ...defined({ edits, processingJobArn, papermillTime }),
});

function undoEdits(
  object: ObjectVersion,
  rewriting: KnownRewriting,
  edits: readonly ByteEdit[],
): EarlierBytes {
  const bytes = catchError(RangeError, () => applyEdits(object.bytes, invertEdits(edits)));
  if (bytes instanceof Error || sha256Once(bytes) !== rewriting.before.sha256) return CHANGED;
  return { kind: 'found', bytes, rewriting };
}

/** Reads the version that has the bytes; rewriting it again has to give what is there now. */
async function readEarlierVersion(
  location: ObjectLocation,
  object: ObjectVersion,
  rewriting: KnownRewriting,
  store: ReportStore,
  sizeLimitBytes: number,
): Promise<EarlierBytes> {
  const { versionId, sha256: hash } = rewriting.before;
  if (versionId === undefined) return noWayBack('the bucket kept no versions at that time');
  const answer = await store.read({ ...location, versionId }, sizeLimitBytes);
  if (answer.kind !== 'found') return noWayBack(`version ${versionId} can no longer be read`);
  const { bytes } = answer.object;
  if (sha256Once(bytes) !== hash) return noWayBack(`version ${versionId} is not the one that was rewritten`);
  const isSame = REWRITINGS.some((policy) => {
    const assessment = assess(answer.object, location.kind, { ...policy, sizeLimitBytes }, {});
    return isRewrite(assessment) && sha256(applyEdits(bytes, assessment.edits)) === sha256Once(object.bytes);
  });
  return isSame ? { kind: 'found', bytes, rewriting } : CHANGED;
}

/** A notebook is opted out with the beacons in its saved outputs taken out, or without. */
const REWRITINGS = [
  { mode: 'enforce', html: 'silence' },
  { mode: 'enforce', html: 'record' },
] as const;

const noWayBack = (why: string): EarlierBytes => ({
  kind: 'refused',
  reason: 'no-way-back',
  detail: `the edits did not fit into its metadata, and ${why}: restore it from a backup`,
});
