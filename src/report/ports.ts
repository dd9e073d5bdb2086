/**
 * The ports: what the use cases need from outside, a store of report objects, a trail that keeps findings, time and
 * chance. S3, a directory and a map in memory implement the store.
 */
import type { ByteEdit } from '../bytes/edit.ts';
import type { Refused } from '../verdict.ts';
import type { Finding, HashedState, OptionOne } from './finding.ts';
import type { Trigger } from './trigger.ts';

/**
 * The reference of one object: an S3 bucket and key, or `file:///folder` and a path below it with `/`. Without a
 * version id the current version is meant.
 */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/**
 * The provenance that a rewritten object keeps of its own rewriting, so that its record can be made again from
 * the object alone. A store may drop `edits` where they do not fit; then undoing it needs the earlier version.
 */
export interface Provenance {
  readonly outcome: 'opted-out' | 'silenced';
  /** Of the bucket and key that were rewritten: copies carry their metadata to other locations. */
  readonly locationHash: string;
  readonly at: Date;
  readonly software: string;
  /** The trigger of the rewriting; a store may drop it where it does not fit. */
  readonly trigger?: Trigger;
  /** Of an HTML report's notebook, where that was known. */
  readonly optedOutAt?: Date;
  /** When papermill made an HTML report's notebook, where that was known. */
  readonly papermillTime?: Date;
  readonly before: HashedState & { readonly lastModified: Date };
  /** Offsets of the bytes before. */
  readonly edits?: readonly ByteEdit[];
}

/** One object version as it was read. */
export interface ObjectVersion {
  readonly ref: ObjectRef;
  readonly bytes: Uint8Array;
  /** Without quotes. */
  readonly etag: string;
  readonly versionId?: string;
  readonly lastModified: Date;
  /** Set when this version was written by us. */
  readonly provenance?: Provenance;
}

/** A version that was read whole, and can be replaced as long as it is the current one. */
export interface StoredObject extends ObjectVersion {
  /** Set when reading showed already what `replace` will be refused for: then a dry run can say it. */
  readonly replaceRefusal?: Refused;
  /**
   * Replaces the object's bytes if it still is this version; all other properties are carried over. Without
   * `provenance` that of an earlier rewriting is removed, so that the object is as before.
   *
   * No crash may lose the record of a replacement, and there are two ways to that. A store that can keep `provenance`
   * with the object writes both at once; the record follows, and is made again from the object if it was lost. Any
   * other store awaits `putOnRecord` once everything is prepared and checked, right before the new bytes take
   * their place, and changes nothing when that throws; its ETag is the SHA-256 of the bytes, so that the record can
   * name what will be there. Such a record may stand for a replacement that was not made: the answer `stale` after
   * it has the trail corrected, and after a crash the next run finds the object as it was.
   * @throws Fault when the store cannot be used.
   */
  readonly replace: (
    bytes: Uint8Array,
    provenance: Provenance | undefined,
    putOnRecord: () => Promise<void>,
  ) => Promise<ReplaceAnswer>;
}

/** The last bytes of an object version that was too large to be read at once. */
export interface EndOfObject extends ObjectVersion {
  readonly sizeBytes: number;
}

/** One version of an object, as a listing shows it. */
export interface ListedVersion extends UnreadState {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeletion?: never;
}

/** The delete marker that is the current version of an object, as a listing shows it. */
export interface ListedDeletion {
  readonly isDeletion: true;
  readonly versionId: string;
  /** When the object was deleted. */
  readonly lastModified: Date;
}

/** The state of an object that was not read; its SHA-256 where the store has it all the same. */
export interface UnreadState {
  readonly etag: string;
  readonly sha256?: string;
  readonly sizeBytes: number;
  readonly versionId?: string;
  readonly lastModified: Date;
}

/** The answer to a read. A refusal names the object's state as far as the store gives it. */
export type ReadAnswer =
  | { readonly kind: 'found'; readonly object: StoredObject }
  | {
      readonly kind: 'missing';
      /** True when the object was deleted, but earlier versions of it may be there. */
      readonly isDeleted?: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refused; readonly state?: UnreadState };

/** The answer to a read of the end: all of the object where that is as cheap. */
export type EndAnswer = ReadAnswer | { readonly kind: 'end'; readonly end: EndOfObject };

/**
 * The answer to a conditional replacement. `stale`: the object changed or went since it was read (or may have:
 * a conflicting write was under way); nothing was written, read it again.
 */
export type ReplaceAnswer =
  | {
      readonly kind: 'replaced';
      readonly etag: string;
      readonly versionId?: string;
      /** True when the object's own metadata could not hold the edits: undo needs the earlier version. */
      readonly isUndoByVersionOnly?: boolean;
    }
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly refusal: Refused };

/** Objects that can be read, and replaced only while they are what was read. */
export interface ReportStore {
  /**
   * True when the object is there, also when it could not be read or replaced.
   * @throws Fault when the store cannot be used.
   */
  exists(ref: ObjectRef): Promise<boolean>;
  /**
   * Reads one object whole, unless it reaches `sizeLimitBytes` (then refused as too-large, unread).
   * @throws Fault when the store cannot be used.
   */
  read(ref: ObjectRef, sizeLimitBytes: number): Promise<ReadAnswer>;
  /**
   * Reads the end of an object in one call, or all of it where that is as cheap; for evidence that is at the end.
   * @throws Fault when the store cannot be used.
   */
  readEnd(ref: ObjectRef, sizeLimitBytes: number): Promise<EndAnswer>;
  /**
   * The versions of one object, newest first; before those of a deleted object its delete marker, and no other one.
   * None where the store keeps no versions.
   * @throws Fault when the store cannot be used.
   */
  listVersions(ref: ObjectRef): AsyncIterable<ListedVersion | ListedDeletion>;
}

/** Keeps findings; resolves when the finding is as durable as this trail makes it. */
export interface AuditTrail {
  append(finding: Finding): Promise<void>;
}

/** Looks Option 1 up. It never throws for what the outside does: then the state is unknown, with the reason. */
export interface OptionOneSource {
  /** @param processingJobArn as a report has it: it may be any text */
  find(processingJobArn: string): Promise<OptionOne>;
}

/** Time and chance, so that tests decide them. */
export interface Clock {
  now(): Date;
  /** Resolves after `delayMs`, or when the signal is aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to but not including 1. */
  random(): number;
}
