/** Makes findings: from what was read and assessed, from what could not be read, from what was written. Pure. */

import { applyEdits } from '../bytes/edit.ts';
import { sha256 } from '../bytes/sha256.ts';
import { defined } from '../text/defined.ts';
import type { Refused } from '../verdict.ts';
import { type Assessment, unknownHtml } from './assess.ts';
import type { Finding, HashedState } from './outcome.ts';
import type { EndOfObject, ObjectVersion, Provenance, ReadAnswer } from './ports.ts';
import type { Trigger } from './trigger.ts';

/** Where an object lies and which of a report's two it is. */
export type Place = Pick<Finding, 'kind' | 'bucket' | 'key' | 'isCopy'>;

/** A replacement that is decided: the new bytes, and the finding that it will have but for the version written. */
export interface Replacement {
  readonly finding: Finding;
  readonly bytes: Uint8Array;
  /** Undefined when the object is to be as if it had never been rewritten. */
  readonly provenance: Provenance | undefined;
}

/** A replacement that opts out or silences. */
export interface Rewrite extends Replacement {
  readonly provenance: Provenance;
}

/** The finding of an object version that was read and assessed. */
export function examinedFinding(
  place: Place,
  object: ObjectVersion,
  assessed: Assessment,
  at: Date,
  isLatest = true,
): Finding {
  return {
    ...place,
    ...assessed,
    at,
    lastModified: object.lastModified,
    ...(object.versionId === undefined ? {} : { isLatest }),
    before: hashedState(object.bytes, object.etag, object.versionId),
  };
}

/** The finding of an HTML report of which only the end was read. */
export function endFinding(
  place: Place,
  end: EndOfObject,
  assessed: Omit<Assessment, 'edits'>,
  at: Date,
  isLatest = true,
): Finding {
  const { etag, sizeBytes, versionId, lastModified } = end;
  const version = versionId === undefined ? {} : { versionId };
  return {
    ...place,
    ...assessed,
    at,
    lastModified,
    ...(versionId === undefined ? {} : { isLatest }),
    before: { etag, sizeBytes, ...version },
  };
}

/** The finding of an object that is not there, or that the store refused to read. */
export function unreadFinding(
  place: Place,
  answer: Exclude<ReadAnswer, { kind: 'found' }>,
  at: Date,
): Finding {
  if (answer.kind === 'missing') return { ...place, at, outcome: 'missing' };
  const { reason, detail } = answer.refusal;
  if (answer.state === undefined) return { ...place, at, outcome: 'refused', reason, detail };
  const { lastModified, ...before } = answer.state;
  const html = place.kind === 'html' ? { html: unknownHtml(lastModified) } : {};
  return { ...place, at, outcome: 'refused', reason, detail, lastModified, before, ...html };
}

/** The finding after every attempt met a changed object; `last` is what was last seen. */
export const contendedFinding = (last: Finding, at: Date, attempts: number): Finding => ({
  ...unwritten(last),
  at,
  outcome: 'contended',
  detail: `changed by somebody else in each of ${attempts} attempts: run again when the object is at rest`,
});

/** The finding that corrects the trail when a replacement that was put on record ahead was not made after all. */
export const contendedAfterRecord = ({ finding }: Replacement, at: Date): Finding => ({
  ...unwritten(finding),
  at,
  outcome: 'contended',
  detail: `changed by somebody else right after ${finding.outcome} was put on record: that rewriting was not made`,
});

/** The finding when a store refuses to replace what it read; nothing was written. */
export const refusedFinding = ({ finding }: Replacement, { reason, detail }: Refused): Finding => ({
  ...unwritten(finding),
  outcome: 'refused',
  reason,
  detail,
});

function unwritten(planned: Finding): Finding {
  const { edits: _edits, after: _after, detail: _detail, ...rest } = planned;
  return rest;
}

/** Decides a rewriting: `outcome`, `edits` and `before` are those of the finding. */
export function decideRewrite(
  finding: Finding,
  outcome: Provenance['outcome'],
  object: ObjectVersion,
  { software, trigger }: { readonly software: string; readonly trigger: Trigger },
): Rewrite {
  const { edits = [] } = finding;
  const { versionId, lastModified } = object;
  return {
    finding,
    bytes: applyEdits(object.bytes, edits),
    provenance: {
      outcome,
      place: placeMark(finding),
      at: finding.at,
      software,
      trigger,
      ...defined({ optedOutAt: finding.html?.optedOutAt }),
      before: {
        ...hashedState(object.bytes, object.etag, versionId),
        lastModified,
      },
      edits,
    },
  };
}

/** The finding of a replacement that was made. */
export function replacedFinding(
  replacement: Replacement,
  written: { etag: string; versionId?: string; isUndoByVersionOnly?: boolean },
): Finding {
  const { finding, bytes } = replacement;
  return {
    ...finding,
    ...writtenDetail(finding.detail, written.isUndoByVersionOnly ?? false),
    after: hashedState(bytes, written.etag, written.versionId),
  };
}

/** What is said about a rewriting that was made. */
export function writtenDetail(
  planned: string | undefined,
  isUndoByVersionOnly: boolean,
): Pick<Finding, 'detail'> {
  const details = [planned, isUndoByVersionOnly ? UNDO_BY_VERSION : undefined].filter(
    (detail) => detail !== undefined,
  );
  return details.length === 0 ? {} : { detail: details.join('; ') };
}

const UNDO_BY_VERSION = "the object's metadata had no room for the edits: undo needs the earlier version";

/**
 * True when `object` is the very version that this rewriting wrote, as its provenance shows: another process may have
 * made the same rewriting in the same millisecond, set going by something else.
 */
export function isWrittenBy(rewrite: Rewrite, object: ObjectVersion): boolean {
  const { provenance } = object;
  return (
    provenance?.at.getTime() === rewrite.provenance.at.getTime() &&
    provenance.before.sha256 === rewrite.provenance.before.sha256 &&
    provenance.before.etag === rewrite.provenance.before.etag &&
    isSameTrigger(provenance.trigger, rewrite.provenance.trigger) &&
    sha256(object.bytes) === sha256(rewrite.bytes)
  );
}

/** A store may have had no room for it. */
const isSameTrigger = (kept: Trigger | undefined, own: Trigger | undefined): boolean =>
  kept === undefined ||
  (['source', 'eventId', 'requestId', 'eventTime'] as const).every((part) => kept[part] === own?.[part]);

/** The state of bytes that were read or written. */
export const hashedState = (bytes: Uint8Array, etag: string, versionId: string | undefined): HashedState => ({
  etag,
  sizeBytes: bytes.length,
  sha256: sha256(bytes),
  ...defined({ versionId }),
});

/** What provenance keeps of the place it belongs to: half a SHA-256, since metadata has little room. */
export const placeMark = ({ bucket, key }: Pick<Finding, 'bucket' | 'key'>): string =>
  sha256(`${bucket}\n${key}`).slice(0, 32);
