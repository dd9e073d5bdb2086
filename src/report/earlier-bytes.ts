/** Finds what an object was before it was rewritten here: by the edits that are on record, or in an earlier version. */

import { applyEdits, type ByteEdit, invertEdits } from '../bytes/edit.ts';
import { sha256 } from '../bytes/sha256.ts';
import { catchError } from '../text/catch-error.ts';
import { defined } from '../text/defined.ts';
import { assess } from './assess.ts';
import { type Place, placeMark } from './findings.ts';
import type { HashedState } from './outcome.ts';
import type { ReadAnswer, ReportStore, StoredObject } from './ports.ts';
import { rebuiltFinding } from './rebuild.ts';

/** One rewriting that is on record: what it made of what. */
export interface KnownRewriting {
  readonly before: HashedState;
  readonly after: HashedState;
  /** Offsets of the bytes before; absent where only the earlier version has them. */
  readonly edits?: readonly ByteEdit[];
  readonly processingJobArn?: string;
}

/** What there is to put back. */
export type Earlier =
  | { readonly kind: 'never-rewritten' }
  | { readonly kind: 'as-before'; readonly rewriting: KnownRewriting }
  | { readonly kind: 'found'; readonly bytes: Uint8Array; readonly rewriting: KnownRewriting }
  | { readonly kind: 'refused'; readonly reason: string; readonly detail: string };

const CHANGED: Earlier = {
  kind: 'refused',
  reason: 'changed-since',
  detail: 'changed by somebody since it was rewritten: look at it, and mend it by hand',
};

/** Finds the bytes that were rewritten into those of `object`. @throws Fault when the store cannot be used. */
export async function findEarlier(
  place: Place,
  object: StoredObject,
  known: readonly KnownRewriting[],
  store: ReportStore,
  sizeLimitBytes: number,
): Promise<Earlier> {
  const hash = sha256(object.bytes);
  const rewriting = known.findLast(({ after }) => after.sha256 === hash) ?? ownRewriting(place, object);
  if (rewriting === undefined) {
    const undone = known.findLast(({ before }) => before.sha256 === hash);
    if (undone !== undefined) return { kind: 'as-before', rewriting: undone };
    return known.length > 0 || object.provenance?.place === placeMark(place)
      ? CHANGED
      : { kind: 'never-rewritten' };
  }
  const { edits } = rewriting;
  if (edits === undefined) return earlierVersion(place, object, rewriting, store, sizeLimitBytes);
  const bytes = catchError(RangeError, () => applyEdits(object.bytes, invertEdits(edits)));
  if (bytes instanceof Error || sha256(bytes) !== rewriting.before.sha256) return CHANGED;
  return { kind: 'found', bytes, rewriting };
}

/** What the object itself keeps of its rewriting. */
function ownRewriting(place: Place, object: StoredObject): KnownRewriting | undefined {
  const finding = rebuiltFinding(place, object);
  const { before, after, edits } = finding ?? {};
  if (before?.sha256 === undefined || after === undefined) return undefined;
  const arn = finding?.processingJobArn;
  return {
    before: { ...before, sha256: before.sha256 },
    after,
    ...defined({ edits, processingJobArn: arn }),
  };
}

/** Only the version has the bytes; what was made of them then has to be what is there now. */
async function earlierVersion(
  place: Place,
  object: StoredObject,
  rewriting: KnownRewriting,
  store: ReportStore,
  sizeLimitBytes: number,
): Promise<Earlier> {
  const { versionId, sha256: hash } = rewriting.before;
  const gone = (what: string): Earlier => ({
    kind: 'refused',
    reason: 'no-way-back',
    detail: `its metadata had no room for the edits, and ${what}: restore it from a backup`,
  });
  if (versionId === undefined) return gone('the bucket kept no versions then');
  const answer: ReadAnswer = await store.read({ ...place, versionId }, sizeLimitBytes);
  if (answer.kind !== 'found') return gone(`version ${versionId} cannot be read any more`);
  const { bytes } = answer.object;
  if (sha256(bytes) !== hash) return gone(`version ${versionId} is not what was rewritten`);
  const { edits = [] } = assess(
    answer.object,
    place.kind,
    { mode: 'enforce', html: 'silence', sizeLimitBytes },
    {},
  );
  return sha256(applyEdits(bytes, edits)) === sha256(object.bytes)
    ? { kind: 'found', bytes, rewriting }
    : CHANGED;
}
