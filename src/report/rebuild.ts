/**
 * Makes the finding of an earlier rewriting again, from the rewritten object and the provenance it carries, so
 * that a crash between the rewriting and its record loses nothing. Pure.
 */

import { applyEdits, type ByteEdit, invertEdits } from '../bytes/edit.ts';
import { sha256 } from '../bytes/sha256.ts';
import { catchError } from '../text/catch-error.ts';
import { defined } from '../text/defined.ts';
import { type Assessment, assess, type NotebookKnowledge, SILENCED_DETAIL } from './assess.ts';
import { hashedState, type Place, placeMark, writtenDetail } from './findings.ts';
import type { Finding, HtmlEvidence } from './outcome.ts';
import type { ObjectVersion, Provenance } from './ports.ts';

/**
 * The finding of the rewriting that wrote `object`, the same as when it was made; undefined when the object was
 * not rewritten here, or has been changed since by somebody who kept its metadata.
 */
export function rebuiltFinding(place: Place, object: ObjectVersion): Finding | undefined {
  const { provenance } = object;
  if (provenance === undefined || provenance.place !== placeMark(place)) return undefined;
  const { before, outcome, optedOutAt } = provenance;
  const notebook: NotebookKnowledge = optedOutAt === undefined ? {} : { optedOutAt };
  const edits = provenance.edits;
  const bytes = edits === undefined ? object.bytes : earlierBytes(object.bytes, edits, before.sha256);
  if (bytes === undefined) return undefined;
  const version = { ...object, bytes, lastModified: before.lastModified };
  const assessed = assess(version, place.kind, UNBOUNDED, notebook);
  const expected = edits === undefined ? UNCHANGED_SINCE[outcome] : outcome;
  return assessed.outcome === expected ? describe(place, object, provenance, edits, assessed) : undefined;
}

/** What a rewritten object comes to as long as nobody changes it. */
const UNCHANGED_SINCE = { 'opted-out': 'already-opted-out', silenced: 'silent' } as const;
const UNBOUNDED = { mode: 'enforce', html: 'silence', sizeLimitBytes: Number.POSITIVE_INFINITY } as const;

/** The bytes before the rewriting, or undefined when these edits did not make `bytes` out of them. */
function earlierBytes(
  bytes: Uint8Array,
  edits: readonly ByteEdit[],
  beforeSha256: string,
): Uint8Array | undefined {
  const earlier = catchError(RangeError, () => applyEdits(bytes, invertEdits(edits)));
  return earlier instanceof Error || sha256(earlier) !== beforeSha256 ? undefined : earlier;
}

function describe(
  place: Place,
  object: ObjectVersion,
  { outcome, at, software, trigger, before }: Provenance,
  edits: readonly ByteEdit[] | undefined,
  assessed: Assessment,
): Finding {
  const { lastModified, ...state } = before;
  const html = edits === undefined ? reportedUsage(lastModified) : assessed.html;
  return {
    ...place,
    outcome,
    at,
    ...writtenDetail(outcome === 'silenced' ? SILENCED_DETAIL : undefined, edits === undefined),
    ...defined({ processingJobArn: assessed.processingJobArn }),
    lastModified,
    ...(object.versionId === undefined ? {} : { isLatest: true }),
    before: state,
    after: hashedState(object.bytes, object.etag, object.versionId),
    ...defined({ edits }),
    ...(place.kind === 'notebook' || html === undefined ? {} : { html }),
    rebuilt: { software, ...defined({ trigger }) },
  };
}

/** The evidence of a silenced page whose beacon is no longer known: only pages that report are silenced. */
const reportedUsage = (generatedAt: Date): HtmlEvidence => ({
  usageReporting: 'reports',
  generatedBeforeOptOut: true,
  generatedAt,
});
