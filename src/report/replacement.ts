/** A replacement as data: what is decided, and the findings it can end in. Pure. */
import { applyEdits, type ByteEdit } from '../bytes/edit.ts';
import { sha256BothOnce, sha256Once } from '../bytes/sha256.ts';
import { defined } from '../text/defined.ts';
import type { Refused } from '../verdict.ts';
import type { RewriteAssessment } from './assess.ts';
import type {
  Change,
  ContendedFinding,
  HashedVersion,
  RefusedFinding,
  RestoredFinding,
  RewrittenFinding,
} from './finding.ts';
import { hashedState } from './findings/examined-findings.ts';
import type { ObjectVersion, Provenance } from './ports.ts';
import { locationHash } from './report-target.ts';
import type { Trigger } from './trigger.ts';

/** A replacement that is decided, of the version it replaces. */
export interface Replacement {
  readonly version: HashedVersion;
  readonly change: Change & { readonly outcome: 'opted-out' | 'silenced' | 'restored' };
  /** The new bytes. */
  readonly bytes: Uint8Array;
  /** Undefined when the object is to be as if it had never been rewritten. */
  readonly provenance: Provenance | undefined;
}

/** A replacement that opts out or silences. */
export interface Rewrite extends Replacement {
  readonly provenance: Provenance;
}

/** The bytes after all edits, hashed together with those before: what stands before the first edit is hashed once. */
export function editBytes(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  const edited = applyEdits(bytes, edits);
  const sharedBytes = edits.reduce((least, { start }) => Math.min(least, start), bytes.length);
  sha256BothOnce(bytes, edited, sharedBytes);
  return edited;
}

/** The rewrite that an assessment calls for; `bytes` are those of the version after its edits. */
export function decideRewrite(
  version: HashedVersion,
  { outcome, edits, detail, ...evidence }: RewriteAssessment,
  bytes: Uint8Array,
  { software, trigger }: { readonly software: string; readonly trigger: Trigger },
): Rewrite {
  // As it was written when it was read, so that the record made again from the provenance is the same.
  const { lastModifiedBeforeRewriting: _earlier, ...own } = version;
  return {
    version: { ...own, ...evidence },
    change: { outcome, edits, ...defined({ detail }) },
    bytes,
    provenance: {
      outcome,
      locationHash: locationHash(version),
      at: version.at,
      software,
      trigger,
      ...defined({ optedOutAt: evidence.html?.optedOutAt, papermillTime: evidence.papermillTime }),
      before: { ...version.before, lastModified: version.lastModified },
      edits,
    },
  };
}

/**
 * True when `object` is the very version that this rewrite wrote, as its provenance shows: another process may have
 * made the same rewrite in the same millisecond, triggered by something else.
 */
export function isWrittenBy({ provenance: own, bytes }: Rewrite, object: ObjectVersion): boolean {
  const { provenance } = object;
  return (
    provenance?.at.getTime() === own.at.getTime() &&
    provenance.before.sha256 === own.before.sha256 &&
    provenance.before.etag === own.before.etag &&
    isSameTrigger(provenance.trigger, own.trigger) &&
    sha256Once(object.bytes) === sha256Once(bytes)
  );
}

/** A store may have had no room for the trigger. */
const isSameTrigger = (kept: Trigger | undefined, own: Trigger | undefined): boolean =>
  kept === undefined ||
  (['source', 'eventId', 'requestId', 'eventTime'] as const).every((part) => kept[part] === own?.[part]);

/** The version that a replacement wrote, as the store names it. */
export interface WrittenVersion {
  readonly etag: string;
  readonly versionId?: string;
  readonly isUndoByVersionOnly?: boolean;
}

/** The finding of a replacement that was made. */
export function replacedFinding(
  { version, change, bytes }: Replacement,
  { etag, versionId, isUndoByVersionOnly = false }: WrittenVersion,
): RewrittenFinding | RestoredFinding {
  const detail = writtenDetail(change.detail, isUndoByVersionOnly);
  return { ...version, ...change, ...defined({ detail }), after: hashedState(bytes, etag, versionId) };
}

/** The detail of a replacement that was made. */
export const writtenDetail = (
  planned: string | undefined,
  isUndoByVersionOnly: boolean,
): string | undefined => {
  const details = [planned, isUndoByVersionOnly ? UNDO_BY_VERSION : undefined];
  return details.filter((detail) => detail !== undefined).join('; ') || undefined;
};

const UNDO_BY_VERSION =
  "the edits did not fit into the object's metadata: restoring it needs the earlier version";

/** The finding after another writer changed the object in every attempt. */
export const contendedFinding = ({ version }: Replacement, at: Date, attempts: number): ContendedFinding => ({
  ...version,
  at,
  outcome: 'contended',
  detail: `changed by somebody else in each of ${attempts} attempts: run again later`,
});

/** The finding that corrects the trail when a replacement that was put on record ahead was not made after all. */
export const contendedAfterRecord = ({ version, change }: Replacement, at: Date): ContendedFinding => ({
  ...version,
  at,
  outcome: 'contended',
  detail: `changed by somebody else right after ${change.outcome} was put on record: that change was not made`,
});

/** The finding when a store refuses to replace what it read; nothing was written. */
export const refusedFinding = ({ version }: Replacement, { reason, detail }: Refused): RefusedFinding => ({
  ...version,
  outcome: 'refused',
  reason,
  detail,
});
